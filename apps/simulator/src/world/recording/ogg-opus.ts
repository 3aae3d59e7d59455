import { randomBytes } from 'node:crypto';

/** The one format of recordings, greetings and voice messages. */
export const OGG_OPUS = 'audio/ogg; codecs=opus';

const CAPTURE = Buffer.from('OggS', 'ascii');
const HEADER_BYTES = 27;
const GRANULE_AT = 6;
const CRC_AT = 22;
const FIRST_PAGE = 2;
const LAST_PAGE = 4;
/** Opus counts in 48 kHz samples whatever its input was (RFC 7845 §4). */
const SAMPLES_PER_MS = 48;
const FRAME_MS = 20;
const PRE_SKIP = 312;
const FRAMES_PER_PAGE = 50;
/** 20 ms of nothing: CELT, full band, mono (RFC 6716 §3.1). */
const SILENT_FRAME = Buffer.from([0xf8, 0xff, 0xfe]);

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

/** RFC 3533 §6: CRC-32 with generator 0x04c11db7, not reflected, from 0. */
function crcOf(page: Buffer): number {
  let crc = 0;
  for (const byte of page) crc = ((crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ byte] ?? 0)) >>> 0;
  return crc;
}

interface Page {
  readonly type: number;
  readonly granule: number;
  readonly serial: number;
  readonly sequence: number;
  readonly packets: readonly Buffer[];
}

/** Writes a page of whole packets, each shorter than 255 bytes. */
function writePage({ granule, packets, sequence, serial, type }: Page): Buffer {
  const header = Buffer.alloc(HEADER_BYTES + packets.length);
  CAPTURE.copy(header);
  header.writeUInt8(type, 5);
  header.writeBigInt64LE(BigInt(granule), GRANULE_AT);
  header.writeUInt32LE(serial, 14);
  header.writeUInt32LE(sequence, 18);
  header.writeUInt8(packets.length, 26);
  for (const [i, packet] of packets.entries()) header.writeUInt8(packet.length, HEADER_BYTES + i);
  const page = Buffer.concat([header, ...packets]);
  page.writeUInt32LE(crcOf(page), CRC_AT);
  return page;
}

function identification(): Buffer {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 'ascii');
  head.writeUInt8(1, 8);
  head.writeUInt8(1, 9);
  head.writeUInt16LE(PRE_SKIP, 10);
  head.writeUInt32LE(48_000, 12);
  return head;
}

function comments(): Buffer {
  const vendor = 'patchbay-simulator';
  const tags = Buffer.alloc(8 + 4 + vendor.length + 4);
  tags.write('OpusTags', 'ascii');
  tags.writeUInt32LE(vendor.length, 8);
  tags.write(vendor, 12, 'ascii');
  return tags;
}

/** A file of so many milliseconds in which nobody says anything. */
export function oggOfSilence(lengthMs: number): Buffer {
  const serial = randomBytes(4).readUInt32LE();
  const frames = Math.max(1, Math.round(lengthMs / FRAME_MS));
  const pages = [
    writePage({ type: FIRST_PAGE, granule: 0, serial, sequence: 0, packets: [identification()] }),
    writePage({ type: 0, granule: 0, serial, sequence: 1, packets: [comments()] }),
  ];
  for (let done = 0; done < frames;) {
    const count = Math.min(FRAMES_PER_PAGE, frames - done);
    done += count;
    pages.push(
      writePage({
        type: done === frames ? LAST_PAGE : 0,
        granule: PRE_SKIP + done * FRAME_MS * SAMPLES_PER_MS,
        serial,
        sequence: pages.length,
        packets: Array.from({ length: count }, () => SILENT_FRAME),
      }),
    );
  }
  return Buffer.concat(pages);
}

/** How long an Ogg Opus file plays, in milliseconds; undefined when it is none. */
export function lengthOfOggOpus(file: Buffer): number | undefined {
  const head = file.indexOf('OpusHead');
  if (!file.subarray(0, 4).equals(CAPTURE) || head < 0 || head + 12 > file.length) return undefined;
  const lastPage = file.lastIndexOf(CAPTURE);
  if (lastPage + HEADER_BYTES > file.length) return undefined;
  const samples = Number(file.readBigInt64LE(lastPage + GRANULE_AT)) - file.readUInt16LE(head + 10);
  return Math.max(0, samples / SAMPLES_PER_MS);
}
