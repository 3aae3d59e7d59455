import { describe, expect, it } from '@jest/globals';
import { writeOggOpus, writeStereoOggOpus } from './ogg-opus.js';
import { OPUS_SILENCE } from './opus.js';
import { durationMs, selfDelimited } from './opus-packet.js';

interface ReadPage {
  readonly flags: number;
  readonly granule: number;
  readonly serial: number;
  readonly sequence: number;
  readonly packets: Buffer[];
}

/** CRC-32 of RFC 3533, bit by bit. */
function crc(page: Buffer): number {
  let value = 0;
  for (const byte of page) {
    value = (value ^ (byte << 24)) >>> 0;
    for (let bit = 0; bit < 8; bit++) {
      value = (value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1) >>> 0;
    }
  }
  return value;
}

/** Reads a file back as RFC 3533 §6 lays pages out; the packets here never span two pages. */
function readPages(file: Buffer): ReadPage[] {
  const pages: ReadPage[] = [];
  for (let at = 0; at < file.length;) {
    expect(file.toString('ascii', at, at + 4)).toBe('OggS');
    const laces = [...file.subarray(at + 27, at + 27 + file[at + 26]!)];
    const body = at + 27 + laces.length;
    const end = body + laces.reduce((sum, lace) => sum + lace, 0);
    const unsigned = Buffer.from(file.subarray(at, end));
    unsigned.writeUInt32LE(0, 22);
    expect(file.readUInt32LE(at + 22)).toBe(crc(unsigned));
    const packets: Buffer[] = [];
    let [from, length] = [body, 0];
    for (const lace of laces) {
      length += lace;
      if (lace === 255) continue;
      packets.push(file.subarray(from, from + length));
      [from, length] = [from + length, 0];
    }
    pages.push({
      flags: file[at + 5]!,
      granule: Number(file.readBigInt64LE(at + 6)),
      serial: file.readUInt32LE(at + 14),
      sequence: file.readUInt32LE(at + 18),
      packets,
    });
    at = end;
  }
  return pages;
}

const packets = Array.from({ length: 120 }, (_, i) =>
  Buffer.concat([Buffer.from([9 << 3]), Buffer.alloc(i === 7 ? 600 : 40, i)]),
);

describe('an Ogg Opus file', () => {
  it('begins with OpusHead and OpusTags on pages of their own', () => {
    const [head, tags] = readPages(writeOggOpus(packets));
    expect(head).toMatchObject({ flags: 2, granule: 0, sequence: 0 });
    expect(head!.packets[0]!.toString('latin1', 0, 8)).toBe('OpusHead');
    // Version, channels, pre-skip, rate, gain, mapping family.
    expect([...head!.packets[0]!.subarray(8)]).toEqual([1, 1, 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0]);
    expect(tags!.packets[0]!.toString('latin1', 0, 8)).toBe('OpusTags');
  });

  it('gives every packet back, and its length in samples of 48 kHz', () => {
    const [, , ...pages] = readPages(writeOggOpus(packets));
    expect(pages.flatMap((page) => page.packets)).toEqual(packets);
    expect(pages.at(-1)).toMatchObject({ flags: 4, granule: 120 * 960 });
    expect(new Set(pages.map((page) => page.serial)).size).toBe(1);
    expect(pages.map((page) => page.sequence)).toEqual(pages.map((_, i) => i + 2));
  });

  it('can be empty', () => {
    const pages = readPages(writeOggOpus([]));
    expect(pages).toHaveLength(3);
    expect(pages[2]).toMatchObject({ flags: 4, granule: 0, packets: [] });
  });

  it('carries two voices as two streams, the first self-delimited', () => {
    const right = packets.map(() => OPUS_SILENCE);
    const [head, , ...pages] = readPages(writeStereoOggOpus(packets, right));
    // Family 1: two streams, none coupled, left the first, right the second.
    expect([...head!.packets[0]!.subarray(18)]).toEqual([1, 2, 0, 0, 1]);
    const [first] = pages.flatMap((page) => page.packets);
    const [toc, ...frame] = packets[0]!;
    expect([...first!]).toEqual([toc, 40, ...frame, ...OPUS_SILENCE]);
  });
});

describe('selfDelimited', () => {
  const bytes = (...values: number[]) => Buffer.from(values);
  const long = Buffer.alloc(300, 7);

  it.each([
    ['one frame', bytes(0, 1, 2, 3), bytes(0, 3, 1, 2, 3)],
    ['one long frame', Buffer.concat([bytes(0), long]), Buffer.concat([bytes(0, 252, 12), long])],
    ['two frames of one length', bytes(1, 1, 2, 3, 4), bytes(1, 2, 1, 2, 3, 4)],
    ['two frames', bytes(2, 1, 9, 8, 7), bytes(2, 1, 2, 9, 8, 7)],
    ['three of one length', bytes(3, 3, 1, 2, 3), bytes(3, 3, 1, 1, 2, 3)],
    ['three of any length', bytes(3, 0x83, 1, 2, 9, 8, 8, 7), bytes(3, 0x83, 1, 2, 1, 9, 8, 8, 7)],
    ['padding', bytes(3, 0x41, 2, 9, 9, 0, 0), bytes(3, 0x41, 2, 2, 9, 9, 0, 0)],
  ])('marks the end of a packet with %s', (_what, packet, marked) => {
    expect(selfDelimited(packet)).toEqual(marked);
  });
});

describe('durationMs', () => {
  it.each([
    [[9 << 3], 20],
    [[8 << 3], 10],
    [[11 << 3], 60],
    [[13 << 3], 20],
    [[31 << 3], 20],
    [[16 << 3], 2.5],
    [[(9 << 3) | 1], 40],
    [[(30 << 3) | 3, 4], 40],
  ])('of a packet beginning with %j is %p', (head, ms) => {
    expect(durationMs(Buffer.from(head))).toBe(ms);
  });
});
