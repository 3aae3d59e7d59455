import { eventually } from '#patchbay/kernel/testing';
import { SimulatorKit } from './simulator-kit.js';
import type { Json, ReceivedWebhook } from './webhook-sink.js';

export const ACME_WABA = '510000000000001';
export const ACME_SECOND_WABA = '510000000000002';
export const GLOBEX_WABA = '510000000000003';
export const ACME = '610000000000001';
export const GLOBEX = '610000000000002';
export const PARTNER = '600000000000001';
export const CREDIT_LINE = '620000000000001';
export const SYSTEM_TOKEN = 'EAA-system-token-of-the-partner';

export interface GraphAnswer {
  readonly status: number;
  readonly body: Json;
  readonly headers: Headers;
}

interface Asked {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** A partner at work on the Graph API, and the clients it onboards. */
export class PartnerDesk {
  readonly kit: SimulatorKit;
  readonly alpha: { readonly appId: string; readonly appSecret: string };
  readonly beta: { readonly appId: string; readonly appSecret: string };
  #heard = 0;

  private constructor(kit: SimulatorKit) {
    this.kit = kit;
    const [alpha, beta] = kit.seed.metaApps;
    this.alpha = alpha!;
    this.beta = beta!;
  }

  static async open(): Promise<PartnerDesk> {
    return new PartnerDesk(await SimulatorKit.open());
  }

  /** The world of the seed again. */
  async fresh(): Promise<void> {
    await this.control('POST', '/reset');
    this.#heard = this.kit.sink.received.length;
  }

  /** A Graph request; with the partner's system token unless told. */
  async graph(method: string, path: string, asked: Asked = {}): Promise<GraphAnswer> {
    const { body, headers = {}, token = SYSTEM_TOKEN } = asked;
    const response = await fetch(`${this.kit.simulator.url}/v26.0${path}`, {
      method,
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined || body instanceof FormData
          ? {}
          : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json(), headers: response.headers };
  }

  get(path: string, token?: string): Promise<GraphAnswer> {
    return this.graph('GET', path, token === undefined ? {} : { token });
  }

  post(path: string, body: unknown = {}, token?: string): Promise<GraphAnswer> {
    return this.graph('POST', path, token === undefined ? { body } : { body, token });
  }

  /** Control that must succeed. */
  async control(method: string, path: string, body?: unknown): Promise<Json> {
    const reply = await this.kit.control(method, path, body);
    if (reply.status >= 300) throw new Error(`${path}: ${JSON.stringify(reply.body)}`);
    return reply.body;
  }

  async advance(ms: number): Promise<void> {
    await this.control('POST', '/clock/advance', { ms });
  }

  /** Sets the virtual clock, also back: the tests know neither today nor tomorrow. */
  at(ms: number): void {
    const { clock } = this.kit;
    clock.setOffset(0);
    clock.setOffset(ms - clock.nowMs());
  }

  async switch(switches: Record<string, unknown>): Promise<void> {
    await this.control('PUT', '/switches', switches);
  }

  /** A customer goes through Embedded Signup of the app alpha. */
  async finish(choice: Record<string, unknown> = {}): Promise<Json> {
    const finished = await this.control('POST', '/signup/finish', { app: 'alpha', ...choice });
    return { ...finished, session: JSON.parse(finished.message) };
  }

  /** What the exchange of a code answers. */
  exchange(code: string, over: Record<string, string> = {}): Promise<GraphAnswer> {
    const { appId, appSecret } = this.alpha;
    const query = new URLSearchParams({
      client_id: appId,
      client_secret: appSecret,
      code,
      ...over,
    });
    return this.graph('GET', `/oauth/access_token?${query.toString()}`, { token: '' });
  }

  /** A client from the popup to its token. */
  async onboard(choice: Record<string, unknown> = {}): Promise<Json> {
    const finished = await this.finish(choice);
    const { body } = await this.exchange(finished.code);
    return { ...finished, token: body.access_token };
  }

  async token(parts: Record<string, unknown>): Promise<string> {
    return (await this.control('POST', '/tokens', { app: 'alpha', ...parts })).token;
  }

  /** Webhooks of a kind since the world began. */
  heard(kind: string): ReceivedWebhook[] {
    return this.kit.sink.received.slice(this.#heard).filter((webhook) => webhook.kind === kind);
  }

  /** The next webhook of that kind. */
  told(kind: string): Promise<ReceivedWebhook> {
    return eventually(() => this.heard(kind)[0]);
  }
}

/** HTTP status, code and subcode of a refusal. */
export function refusalOf({ body, status }: GraphAnswer): Json {
  const { code, error_subcode: subcode } = body.error ?? {};
  return subcode === undefined ? { status, code } : { status, code, subcode };
}
