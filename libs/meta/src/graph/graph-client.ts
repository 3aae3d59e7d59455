import { Histogram } from 'prom-client';
import { Agent } from 'undici';
import { z } from 'zod';
import { metrics, type Secret } from '#patchbay/kernel';
import { type CallAction, callActionBody } from './call-action.js';
import { type MetaError, metaErrorFrom } from './meta-error.js';

/** Where Graph is and how long we wait for it. */
export const graphConfigSchema = z
  .object({
    NODE_ENV: z.string().optional(),
    /** Base of the Graph API; anything but Meta's own host is refused in production. */
    META_GRAPH_URL: z.url().default('https://graph.facebook.com'),
    /** Version that leads every path. */
    META_GRAPH_VERSION: z
      .string()
      .regex(/^v\d+\.\d+$/)
      .default('v26.0'),
    /** Longest wait for an answer, milliseconds; less than the lease of an effect. */
    META_GRAPH_TIMEOUT_MS: z.coerce.number().int().min(100).max(4500).default(4000),
  })
  .superRefine((config, context) => {
    const { NODE_ENV, META_GRAPH_URL: url } = config;
    const isMeta = URL.canParse(url) && new URL(url).origin === 'https://graph.facebook.com';
    if (NODE_ENV === 'production' && !isMeta) {
      context.addIssue({
        code: 'custom',
        path: ['META_GRAPH_URL'],
        message: 'must be https://graph.facebook.com in production: tokens go to Meta only',
      });
    }
  });
export type GraphConfig = z.output<typeof graphConfigSchema>;

/**
 * What became of a request. `refused`: Meta answered with an error. `not_sent`: nothing left this
 * machine. `unknown`: it may have been carried out (no answer, or one that is not Graph's).
 */
export type GraphOutcome = { readonly trace?: GraphTrace } & (
  | { readonly kind: 'done'; readonly body: unknown }
  | { readonly kind: 'refused'; readonly error: MetaError }
  | { readonly kind: 'not_sent'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string }
);

/**
 * By which Meta's support finds a request: the headers `x-fb-request-id` and `x-fb-trace-id` of its
 * answer. Meta promises neither.
 */
export interface GraphTrace {
  readonly requestId: string | null;
  readonly traceId: string | null;
}

/** One request to Graph. `path` follows the version and carries its query; ids in it are encoded. */
export interface GraphRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly accessToken: Secret;
  readonly body?: unknown;
  /** What it is called in metrics: one word of a closed list, such as `connect`. */
  readonly action: string;
}

export interface GraphNumber {
  readonly phoneNumberId: string;
  readonly accessToken: Secret;
}

const connectReplySchema = z.object({ calls: z.array(z.object({ id: z.string() })).min(1) });

/** The wacid in Graph's answer to `connect`; undefined when the answer has none. */
export function wacidFrom(body: unknown): string | undefined {
  return connectReplySchema.safeParse(body).data?.calls[0]?.id;
}

const graphSeconds = new Histogram({
  name: 'patchbay_graph_request_duration_seconds',
  help: 'Requests to Meta by action and outcome.',
  labelNames: ['action', 'outcome'],
  registers: [metrics],
});

const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const CONNECTIONS = 32;
/** Meta's ids are some twenty characters. */
const MAX_ID_LENGTH = 100;

function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  return typeof name === 'string' ? name : 'unknown';
}

/** Speaks to Meta's Graph API. It never repeats a request: who asked knows whether it may. */
export class GraphClient {
  readonly #config: GraphConfig;
  readonly #agent = new Agent({ connections: CONNECTIONS, keepAliveTimeout: 30_000 });

  constructor(config: GraphConfig) {
    this.#config = config;
  }

  sendCallAction(number: GraphNumber, call: CallAction): Promise<GraphOutcome> {
    return this.request({
      method: 'POST',
      path: `/${encodeURIComponent(number.phoneNumberId)}/calls`,
      accessToken: number.accessToken,
      body: callActionBody(call),
      action: call.action,
    });
  }

  /** Sends one request once. Each operation has a file of its own beside this one. */
  async request(request: GraphRequest): Promise<GraphOutcome> {
    const startedAt = performance.now();
    const outcome = await this.#send(request);
    graphSeconds.observe(
      { action: request.action, outcome: outcome.kind },
      (performance.now() - startedAt) / 1000,
    );
    return outcome;
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #send({ method, path, accessToken, body }: GraphRequest): Promise<GraphOutcome> {
    const { META_GRAPH_URL, META_GRAPH_VERSION, META_GRAPH_TIMEOUT_MS } = this.#config;
    try {
      const reply = await this.#agent.request({
        origin: META_GRAPH_URL,
        path: `/${META_GRAPH_VERSION}${path}`,
        method,
        signal: AbortSignal.timeout(META_GRAPH_TIMEOUT_MS),
        headers: {
          authorization: `Bearer ${accessToken.reveal()}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const trace = traceIn(reply.headers);
      return { ...readReply(reply.statusCode, await reply.body.text()), ...(trace && { trace }) };
    } catch (error) {
      const reason = codeOf(error);
      return { kind: NEVER_SENT.has(reason) ? 'not_sent' : 'unknown', reason };
    }
  }
}

function traceIn(headers: Readonly<Record<string, unknown>>): GraphTrace | undefined {
  const idIn = (name: string): string | null => {
    const value = headers[name];
    return typeof value === 'string' && value.length <= MAX_ID_LENGTH ? value : null;
  };
  const trace = { requestId: idIn('x-fb-request-id'), traceId: idIn('x-fb-trace-id') };
  return trace.requestId === null && trace.traceId === null ? undefined : trace;
}

function readReply(status: number, text: string): GraphOutcome {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { kind: 'unknown', reason: `status ${status} without JSON` };
  }
  if (status >= 200 && status < 300) return { kind: 'done', body };
  const error = metaErrorFrom(status, body);
  if (error === undefined) return { kind: 'unknown', reason: `status ${status}` };
  return { kind: 'refused', error };
}
