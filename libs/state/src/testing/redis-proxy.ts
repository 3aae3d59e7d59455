import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * Stands between a client and Redis and makes the faults of a network: connections cut, new ones
 * refused, and a peer that stays connected but says nothing.
 */
export class RedisProxy {
  readonly #server: Server;
  readonly #target: { readonly host: string; readonly port: number };
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #isRefusing = false;
  #accepted = 0;
  #refused = 0;
  #isSilent = false;

  private constructor(target: URL) {
    this.#target = { host: target.hostname, port: Number(target.port || 6379) };
    this.#server = createServer((client) => {
      this.#accept(client);
    });
  }

  static async open(redisUrl: string): Promise<RedisProxy> {
    const proxy = new RedisProxy(new URL(redisUrl));
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** Where a client finds Redis through the proxy. */
  get url(): string {
    return `redis://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#pairs.size;
  }

  /** Connections that were served so far. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Connections that were refused so far. */
  get refused(): number {
    return this.#refused;
  }

  /** Cuts all connections; new ones are served. */
  cut(): void {
    for (const [client, redis] of this.#pairs) {
      client.destroy();
      redis.destroy();
    }
  }

  /** Cuts all connections and refuses new ones, as a Redis that is down. */
  takeDown(): void {
    this.#isRefusing = true;
    this.cut();
  }

  /** Takes bytes and passes none on, as a peer behind a broken route. */
  hush(): void {
    this.#isSilent = true;
  }

  /** Ends every fault. What was swallowed stays lost. */
  heal(): void {
    this.#isRefusing = false;
    if (!this.#isSilent) return;
    this.#isSilent = false;
    this.cut();
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) =>
      this.#server.close(() => {
        resolve();
      }),
    );
    this.cut();
    await closed;
  }

  #accept(client: Socket): void {
    client.on('error', () => undefined);
    if (this.#isRefusing) {
      this.#refused += 1;
      client.destroy();
      return;
    }
    this.#accepted += 1;
    const redis = connect(this.#target.port, this.#target.host);
    redis.on('error', () => undefined);
    const pair = [client, redis] as const;
    this.#pairs.add(pair);
    for (const [from, to] of [pair, [redis, client] as const]) {
      from.on('data', (bytes) => {
        if (!this.#isSilent) to.write(bytes);
      });
      from.on('close', () => {
        this.#pairs.delete(pair);
        to.destroy();
      });
    }
  }
}
