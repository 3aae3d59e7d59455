/** RFC 3550 §5.1: the fixed part of a header. */
export const RTP_HEADER_BYTES = 12;

/** What a datagram on a media port is, told by its first byte (RFC 7983 §7, RFC 5761 §4). */
export type DatagramKind = 'stun' | 'dtls' | 'rtp' | 'rtcp' | 'unknown';

export function kindOfDatagram(data: Buffer): DatagramKind {
  const first = data[0];
  const second = data[1];
  if (first === undefined || second === undefined) return 'unknown';
  if (first <= 3) return 'stun';
  if (first >= 20 && first <= 63) return 'dtls';
  if (first < 128 || first > 191) return 'unknown';
  return second >= 192 && second <= 223 ? 'rtcp' : 'rtp';
}

/** The parts of an RTP header that a bridge reads. */
export interface RtpHeader {
  readonly marker: boolean;
  readonly payloadType: number;
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly hasPadding: boolean;
  /** Bytes before the payload: fixed header, CSRC list and header extension. */
  readonly size: number;
}

/** Reads a header from a packet that may still be encrypted; undefined when it is no RTP. */
export function readRtpHeader(packet: Buffer): RtpHeader | undefined {
  if (packet.length < RTP_HEADER_BYTES) return undefined;
  const first = packet.readUInt8(0);
  if (first >> 6 !== 2) return undefined;
  let size = RTP_HEADER_BYTES + (first & 0x0f) * 4;
  if ((first & 0x10) !== 0) {
    if (packet.length < size + 4) return undefined;
    size += 4 + packet.readUInt16BE(size + 2) * 4;
  }
  if (packet.length < size) return undefined;
  const second = packet.readUInt8(1);
  return {
    marker: second >= 0x80,
    payloadType: second & 0x7f,
    sequenceNumber: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    ssrc: packet.readUInt32BE(8),
    hasPadding: (first & 0x20) !== 0,
    size,
  };
}

/** The payload without RFC 3550 padding; undefined when the padding's length makes no sense. */
export function withoutPadding(payload: Buffer, hasPadding: boolean): Buffer | undefined {
  if (!hasPadding) return payload;
  const padding = payload.at(-1);
  if (padding === undefined || padding === 0 || padding > payload.length) return undefined;
  return payload.subarray(0, payload.length - padding);
}

/** Writes a plain 12-byte header: no padding, extension or CSRC. */
export function writeRtpHeader(
  target: Buffer,
  header: Pick<RtpHeader, 'marker' | 'payloadType' | 'sequenceNumber' | 'timestamp' | 'ssrc'>,
): void {
  target.writeUInt8(0x80, 0);
  target.writeUInt8((header.marker ? 0x80 : 0) | header.payloadType, 1);
  target.writeUInt16BE(header.sequenceNumber, 2);
  target.writeUInt32BE(header.timestamp, 4);
  target.writeUInt32BE(header.ssrc, 8);
}
