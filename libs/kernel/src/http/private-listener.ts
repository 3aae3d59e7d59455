import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { z } from 'zod';
import { type SystemClock } from '../clock/clock.js';
import type { ProcessConfig } from '../config/process-config.js';
import { equalsInConstantTime } from '../crypto/digests.js';
import type { Logger } from '../logging/logger.js';

export interface PrivateRequest {
  readonly body: unknown;
  readonly query: URLSearchParams;
  readonly traceparent: string | undefined;
}

export interface PrivateReply {
  readonly status: number;
  readonly body?: unknown;
}

/** Handlers by `METHOD /path`. */
export type PrivateRoutes = Readonly<
  Record<string, (request: PrivateRequest) => Promise<PrivateReply> | PrivateReply>
>;

export interface PrivateListenerOptions {
  readonly config: Pick<
    ProcessConfig,
    'HOST' | 'PRIVATE_PORT' | 'INTERNAL_TOKEN' | 'DANGEROUS_VIRTUAL_CLOCK'
  >;
  readonly clock: SystemClock;
  readonly logger: Logger;
  readonly routes?: PrivateRoutes;
  /** False while the process must get no new work. */
  readonly isReady?: () => boolean | Promise<boolean>;
}

const MAX_BODY_BYTES = 2 * 1024 * 1024;
const clockBody = z.object({ offsetMs: z.number().int() });

/** The metrics that this process publishes at GET /metrics. */
export const metrics = new Registry();
let hasDefaultMetrics = false;

class BodyTooLarge extends Error {}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > MAX_BODY_BYTES) throw new BodyTooLarge();
    chunks.push(bytes);
  }
  if (size === 0) return undefined;
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
}

function refusalFor(err: unknown): { status: number; error: string } {
  if (err instanceof BodyTooLarge) return { status: 413, error: 'BODY_TOO_LARGE' };
  if (err instanceof SyntaxError || err instanceof z.ZodError) {
    return { status: 400, error: 'BAD_REQUEST' };
  }
  return { status: 500, error: 'INTERNAL' };
}

/**
 * The second listener of every process: internal RPC, metrics and health, apart from the public
 * one. Everything but /healthz and /readyz needs the installation's internal token.
 */
export class PrivateListener {
  readonly #server: Server;
  readonly #routes: Map<string, PrivateRoutes[string]>;
  readonly #options: PrivateListenerOptions;

  private constructor(options: PrivateListenerOptions) {
    this.#options = options;
    this.#routes = new Map(Object.entries(options.routes ?? {}));
    if (options.config.DANGEROUS_VIRTUAL_CLOCK) {
      this.#routes.set('POST /internal/v1/clock', ({ body }) => {
        options.clock.setOffset(clockBody.parse(body).offsetMs);
        return { status: 200, body: { nowMs: options.clock.nowMs() } };
      });
    }
    this.#server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
      void this.#serve(request, response);
    });
  }

  static async open(options: PrivateListenerOptions): Promise<PrivateListener> {
    if (!hasDefaultMetrics) {
      hasDefaultMetrics = true;
      collectDefaultMetrics({ register: metrics });
    }
    const listener = new PrivateListener(options);
    await new Promise<void>((resolve, reject) => {
      listener.#server.once('error', reject);
      listener.#server.listen(options.config.PRIVATE_PORT, options.config.HOST, resolve);
    });
    return listener;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://${this.#options.config.HOST}:${port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const reply = await this.#answer(request);
      const isText = typeof reply.body === 'string';
      response.writeHead(reply.status, {
        'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json',
      });
      response.end(isText ? reply.body : JSON.stringify(reply.body ?? {}));
    } catch (err) {
      const { status, error } = refusalFor(err);
      if (status === 500) {
        this.#options.logger.error({ err, path: request.url }, 'private_request.failed');
      }
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error }));
    }
  }

  async #answer(request: IncomingMessage): Promise<PrivateReply> {
    const url = new URL(request.url ?? '/', 'http://private');
    const key = `${request.method ?? 'GET'} ${url.pathname}`;
    if (key === 'GET /healthz') return { status: 200, body: { status: 'ok' } };
    if (key === 'GET /readyz') return this.#readiness();
    if (!this.#isAuthorised(request)) return { status: 401, body: { error: 'UNAUTHENTICATED' } };
    if (key === 'GET /metrics') return { status: 200, body: await metrics.metrics() };
    const handler = this.#routes.get(key);
    if (handler === undefined) return { status: 404, body: { error: 'NO_ROUTE' } };
    const traceparent = request.headers.traceparent;
    return handler({
      body: await readJson(request),
      query: url.searchParams,
      traceparent: typeof traceparent === 'string' ? traceparent : undefined,
    });
  }

  async #readiness(): Promise<PrivateReply> {
    const isReady = (await this.#options.isReady?.()) ?? true;
    return { status: isReady ? 200 : 503, body: { ready: isReady } };
  }

  #isAuthorised(request: IncomingMessage): boolean {
    const expected = `Bearer ${this.#options.config.INTERNAL_TOKEN.reveal()}`;
    return equalsInConstantTime(request.headers.authorization ?? '', expected);
  }
}
