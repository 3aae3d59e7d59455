import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from './scenario.js';

const ANSWER_AFTER_MS = 300;

interface Action {
  readonly action: string;
  readonly wacid: string;
}

async function actionIn(request: IncomingMessage): Promise<Action> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { action, call_id } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Json;
  return { action: String(action), wacid: String(call_id) };
}

/** Meta's Graph API in small: takes the actions on a call, slowly, and tells who asked for what. */
export class StormMeta {
  readonly actions: Action[] = [];
  /** Told when an action has come and is not answered yet. */
  onAction: (action: Action) => void = () => undefined;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void actionIn(request).then(
        (action) => {
          this.actions.push(action);
          this.onAction(action);
          const body = JSON.stringify({ messaging_product: 'whatsapp', success: true });
          const send = () => {
            response.writeHead(200, { 'content-type': 'application/json' }).end(body);
          };
          setTimeout(send, ANSWER_AFTER_MS);
        },
        () => response.destroy(),
      );
    });
  }

  static async start(): Promise<StormMeta> {
    const meta = new StormMeta();
    await new Promise<void>((resolve) => meta.#server.listen(0, '127.0.0.1', resolve));
    return meta;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
