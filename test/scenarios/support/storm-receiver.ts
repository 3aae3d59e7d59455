import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { Json } from './scenario.js';

/** A message that reached a tenant's endpoint. */
export interface Received {
  readonly webhookId: string;
  readonly type: string;
  readonly data: Json;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** The endpoints of tenants, one per path: each keeps what is signed with its secret, and says 204. */
export class StormReceiver {
  /** What could not be verified. Always empty. */
  readonly refused: string[] = [];
  readonly #secrets = new Map<string, string>();
  readonly #received = new Map<string, Received[]>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#take(request).then((status) => response.writeHead(status).end());
    });
  }

  static async start(): Promise<StormReceiver> {
    const receiver = new StormReceiver();
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  urlOf(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${path}`;
  }

  expect(path: string, secret: string): void {
    this.#secrets.set(path, secret);
    this.#received.set(path, []);
  }

  /** Everything that came to the path, in order, copies too. */
  receivedAt(path: string): readonly Received[] {
    return this.#received.get(path) ?? [];
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(request: IncomingMessage): Promise<number> {
    const path = (request.url ?? '').slice(1);
    // A sender that dies in the middle is no refusal, also where the last bytes and its end come together.
    const body = await bodyOf(request).catch(() => undefined);
    if (body === undefined) return 400;
    try {
      const headers = request.headers as Record<string, string>;
      const event = new Webhook(this.#secrets.get(path)!).verify(body, headers) as Json;
      const webhookId = headers['webhook-id']!;
      this.#received.get(path)!.push({ webhookId, type: String(event.type), data: event.data });
      return 204;
    } catch (error) {
      this.refused.push(`${path}: ${String(error)}`);
      return 400;
    }
  }
}
