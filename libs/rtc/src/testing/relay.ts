import type { Socket } from 'node:dgram';
import { openSocket } from './media-port.js';

/**
 * A UDP hop between us and a peer that can be shut: while it is, packets vanish as they do at a
 * relay that does not know the call yet.
 */
export class Relay {
  isOpen = false;
  vanished = 0;
  /** One-way delay of everything that passes. */
  delayMs = 0;
  /** Where we send to. */
  readonly port: number;
  readonly #near: Socket;
  readonly #far: Socket;
  readonly #onTheWay = new Set<NodeJS.Timeout>();
  #us = 0;

  private constructor(near: Socket, far: Socket, peerPort: number) {
    this.#near = near;
    this.#far = far;
    this.port = near.address().port;
    near.on('message', (data, from) => {
      this.#us = from.port;
      this.#forward(far, data, peerPort);
    });
    far.on('message', (data) => {
      this.#forward(near, data, this.#us);
    });
  }

  static async before(peerPort: number): Promise<Relay> {
    const [near, far] = await Promise.all([openSocket(), openSocket()]);
    return new Relay(near.socket, far.socket, peerPort);
  }

  close(): void {
    for (const timer of this.#onTheWay) clearTimeout(timer);
    this.#near.close();
    this.#far.close();
  }

  #forward(out: Socket, data: Buffer, port: number): void {
    if (!this.isOpen) {
      this.vanished += 1;
      return;
    }
    const timer = setTimeout(() => {
      this.#onTheWay.delete(timer);
      out.send(data, port, '127.0.0.1');
    }, this.delayMs);
    this.#onTheWay.add(timer);
  }
}
