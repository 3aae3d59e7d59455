import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';

export interface PostedReply {
  readonly status: number;
  /** The words beside the status. */
  readonly statusText: string;
  readonly body: string;
}

export interface Post {
  /** POST unless told. */
  readonly method?: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly timeoutMs: number;
}

/** The whole answer did not come in time. */
export class NoAnswerInTime extends Error {
  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`);
    this.name = 'NoAnswerInTime';
  }
}

const MAX_REPLY_CHARS = 64 * 1024;

/**
 * Posts bytes over kept-alive connections; the bytes on the wire are exactly those given. One plain
 * timer for each request: signals that combine others cost more than the request itself.
 */
export class HttpPoster {
  readonly #http = new HttpAgent({ keepAlive: true });
  readonly #https = new HttpsAgent({ keepAlive: true });
  readonly #open = new Set<ClientRequest>();

  /** Rejects when no whole answer came in time; any status is an answer, redirects too. */
  post({ body, headers, method = 'POST', timeoutMs, url }: Post): Promise<PostedReply> {
    const length = body === undefined ? {} : { 'content-length': String(body.length) };
    const options = { method, headers: { ...headers, ...length } };
    return new Promise((resolve, reject) => {
      const request = url.startsWith('https:')
        ? requestHttps(url, { ...options, agent: this.#https })
        : requestHttp(url, { ...options, agent: this.#http });
      this.#open.add(request);
      const timer = setTimeout(() => {
        request.destroy(new NoAnswerInTime(timeoutMs));
      }, timeoutMs);
      const done = (): void => {
        clearTimeout(timer);
        this.#open.delete(request);
      };
      const fail = (error: Error): void => {
        done();
        reject(error);
      };
      request.on('error', fail);
      request.on('response', (response) => {
        response.on('error', fail);
        readReply(response, (reply) => {
          done();
          resolve(reply);
        });
      });
      request.end(body);
    });
  }

  /** Requests under way fail. */
  close(): void {
    for (const request of this.#open) request.destroy(new Error('the poster was closed'));
    this.#http.destroy();
    this.#https.destroy();
  }
}

function readReply(response: IncomingMessage, onEnd: (reply: PostedReply) => void): void {
  let body = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    if (body.length < MAX_REPLY_CHARS) body += chunk;
  });
  response.on('end', () => {
    const { statusCode: status = 0, statusMessage: statusText = '' } = response;
    onEnd({ status, statusText, body });
  });
}
