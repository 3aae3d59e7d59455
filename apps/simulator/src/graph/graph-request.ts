import type { HttpRequest } from '../http/http-listener.js';
import type { BusinessNumber, MetaApp, Waba } from '../world/assets.js';
import type { AccessToken, Scope } from '../world/tokens.js';
import type { World } from '../world/world.js';
import {
  invalidParameter,
  invalidToken,
  missingScope,
  noAccess,
  noSuchObject,
} from './graph-error.js';

/** One request to the Graph API, its version and token already checked. */
export class GraphRequest {
  readonly #http: HttpRequest;
  readonly #world: World;
  #body: Readonly<Record<string, unknown>> | undefined;

  constructor(
    world: World,
    http: HttpRequest,
    /** Undefined where the route asks for none. */
    readonly accessToken: AccessToken | undefined,
  ) {
    this.#world = world;
    this.#http = http;
  }

  get method(): string {
    return this.#http.method;
  }

  get path(): string {
    return this.#http.path;
  }

  /** The path's named segments. */
  get params(): Readonly<Record<string, string>> {
    return this.#http.params;
  }

  get query(): URLSearchParams {
    return this.#http.query;
  }

  get headers(): HttpRequest['headers'] {
    return this.#http.headers;
  }

  get rawBody(): Buffer {
    return this.#http.rawBody;
  }

  get token(): AccessToken {
    if (this.accessToken === undefined) throw invalidToken();
    return this.accessToken;
  }

  /** The body's parameters, JSON or form; an unreadable one is code 100. */
  get body(): Readonly<Record<string, unknown>> {
    this.#body ??= this.#readBody();
    return this.#body;
  }

  /** Graph takes a parameter from the body or from the query. */
  param(name: string): unknown {
    return this.body[name] ?? this.query.get(name) ?? undefined;
  }

  /** A text or number parameter as text; code 100 when it is missing. */
  requiredParam(name: string): string {
    const value = this.param(name);
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return String(value);
    throw invalidParameter(`The parameter ${name} is required.`);
  }

  /** The number a path names, if the token may act for it. */
  number(id = this.params.id ?? '', scope?: Scope): BusinessNumber {
    const number = this.#world.directory.number(id);
    if (number === undefined) throw noSuchObject(id, this.method);
    this.requireWaba(number.wabaId, scope);
    return number;
  }

  /** The WABA a path names, if the token may act for it. */
  waba(id = this.params.id ?? '', scope?: Scope): Waba {
    const waba = this.#world.directory.waba(id);
    if (waba === undefined) throw noSuchObject(id, this.method);
    this.requireWaba(id, scope);
    return waba;
  }

  /** The app a path names; its own token or one it issued must be shown. */
  app(id = this.params.id ?? ''): MetaApp {
    const app = this.#world.directory.app(id);
    if (app === undefined) throw noSuchObject(id, this.method);
    if (this.token.appId !== id) throw noAccess();
    return app;
  }

  /** The token must have the scope and reach the WABA. */
  requireWaba(wabaId: string, scope?: Scope): void {
    if (!this.reachesWaba(wabaId)) throw noAccess();
    if (scope !== undefined) this.requireScope(scope);
  }

  /** A token without WABAs of its own reaches what its portfolio owns or has shared with it. */
  reachesWaba(wabaId: string): boolean {
    const { businessId, kind, wabaIds } = this.token;
    if (kind === 'APP') return false;
    if (wabaIds !== undefined) return wabaIds.includes(wabaId);
    const waba = this.#world.directory.waba(wabaId);
    if (waba === undefined || businessId === undefined) return false;
    return this.#world.onboarding.profiles.isOpenTo(waba, businessId);
  }

  requireScope(scope: Scope): void {
    if (!this.token.scopes.has(scope)) throw missingScope(scope);
  }

  #readBody(): Readonly<Record<string, unknown>> {
    const text = this.rawBody.toString('utf8');
    if (text === '') return {};
    // A file with fields around it; the endpoints that take one read it themselves.
    if (this.headers['content-type']?.startsWith('multipart/form-data') === true) return {};
    if (this.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true) {
      return Object.fromEntries(new URLSearchParams(text));
    }
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        return value as Record<string, unknown>;
      }
    } catch {
      // Told below, like a body that is JSON but no object.
    }
    throw invalidParameter('The request body is not a valid JSON object');
  }
}
