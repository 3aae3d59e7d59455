import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands where Meta's Graph API is, in a test in which nothing may be asked of it: it counts. */
export class GraphStandIn {
  readonly asked: string[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.asked.push(`${request.method} ${request.url}`);
      response.writeHead(500).end();
    });
  }

  static async start(): Promise<GraphStandIn> {
    const standIn = new GraphStandIn();
    await new Promise<void>((resolve) => standIn.#server.listen(0, '127.0.0.1', resolve));
    return standIn;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
