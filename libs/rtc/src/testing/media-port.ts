import { createSocket, type Socket } from 'node:dgram';
import { RtcpPacketConverter, RtpHeader, RtpPacket, SrtcpSession, SrtpSession } from 'werift';

export interface PeerKeys {
  readonly localMasterKey: Buffer;
  readonly localMasterSalt: Buffer;
  readonly remoteMasterKey: Buffer;
  readonly remoteMasterSalt: Buffer;
}

export interface HeardPacket {
  readonly ssrc: number;
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly payloadType: number;
  readonly marker: boolean;
  readonly payload: Buffer;
}

/** A UDP socket on the loopback. */
export async function openSocket(): Promise<{ socket: Socket; port: number }> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  return { socket, port: socket.address().port };
}

/**
 * The media side of a test peer: SRTP by werift, so that our own SRTP is checked against another
 * implementation.
 */
export class PeerMedia {
  readonly heard: HeardPacket[] = [];
  rtcpHeard = 0;
  undecryptable = 0;
  ssrc = 0x1234_5678;
  payloadType = 111;
  sequenceNumber = 100;
  timestamp = 4000;
  readonly #srtp: SrtpSession;
  readonly #srtcp: SrtcpSession;
  readonly #send: (wire: Buffer) => void;

  constructor(keys: PeerKeys, send: (wire: Buffer) => void) {
    const config = { keys, profile: 1 as const };
    this.#srtp = new SrtpSession(config);
    this.#srtcp = new SrtcpSession(config);
    this.#send = send;
  }

  /** Protects the next packet of the stream and sends it. */
  sendFrame(payload: Buffer): Buffer {
    const wire = this.protectFrame(payload);
    this.#send(wire);
    return wire;
  }

  protectFrame(payload: Buffer): Buffer {
    const header = new RtpHeader({
      payloadType: this.payloadType,
      sequenceNumber: this.sequenceNumber,
      timestamp: this.timestamp,
      ssrc: this.ssrc,
    });
    this.sequenceNumber = (this.sequenceNumber + 1) & 0xffff;
    this.timestamp = (this.timestamp + 960) >>> 0;
    return this.#srtp.encrypt(payload, header);
  }

  receive(wire: Buffer): void {
    const second = wire[1] ?? 0;
    try {
      if (second >= 192 && second <= 223) this.#receiveRtcp(wire);
      else this.#receiveRtp(wire);
    } catch {
      this.undecryptable += 1;
    }
  }

  #receiveRtcp(wire: Buffer): void {
    RtcpPacketConverter.deSerialize(this.#srtcp.decrypt(wire));
    this.rtcpHeard += 1;
  }

  #receiveRtp(wire: Buffer): void {
    const { header, payload } = RtpPacket.deSerialize(this.#srtp.decrypt(wire));
    const { ssrc, sequenceNumber, timestamp, payloadType, marker } = header;
    this.heard.push({ ssrc, sequenceNumber, timestamp, payloadType, marker, payload });
  }
}
