import type { Secret } from '#patchbay/kernel';
import { Agent } from 'undici';
import type { z } from 'zod';
import { isRefusalCode, RpcError } from './rpc-error.js';
import { callSeconds, reconnects } from './rpc-metrics.js';

export interface RpcClientOptions {
  /** Bearer token of the private listeners. */
  readonly token: Secret;
  readonly timeoutMs?: number;
}

export interface RpcRequest<T> {
  /** The private listener of the other process, such as `http://10.0.0.5:7001`. */
  readonly origin: string;
  readonly path: string;
  readonly body: unknown;
  readonly reply: z.ZodType<T>;
  readonly traceparent?: string;
  readonly timeoutMs?: number;
}

interface Answer {
  readonly status: number;
  readonly json: unknown;
}

const DEFAULT_TIMEOUT_MS = 500;
// Less than the 60 s after which the private listener closes an idle connection.
const KEEP_ALIVE_MS = 30_000;
// A burst of calls on one node must not open a socket each; commands take a few milliseconds.
const CONNECTIONS_PER_NODE = 16;

const BROKEN = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);
// Failures before the first byte left. Any other one may have hit a request that was executed.
const NEVER_SENT = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND']);

interface Described {
  readonly code?: unknown;
  readonly name?: unknown;
}

// By shape, not by instanceof: errors of the network come from Node's own realm.
function codeOf(error: unknown): string {
  const { code } = error as Described;
  return typeof code === 'string' ? code : '';
}

function isTimeout(error: unknown): boolean {
  const { name } = error as Described;
  return name === 'TimeoutError' || name === 'AbortError';
}

function asRpcError(error: unknown): RpcError {
  if (error instanceof RpcError) return error;
  if (isTimeout(error)) return new RpcError('TIMEOUT', { executed: 'unknown', cause: error });
  const executed = NEVER_SENT.has(codeOf(error)) ? 'no' : 'unknown';
  return new RpcError('UNREACHABLE', { executed, detail: codeOf(error), cause: error });
}

function refusalOf({ status, json }: Answer): RpcError {
  const { error, detail } = (json ?? {}) as { error?: unknown; detail?: unknown };
  const text = typeof detail === 'string' ? detail : undefined;
  if (isRefusalCode(error)) return new RpcError(error, { executed: 'no', detail: text });
  if (status === 401) return new RpcError('UNAUTHENTICATED', { executed: 'no' });
  if (status === 400) return new RpcError('BAD_REQUEST', { executed: 'no', detail: text });
  return new RpcError('BAD_REPLY', { executed: 'unknown', detail: `status ${status}` });
}

/**
 * Calls from one of our processes to the private listener of another: JSON over kept-alive HTTP
 * with the installation's token and one time-out for the whole exchange. Fails only with RpcError.
 * Every request it carries must be idempotent: one that met a connection which died while idle is
 * repeated once, within the same time-out.
 */
export class RpcClient {
  readonly #agent = new Agent({
    connections: CONNECTIONS_PER_NODE,
    keepAliveTimeout: KEEP_ALIVE_MS,
    pipelining: 1,
  });
  readonly #token: Secret;
  readonly #timeoutMs: number;

  constructor({ token, timeoutMs = DEFAULT_TIMEOUT_MS }: RpcClientOptions) {
    this.#token = token;
    this.#timeoutMs = timeoutMs;
  }

  async post<T>(request: RpcRequest<T>): Promise<T> {
    const startedAt = performance.now();
    let outcome = 'ok';
    try {
      const answer = await this.#exchange(request);
      if (answer.status !== 200) throw refusalOf(answer);
      const parsed = request.reply.safeParse(answer.json);
      if (parsed.success) return parsed.data;
      const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
      throw new RpcError('BAD_REPLY', { executed: 'unknown', detail: `wrong fields: ${fields}` });
    } catch (error) {
      const failure = asRpcError(error);
      outcome = failure.code;
      throw failure;
    } finally {
      callSeconds.observe({ path: request.path, outcome }, (performance.now() - startedAt) / 1000);
    }
  }

  /** Cuts what is under way; later calls fail as UNREACHABLE. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #exchange(request: RpcRequest<unknown>): Promise<Answer> {
    const signal = AbortSignal.timeout(request.timeoutMs ?? this.#timeoutMs);
    try {
      return await this.#send(request, signal);
    } catch (error) {
      if (!BROKEN.has(codeOf(error)) || signal.aborted) throw error;
      reconnects.inc();
      return this.#send(request, signal);
    }
  }

  async #send(request: RpcRequest<unknown>, signal: AbortSignal): Promise<Answer> {
    const { statusCode, body } = await this.#agent.request({
      origin: request.origin,
      path: request.path,
      method: 'POST',
      signal,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${this.#token.reveal()}`,
        ...(request.traceparent === undefined ? {} : { traceparent: request.traceparent }),
      },
      body: JSON.stringify(request.body),
    });
    const text = await body.text();
    try {
      return { status: statusCode, json: JSON.parse(text) as unknown };
    } catch {
      return { status: statusCode === 200 ? 502 : statusCode, json: undefined };
    }
  }
}
