import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import { NoFreePort, type PortPool } from './port-pool.js';

export type OnDatagram = (data: Buffer, address: string, port: number) => void;

type LookupCallback = (error: Error | null, address: string, family: number) => void;

/** Media is sent to addresses, never to names: a name in an SDP was refused long before. */
function noLookup(address: string, _options: unknown, callback: LookupCallback): void {
  const family = isIP(address);
  callback(family === 0 ? new TypeError('not an IP address') : null, address, family);
}

function bind(socket: Socket, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind({ port, address, exclusive: true }, () => {
      socket.off('error', reject);
      resolve();
    });
  });
}

function close(socket: Socket): void {
  try {
    socket.close();
  } catch {
    // It never got as far as being open.
  }
}

/**
 * One UDP socket, owned by one leg of one call. Meta's relays answer many calls from few ports, so
 * the socket is what tells our calls apart: legs never share one.
 */
export class UdpPort {
  readonly address: string;
  readonly port: number;
  onDatagram: OnDatagram = () => undefined;
  readonly #socket: Socket;
  readonly #pool: PortPool;
  #isClosed = false;
  #sendErrors = 0;

  private constructor(socket: Socket, pool: PortPool) {
    const bound = socket.address();
    this.address = bound.address;
    this.port = bound.port;
    this.#socket = socket;
    this.#pool = pool;
    // ICMP errors of a peer that is gone arrive here; they must not end the process.
    socket.on('error', () => {
      this.#sendErrors += 1;
    });
    socket.on('message', (data: Buffer, from: RemoteInfo) => {
      this.onDatagram(data, from.address, from.port);
    });
  }

  /** Binds a free port of the pool. Fails with NoFreePort, or with the system's error. */
  static async open(address: string, pool: PortPool): Promise<UdpPort> {
    const type = isIP(address) === 6 ? 'udp6' : 'udp4';
    for (const port of pool.candidates()) {
      const socket = createSocket({ type, lookup: noLookup });
      try {
        await bind(socket, port, address);
      } catch (error) {
        close(socket);
        if ((error as { code?: unknown }).code === 'EADDRINUSE') continue;
        throw error;
      }
      const opened = new UdpPort(socket, pool);
      pool.take(opened.port);
      return opened;
    }
    throw new NoFreePort(pool.range);
  }

  get family(): 4 | 6 {
    return isIP(this.address) === 6 ? 6 : 4;
  }

  get sendErrors(): number {
    return this.#sendErrors;
  }

  send(data: Buffer, address: string, port: number): void {
    if (this.#isClosed) return;
    this.#socket.send(data, port, address, (error) => {
      if (error !== null) this.#sendErrors += 1;
    });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.onDatagram = () => undefined;
    close(this.#socket);
    this.#pool.giveBack(this.port);
  }
}
