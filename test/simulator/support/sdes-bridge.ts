import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { RtpHeader, RtpPacket, SrtpSession } from 'werift';
import { type Frame, decodeFrame, encodeFrame } from '../../../apps/simulator/src/media/frame.js';

const SUITE = 'AES_CM_128_HMAC_SHA1_80';

/** The platform's SDES leg, written by hand on werift's SRTP. */
export class SdesBridge {
  readonly nonce = randomBytes(8).toString('hex');
  readonly heard: Frame[] = [];
  readonly #key = randomBytes(30);
  #unauthentic = 0;
  #srtp: SrtpSession | undefined;
  #remotePort = 0;
  #number = 0;
  #timer: NodeJS.Timeout | undefined;

  private constructor(private readonly socket: Socket) {
    socket.on('message', (packet) => {
      this.#receive(packet);
    });
  }

  static async open(): Promise<SdesBridge> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => {
      socket.bind(0, '127.0.0.1', resolve);
    });
    return new SdesBridge(socket);
  }

  get unauthentic(): number {
    return this.#unauthentic;
  }

  /** Offer and answer look the same. */
  get sdp(): string {
    return [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=-',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      `m=audio ${this.socket.address().port} RTP/SAVP 111 126`,
      `a=crypto:1 ${SUITE} inline:${this.#key.toString('base64')}`,
      'a=rtpmap:111 opus/48000/2',
      'a=rtpmap:126 telephone-event/8000',
      'a=rtcp-mux',
      '',
    ].join('\r\n');
  }

  /** Keys and address of the tenant are known: talk. */
  connect(sdp: string): void {
    const key = Buffer.from(/inline:(\S+)/.exec(sdp)?.[1] ?? '', 'base64');
    this.#remotePort = Number(/m=audio (\d+) RTP\/SAVP/.exec(sdp)?.[1]);
    this.#srtp = new SrtpSession({
      keys: {
        localMasterKey: this.#key.subarray(0, 16),
        localMasterSalt: this.#key.subarray(16),
        remoteMasterKey: key.subarray(0, 16),
        remoteMasterSalt: key.subarray(16),
      },
      profile: 1,
    });
    this.#timer = setInterval(() => {
      this.#speak();
    }, 20);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await new Promise<void>((resolve) => this.socket.close(resolve));
  }

  #speak(): void {
    this.#number += 1;
    const [sequenceNumber, timestamp] = [this.#number, this.#number * 960];
    const header = new RtpHeader({ payloadType: 111, sequenceNumber, timestamp, ssrc: 42 });
    const payload = encodeFrame({ speaker: 1, nonce: this.nonce, number: this.#number });
    const packet = this.#srtp?.encrypt(payload, header);
    if (packet !== undefined) this.socket.send(packet, this.#remotePort, '127.0.0.1');
  }

  #receive(packet: Buffer): void {
    const isRtcp = (packet[1]! & 0x7f) >= 64 && (packet[1]! & 0x7f) <= 95;
    if (isRtcp || this.#srtp === undefined) return;
    try {
      const frame = decodeFrame(RtpPacket.deSerialize(this.#srtp.decrypt(packet)).payload);
      if (frame !== undefined) this.heard.push(frame);
    } catch {
      this.#unauthentic += 1;
    }
  }
}
