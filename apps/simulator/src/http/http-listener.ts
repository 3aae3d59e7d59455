import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly rawBody: Buffer;
  /** The body as JSON; a bad one is answered with 400. */
  readonly json: () => unknown;
}

/** An answer that goes on until one side ends it. */
export interface ReplyStream {
  readonly write: (text: string) => void;
  readonly end: () => void;
}

export interface HttpReply {
  readonly status: number;
  readonly body?: unknown;
  /** Sent as they are instead of `body`, with this content type. */
  readonly bytes?: { readonly type: string; readonly content: Buffer };
  /** Goes on instead of `body`: `open` is given the stream, and gives what to do when it has ended. */
  readonly stream?: {
    readonly type: string;
    readonly open: (stream: ReplyStream) => () => void;
  };
  readonly headers?: Readonly<Record<string, string>>;
  /** Keeps the reply back for so long. */
  readonly holdMs?: number;
  /** Called at the instant the reply is written, unless the client has gone. */
  readonly onSend?: () => void;
}

export interface HttpRoute {
  readonly method: string;
  /** Segments with `:name` match anything; the first route that fits wins. */
  readonly pattern: string;
  readonly handle: (request: HttpRequest) => Promise<HttpReply> | HttpReply;
}

/** A refusal that the caller caused; its message says what to do. */
export class HttpProblem extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'HttpProblem';
  }
}

/** What can be known of a request before its body is read. */
export type HttpRequestHead = Pick<HttpRequest, 'method' | 'path' | 'headers'>;

export interface HttpListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly routes: readonly HttpRoute[];
  /** Asked before any route; throws an HttpProblem for what may not be. */
  readonly admit?: (request: HttpRequestHead) => void;
  readonly onError: (error: unknown, path: string) => void;
}

const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** A reader of a stream that is so far behind is cut off; it may come again. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;

/** The named segments of a path; undefined when the path does not fit the pattern. */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [i, segment] of wanted.entries()) {
    const value = given[i] ?? '';
    if (segment.startsWith(':')) params[segment.slice(1)] = decodeURIComponent(value);
    else if (segment !== value) return undefined;
  }
  return params;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > MAX_BODY_BYTES) throw new HttpProblem(413, 'the body is larger than 16 MB');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return {};
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    throw new HttpProblem(400, 'the body is not valid JSON');
  }
}

function replyToError(error: unknown): HttpReply | undefined {
  if (error instanceof HttpProblem) {
    return { status: error.status, body: { error: error.message } };
  }
  if (error instanceof z.ZodError) {
    const problems = error.issues.map((i) => `${i.path.join('.') || 'body'}: ${i.message}`);
    return { status: 400, body: { error: problems.join('; ') } };
  }
  if (error instanceof URIError) return { status: 400, body: { error: 'the path is not encoded' } };
  return undefined;
}

/** A small HTTP server over a route table, for JSON in and out. */
export class HttpListener {
  readonly #options: HttpListenerOptions;
  readonly #server: Server;
  readonly #holds = new Set<NodeJS.Timeout>();
  #routes: readonly HttpRoute[];

  private constructor(options: HttpListenerOptions) {
    this.#options = options;
    this.#routes = options.routes;
    this.#server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
      void this.#serve(request, response);
    });
  }

  static async open(options: HttpListenerOptions): Promise<HttpListener> {
    const listener = new HttpListener(options);
    await new Promise<void>((resolve, reject) => {
      listener.#server.once('error', reject);
      listener.#server.listen(options.port, options.host, resolve);
    });
    return listener;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://${this.#options.host}:${port}`;
  }

  /** From the next request on these are the routes. */
  setRoutes(routes: readonly HttpRoute[]): void {
    this.#routes = routes;
  }

  async close(): Promise<void> {
    for (const hold of this.#holds) clearTimeout(hold);
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://listener');
    let reply: HttpReply;
    try {
      reply = await this.#answer(request, url);
    } catch (error) {
      const known = replyToError(error);
      if (known === undefined) this.#options.onError(error, url.pathname);
      reply = known ?? { status: 500, body: { error: 'internal error; see the log' } };
    }
    if (reply.holdMs === undefined) this.#write(response, reply);
    else this.#hold(response, reply, reply.holdMs);
  }

  async #answer(request: IncomingMessage, url: URL): Promise<HttpReply> {
    const method = request.method ?? 'GET';
    this.#options.admit?.({ method, path: url.pathname, headers: request.headers });
    for (const route of this.#routes) {
      const isMethod = route.method === method || route.method === '*';
      const params = isMethod ? matchPath(route.pattern, url.pathname) : undefined;
      if (params === undefined) continue;
      const rawBody = await readBody(request);
      const { headers } = request;
      const json = (): unknown => parseJson(rawBody);
      const { pathname: path, searchParams: query } = url;
      return route.handle({ method, path, params, query, headers, rawBody, json });
    }
    throw new HttpProblem(404, `there is no ${method} ${url.pathname}`);
  }

  #hold(response: ServerResponse, reply: HttpReply, holdMs: number): void {
    const timer = setTimeout(() => {
      this.#holds.delete(timer);
      this.#write(response, reply);
    }, holdMs);
    this.#holds.add(timer);
  }

  #write(response: ServerResponse, reply: HttpReply): void {
    if (response.destroyed) return;
    if (reply.stream !== undefined) {
      openStream(response, reply, reply.stream);
      return;
    }
    const body = reply.bytes?.content ?? Buffer.from(JSON.stringify(reply.body ?? {}));
    response.writeHead(reply.status, {
      'content-type': reply.bytes?.type ?? 'application/json; charset=UTF-8',
      'content-length': String(body.length),
      ...reply.headers,
    });
    reply.onSend?.();
    response.end(body);
  }
}

function openStream(
  response: ServerResponse,
  { headers, onSend, status }: HttpReply,
  { open, type }: NonNullable<HttpReply['stream']>,
): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...headers });
  response.flushHeaders();
  onSend?.();
  const onEnd = open({
    write: (text) => {
      if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
      else response.write(text);
    },
    end: () => response.end(),
  });
  response.once('close', onEnd);
}
