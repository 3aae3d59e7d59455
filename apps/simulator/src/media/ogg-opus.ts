import { randomBytes } from 'node:crypto';
import { selfDelimited } from './opus-packet.js';

/** 48 kHz samples in 20 ms, whatever rate the encoder ran at (RFC 7845 §4). */
const SAMPLES_PER_PACKET = 960;
/** Samples to throw away at the beginning. None: what was said in the first moment counts too. */
const PRE_SKIP = 0;
const PACKETS_PER_PAGE = 50;
const MAX_LACE = 255;
const FLAGS = { BEGIN: 2, END: 4 } as const;

/** CRC-32 of Ogg (RFC 3533 §6): polynomial 0x04c11db7, not reflected, starting from zero. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

function checksum(page: Buffer): number {
  let crc = 0;
  for (const byte of page) crc = ((crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ byte] ?? 0)) >>> 0;
  return crc;
}

interface Page {
  readonly flags: number;
  readonly granule: number;
  readonly serial: number;
  readonly sequence: number;
  readonly packets: readonly Buffer[];
}

/** RFC 3533 §6: lengths as bytes of 255 and a rest below it. */
function lacing(packets: readonly Buffer[]): number[] {
  return packets.flatMap(({ length }) => [
    ...Array.from({ length: Math.floor(length / MAX_LACE) }, () => MAX_LACE),
    length % MAX_LACE,
  ]);
}

function writePage({ flags, granule, packets, sequence, serial }: Page): Buffer {
  const laces = lacing(packets);
  const head = Buffer.alloc(27);
  head.write('OggS', 0, 'ascii');
  head.writeUInt8(flags, 5);
  head.writeBigInt64LE(BigInt(granule), 6);
  head.writeUInt32LE(serial, 14);
  head.writeUInt32LE(sequence, 18);
  head.writeUInt8(laces.length, 26);
  const page = Buffer.concat([head, Buffer.from(laces), ...packets]);
  page.writeUInt32LE(checksum(page), 22);
  return page;
}

/** RFC 7845 §5.1. Two channels are two streams of their own: left is the first, right the second. */
function opusHead(channels: 1 | 2): Buffer {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 0, 'ascii');
  head.writeUInt8(1, 8);
  head.writeUInt8(channels, 9);
  head.writeUInt16LE(PRE_SKIP, 10);
  head.writeUInt32LE(48_000, 12);
  if (channels === 1) return head;
  head.writeUInt8(1, 18);
  // Stream count, coupled streams, which stream feeds which channel.
  return Buffer.concat([head, Buffer.from([2, 0, 0, 1])]);
}

/** RFC 7845 §5.2. */
function opusTags(): Buffer {
  const vendor = Buffer.from('Patchbay simulator', 'ascii');
  const lengths = [Buffer.alloc(4), Buffer.alloc(4)] as const;
  lengths[0].writeUInt32LE(vendor.length);
  return Buffer.concat([Buffer.from('OpusTags', 'ascii'), lengths[0], vendor, lengths[1]]);
}

function chunksOf(packets: readonly Buffer[]): Buffer[][] {
  const chunks: Buffer[][] = [];
  // Self-delimited stereo packets may be long: a page holds 255 laces at most.
  for (const packet of packets) {
    const last = chunks.at(-1);
    const isFull =
      last === undefined ||
      last.length >= PACKETS_PER_PAGE ||
      lacing([...last, packet]).length > MAX_LACE;
    if (isFull) chunks.push([packet]);
    else last.push(packet);
  }
  return chunks;
}

function writeFile(channels: 1 | 2, packets: readonly Buffer[]): Buffer {
  const serial = randomBytes(4).readUInt32LE();
  const headers = [
    writePage({
      flags: FLAGS.BEGIN,
      granule: 0,
      serial,
      sequence: 0,
      packets: [opusHead(channels)],
    }),
    writePage({ flags: 0, granule: 0, serial, sequence: 1, packets: [opusTags()] }),
  ];
  const chunks = chunksOf(packets.length === 0 ? [Buffer.alloc(0)] : packets);
  let written = 0;
  const pages = chunks.map((chunk, i) => {
    written += packets.length === 0 ? 0 : chunk.length;
    return writePage({
      flags: i === chunks.length - 1 ? FLAGS.END : 0,
      granule: written * SAMPLES_PER_PACKET,
      serial,
      sequence: i + 2,
      packets: packets.length === 0 ? [] : chunk,
    });
  });
  return Buffer.concat([...headers, ...pages]);
}

/** An Ogg Opus file (RFC 7845) of packets of 20 ms, mono. */
export function writeOggOpus(packets: readonly Buffer[]): Buffer {
  return writeFile(1, packets);
}

/**
 * The same with two channels, without touching the audio: each Ogg packet carries the two Opus
 * packets of the same 20 ms (RFC 7845 §5.1.1.2). Both lists are equally long.
 */
export function writeStereoOggOpus(left: readonly Buffer[], right: readonly Buffer[]): Buffer {
  const packets = left.map((packet, i) =>
    Buffer.concat([selfDelimited(packet), right[i] ?? Buffer.alloc(0)]),
  );
  return writeFile(2, packets);
}
