import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SunkRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the sink does with a request: answer it, or leave it hanging. */
export type SinkReply = (request: SunkRequest, response: ServerResponse) => void;

export const answer =
  (status: number, body = '', headers: Record<string, string> = {}): SinkReply =>
  (_request, response) => {
    response.writeHead(status, headers).end(body);
  };

export const hang: SinkReply = () => undefined;

/** A tenant's webhook receiver on the loopback that keeps what it was sent. */
export class WebhookSink {
  readonly requests: SunkRequest[] = [];
  reply: SinkReply = answer(200);
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<WebhookSink> {
    const server = createServer();
    const sink = new WebhookSink(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const sunk = {
          path: request.url ?? '',
          headers: request.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        };
        sink.requests.push(sunk);
        sink.reply(sunk, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return sink;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  url(path = '/webhooks', host = '127.0.0.1'): string {
    return `http://${host}:${this.port}${path}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}
