import { createSocket, type Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { isIPv6 } from 'node:net';

/** A UDP socket on a free port of one address. */
export class UdpSocket {
  readonly address: AddressInfo;
  readonly #socket: Socket;
  #isClosed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.address = socket.address();
  }

  static async open(
    host: string,
    onPacket: (packet: Buffer, from: { address: string; port: number }) => void,
  ): Promise<UdpSocket> {
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(0, host, () => {
        socket.off('error', reject);
        resolve();
      });
    });
    // An ICMP "port unreachable" of a peer that is gone is no event of ours.
    socket.on('error', () => undefined);
    socket.on('message', onPacket);
    return new UdpSocket(socket);
  }

  send(packet: Buffer, to: { readonly address: string; readonly port: number }): void {
    if (!this.#isClosed) this.#socket.send(packet, to.port, to.address, () => undefined);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await new Promise<void>((resolve) => {
      this.#socket.close(() => {
        resolve();
      });
    });
  }
}

type OnPacket = Parameters<typeof UdpSocket.open>[1];

/** Sockets of one call, one per address family. */
export class UdpSockets {
  readonly #sockets: readonly UdpSocket[];

  private constructor(sockets: readonly UdpSocket[]) {
    this.#sockets = sockets;
  }

  static async open(hosts: readonly string[], onPacket: OnPacket): Promise<UdpSockets> {
    return new UdpSockets(await Promise.all(hosts.map((host) => UdpSocket.open(host, onPacket))));
  }

  get addresses(): AddressInfo[] {
    return this.#sockets.map((socket) => socket.address);
  }

  /** Sends from the socket of the receiver's family. */
  send(packet: Buffer, to: { readonly address: string; readonly port: number }): void {
    const family = isIPv6(to.address) ? 'IPv6' : 'IPv4';
    this.#sockets.find((socket) => socket.address.family === family)?.send(packet, to);
  }

  async close(): Promise<void> {
    await Promise.all(this.#sockets.map((socket) => socket.close()));
  }
}
