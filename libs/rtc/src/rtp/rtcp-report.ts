/** What a report says about the stream we send. */
export interface SentStream {
  readonly ssrc: number;
  readonly cname: string;
  readonly packets: number;
  readonly bytes: number;
  /** RTP timestamp of the last packet, and how long ago it was sent. */
  readonly lastTimestamp: number;
  readonly sinceLastMs: number;
}

const SENDER_REPORT = 200;
const RECEIVER_REPORT = 201;
const SOURCE_DESCRIPTION = 202;
const CNAME_ITEM = 1;
const NTP_EPOCH_SECONDS = 2_208_988_800;

function packetHeader(count: number, type: number, bytes: number): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt8(0x80 | count, 0);
  header.writeUInt8(type, 1);
  header.writeUInt16BE(bytes / 4 - 1, 2);
  return header;
}

function senderReport(stream: SentStream, nowMs: number): Buffer {
  const body = Buffer.alloc(24);
  const seconds = Math.floor(nowMs / 1000);
  const timestamp = stream.lastTimestamp + Math.round(stream.sinceLastMs) * 48;
  body.writeUInt32BE(stream.ssrc, 0);
  body.writeUInt32BE((seconds + NTP_EPOCH_SECONDS) >>> 0, 4);
  body.writeUInt32BE(Math.floor(((nowMs % 1000) / 1000) * 0x1_0000_0000), 8);
  body.writeUInt32BE(timestamp >>> 0, 12);
  body.writeUInt32BE(stream.packets >>> 0, 16);
  body.writeUInt32BE(stream.bytes >>> 0, 20);
  return Buffer.concat([packetHeader(0, SENDER_REPORT, 28), body]);
}

function receiverReport(ssrc: number): Buffer {
  const body = Buffer.alloc(4);
  body.writeUInt32BE(ssrc, 0);
  return Buffer.concat([packetHeader(0, RECEIVER_REPORT, 8), body]);
}

function sourceDescription(ssrc: number, cname: string): Buffer {
  const name = Buffer.from(cname, 'ascii');
  // RFC 3550 §6.5: at least one null octet ends the items, padded to 32 bits.
  const body = Buffer.alloc(Math.ceil((4 + 2 + name.length + 1) / 4) * 4);
  body.writeUInt32BE(ssrc, 0);
  body.writeUInt8(CNAME_ITEM, 4);
  body.writeUInt8(name.length, 5);
  name.copy(body, 6);
  return Buffer.concat([packetHeader(1, SOURCE_DESCRIPTION, 4 + body.length), body]);
}

/**
 * A compound RTCP packet (RFC 3550 §6.1): a sender report once something was sent, else an empty
 * receiver report, and our CNAME. It tells Meta and the PBX that the leg lives while nobody speaks;
 * there are no report blocks, because each leg ends its own RTCP.
 */
export function rtcpReport(stream: SentStream, nowMs: number): Buffer {
  const first = stream.packets > 0 ? senderReport(stream, nowMs) : receiverReport(stream.ssrc);
  return Buffer.concat([first, sourceDescription(stream.ssrc, stream.cname)]);
}
