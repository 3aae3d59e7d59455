import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import {
  RtcpSenderInfo,
  RtcpSrPacket,
  RtpHeader,
  RtpPacket,
  SrtcpSession,
  SrtpSession,
} from 'werift';
import { type Frame, decodeFrame } from '../../../apps/simulator/src/media/frame.js';

const SUITE = 'AES_CM_128_HMAC_SHA1_80';

export interface SentRtp {
  readonly payload: Buffer;
  readonly payloadType?: number;
  readonly timestamp?: number;
  readonly ssrc?: number;
  readonly marker?: boolean;
}

/** A business's media server with keys in the SDP, each packet made by hand on werift's SRTP. */
export class SdesBusiness {
  readonly ssrc = randomBytes(4).readUInt32BE();
  readonly received: RtpPacket[] = [];
  rtcpReceived = 0;
  readonly #socket: Socket;
  readonly #key = randomBytes(30);
  #srtp: SrtpSession | undefined;
  #srtcp: SrtcpSession | undefined;
  #remotePort = 0;
  #sequence = 0;
  #timer: NodeJS.Timeout | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (packet) => {
      this.#receive(packet);
    });
  }

  static async open(): Promise<SdesBusiness> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    return new SdesBusiness(socket);
  }

  get frames(): Frame[] {
    return this.received.flatMap(({ payload }) => decodeFrame(payload) ?? []);
  }

  /** Offer and answer look the same; `formats` are payload types with their rtpmap. */
  sdp(
    formats: readonly string[] = ['111 opus/48000/2', '126 telephone-event/8000'],
    tag = 1,
  ): string {
    const types = formats.map((format) => format.split(' ')[0]).join(' ');
    return [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=-',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      `m=audio ${this.#socket.address().port} RTP/SAVP ${types}`,
      `a=crypto:${tag} ${SUITE} inline:${this.#key.toString('base64')}`,
      ...formats.map((format) => `a=rtpmap:${format}`),
      'a=rtcp-mux',
      '',
    ].join('\r\n');
  }

  /** Meta's SDP is known. Nothing is sent yet. */
  connect(sdp: string): void {
    const key = Buffer.from(/inline:(\S+)/.exec(sdp)?.[1] ?? '', 'base64');
    this.#remotePort = Number(/m=audio (\d+) RTP\/SAVP/.exec(sdp)?.[1]);
    const config = {
      keys: {
        localMasterKey: this.#key.subarray(0, 16),
        localMasterSalt: this.#key.subarray(16),
        remoteMasterKey: key.subarray(0, 16),
        remoteMasterSalt: key.subarray(16),
      },
      profile: 1,
    } as const;
    this.#srtp = new SrtpSession(config);
    this.#srtcp = new SrtcpSession(config);
  }

  send({ marker = false, payload, payloadType = 111, ssrc = this.ssrc, timestamp }: SentRtp): void {
    this.#sequence += 1;
    const header = new RtpHeader({
      payloadType,
      ssrc,
      marker,
      sequenceNumber: this.#sequence,
      timestamp: timestamp ?? this.#sequence * 960,
    });
    this.#transmit(this.#srtp?.encrypt(payload, header));
  }

  sendRtcp(): void {
    const senderInfo = new RtcpSenderInfo({
      ntpTimestamp: 0n,
      rtpTimestamp: 0,
      packetCount: 0,
      octetCount: 0,
    });
    const report = new RtcpSrPacket({ ssrc: this.ssrc, senderInfo }).serialize();
    this.#transmit(this.#srtcp?.encrypt(report));
  }

  /** Sends the next packet every 20 ms. */
  keepSending(next: (index: number) => SentRtp): void {
    let index = 0;
    this.#timer = setInterval(() => {
      this.send(next(index));
      index += 1;
    }, 20);
  }

  /** Repeats anything every 20 ms. */
  keep(run: () => void): void {
    this.#timer = setInterval(run, 20);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async close(): Promise<void> {
    this.stop();
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }

  #transmit(packet: Buffer | undefined): void {
    if (packet !== undefined) this.#socket.send(packet, this.#remotePort, '127.0.0.1');
  }

  #receive(packet: Buffer): void {
    const type = packet[1]! & 0x7f;
    if (type >= 64 && type <= 95) this.rtcpReceived += 1;
    else if (this.#srtp !== undefined) {
      this.received.push(RtpPacket.deSerialize(this.#srtp.decrypt(packet)));
    }
  }
}
