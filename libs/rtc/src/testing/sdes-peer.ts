import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:dgram';
import { openSocket, PeerMedia } from './media-port.js';

const SUITE = 'AES_CM_128_HMAC_SHA1_80';

/** The key of an SDP; one that fits nothing when it has none (a stranger's case). */
function inlineKeyOf(sdp: string): Buffer {
  const match = /a=crypto:\d+ \S+ inline:([A-Za-z0-9+/=]+)/.exec(sdp);
  return match === null ? Buffer.alloc(30) : Buffer.from(match[1] ?? '', 'base64');
}

/** A tenant's media server for tests: SDES keys in the SDP, SRTP by werift, own UDP socket. */
export class SdesPeer {
  readonly #socket: Socket;
  readonly #key = randomBytes(30);
  readonly port: number;
  media: PeerMedia | undefined;
  readonly #to = { address: '127.0.0.1', port: 0 };

  private constructor(socket: Socket, port: number) {
    this.#socket = socket;
    this.port = port;
    socket.on('message', (wire) => {
      this.media?.receive(wire);
    });
  }

  static async open(): Promise<SdesPeer> {
    const { socket, port } = await openSocket();
    return new SdesPeer(socket, port);
  }

  /** The peer's offer or answer. */
  sdp({ tag = 1, suite = SUITE, opus = 111 } = {}): string {
    return [
      'v=0',
      'o=root 1185 1185 IN IP4 127.0.0.1',
      's=PBX',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      `m=audio ${this.port} RTP/SAVP ${opus} 101`,
      `a=crypto:${tag} ${suite} inline:${this.#key.toString('base64')}`,
      `a=rtpmap:${opus} opus/48000/2`,
      'a=rtpmap:101 telephone-event/8000',
      'a=fmtp:101 0-16',
      'a=ptime:20',
      'a=rtcp-mux',
      'a=sendrecv',
      '',
    ].join('\r\n');
  }

  /** Takes our offer or answer and is ready to send and hear. */
  connect(sdp: string): PeerMedia {
    const theirs = inlineKeyOf(sdp);
    this.#to.port = Number(/m=audio (\d+)/.exec(sdp)?.[1]);
    this.media = new PeerMedia(
      {
        localMasterKey: this.#key.subarray(0, 16),
        localMasterSalt: this.#key.subarray(16),
        remoteMasterKey: theirs.subarray(0, 16),
        remoteMasterSalt: theirs.subarray(16),
      },
      (wire) => {
        this.sendRaw(wire);
      },
    );
    return this.media;
  }

  sendRaw(wire: Buffer): void {
    this.#socket.send(wire, this.#to.port, this.#to.address);
  }

  close(): void {
    this.#socket.close();
  }
}
