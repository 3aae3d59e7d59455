import { randomBytes } from 'node:crypto';
import { type HttpReply, type HttpRequest, type HttpRoute } from '../http/http-listener.js';
import { wallMs } from '../media/wall-time.js';
import type { GraphRequestRecord, SimCall } from '../world/call.js';
import type { GraphFault } from '../world/fault-schemas.js';
import type { World } from '../world/world.js';
import { orderedCallingError } from './calling-errors.js';
import { GraphError } from './graph-error.js';
import { authenticate } from './onboarding/authenticate.js';
import { GraphRequest } from './graph-request.js';
import type { GraphRoute } from './graph-route.js';

/** The calling pages' first version. */
const OLDEST_VERSION = 17;
const NEWEST_VERSION = 26;
const KEPT_REQUESTS = 5000;
/** Of Meta's server: a number that says nothing. */
const REVISION = '1030000000';

/** The Graph API: versions, tokens, faults and records around a table of endpoints. */
export class GraphApi {
  readonly #world: World;
  readonly #routes: readonly GraphRoute[];
  readonly #requests: GraphRequestRecord[] = [];

  constructor(world: World, routes: readonly GraphRoute[]) {
    this.#world = world;
    this.#routes = routes;
  }

  /** Every request that came, the newest last. */
  get requests(): readonly GraphRequestRecord[] {
    return this.#requests;
  }

  get httpRoutes(): HttpRoute[] {
    return this.#routes.map((route) => ({
      method: route.method,
      pattern: `/:version${route.path}`,
      handle: (request) => this.#handle(route, request),
    }));
  }

  async #handle(route: GraphRoute, http: HttpRequest): Promise<HttpReply> {
    const record = this.#record(route, http);
    let request: GraphRequest | undefined;
    try {
      requireVersion(http);
      const token = route.auth === 'none' ? undefined : authenticate(this.#world, http);
      request = new GraphRequest(this.#world, http, token);
      record.action = route.actionOf?.(request) ?? null;
      const call = route.callOf?.(request);
      attach(record, call);
      const fault = this.#world.faults.takeGraph({
        endpoint: route.name,
        action: record.action,
        objectId: http.params.id ?? '',
        call,
        request,
      });
      return await (fault === undefined
        ? this.#perform(route, request, record)
        : this.#performWithFault(route, request, { record, fault }));
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      const usage = request && this.#world.usage.headers(route, request);
      return this.#refuse(error, record, usage);
    }
  }

  async #perform(
    route: GraphRoute,
    request: GraphRequest,
    record: GraphRequestRecord,
  ): Promise<HttpReply> {
    const limited = this.#world.usage.refusal(route, request);
    if (limited !== undefined) throw limited;
    const reply = await route.handle(request);
    attach(record, reply.call);
    const status = reply.status ?? 200;
    return {
      status,
      body: reply.body,
      ...(reply.bytes === undefined ? {} : { bytes: reply.bytes }),
      headers: {
        ...traceHeaders(record),
        ...this.#world.usage.headers(route, request),
        ...reply.headers,
      },
      onSend: () => {
        record.repliedMs = wallMs();
        record.status = status;
        reply.onSend?.(record.repliedMs);
      },
    };
  }

  /** A fault decides whether the request takes effect, and what is heard of it. */
  async #performWithFault(
    route: GraphRoute,
    request: GraphRequest,
    { record, fault }: { record: GraphRequestRecord; fault: GraphFault },
  ): Promise<HttpReply> {
    const { applied, code, status, timeoutMs } = fault;
    const isApplied = applied ?? status === undefined;
    const reply = isApplied ? await this.#perform(route, request, record) : undefined;
    const usage = this.#world.usage.headers(route, request);
    if (status !== undefined) return this.#refuse(orderedCallingError(status, code), record, usage);
    const late = reply ?? this.#refuse(orderedCallingError(500, code), record, usage);
    return { ...late, holdMs: timeoutMs ?? 0 };
  }

  #refuse(
    error: GraphError,
    record: GraphRequestRecord,
    usage: Readonly<Record<string, string>> = {},
  ): HttpReply {
    const { code, httpStatus } = error.parts;
    return {
      status: httpStatus,
      body: this.#world.switches.hasErrorSubcode ? error.body : withoutSubcode(error),
      headers: {
        ...traceHeaders(record, error.fbtraceId),
        ...usage,
        ...error.parts.headers,
        'www-authenticate': `OAuth "Facebook Platform" "invalid_request" "${error.message}"`,
      },
      onSend: () => {
        Object.assign(record, { repliedMs: wallMs(), status: httpStatus, code });
      },
    };
  }

  #record(route: GraphRoute, http: HttpRequest): GraphRequestRecord {
    const record: GraphRequestRecord = {
      endpoint: route.name,
      method: http.method,
      path: http.path,
      action: null,
      phoneNumberId: http.params.id ?? '',
      wacid: null,
      receivedMs: wallMs(),
      repliedMs: null,
      status: null,
      code: null,
    };
    this.#requests.push(record);
    if (this.#requests.length > KEPT_REQUESTS) this.#requests.shift();
    return record;
  }
}

/** By which Meta's support finds a request; the version is the one that was asked for. */
function traceHeaders({ path }: GraphRequestRecord, traceId?: string): Record<string, string> {
  const random = (bytes: number): string => randomBytes(bytes).toString('base64url');
  return {
    'facebook-api-version': /^\/(v\d+\.\d)\//.exec(path)?.[1] ?? `v${NEWEST_VERSION}.0`,
    'x-fb-request-id': `A${random(10)}`,
    'x-fb-trace-id': traceId ?? `A${random(10)}`,
    'x-fb-rev': REVISION,
    'x-fb-debug': random(48),
  };
}

function attach(record: GraphRequestRecord, call: SimCall | undefined): void {
  if (call === undefined || record.wacid !== null) return;
  record.wacid = call.wacid;
  call.graphRequests.push(record);
}

function withoutSubcode({ body }: GraphError): unknown {
  const error = Object.entries(body.error).filter(([key]) => key !== 'error_subcode');
  return { error: Object.fromEntries(error) };
}

function requireVersion({ params, path }: HttpRequest): void {
  const major = Number(/^v(\d+)\.\d$/.exec(params.version ?? '')?.[1] ?? NaN);
  if (major >= OLDEST_VERSION && major <= NEWEST_VERSION) return;
  throw new GraphError({ httpStatus: 400, code: 2500, title: `Unknown path components: ${path}` });
}
