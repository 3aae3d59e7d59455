import { inflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { callDeepLink } from './call-deep-link.js';
import { type QrCode, qrCodeOf, qrPng, qrSvg } from './qr-image.js';

const LINK = 'https://wa.me/call/447700900101?biz_payload=order%3D1522';
const CODE = qrCodeOf(LINK)!;

interface Picture {
  readonly side: number;
  readonly isDark: (x: number, y: number) => boolean;
}

/** A picture of one bit for each pixel. */
function pictureOf(png: Buffer): Picture {
  const side = png.readUInt32BE(16);
  expect([png.readUInt32BE(20), png[24], png[25]]).toEqual([side, 1, 0]);
  const length = png.readUInt32BE(33);
  expect(png.subarray(37, 41).toString()).toBe('IDAT');
  const rows = inflateSync(png.subarray(41, 41 + length));
  const rowBytes = 1 + Math.ceil(side / 8);
  const byteOf = (x: number, y: number): number => rows[y * rowBytes + 1 + (x >> 3)] ?? 0;
  return { side, isDark: (x, y) => ((byteOf(x, y) >> (7 - (x & 7))) & 1) === 0 };
}

/** The squares that a picture shows: each has one colour from corner to corner. */
function squaresOf({ side, isDark }: Picture, { size }: QrCode): number[] {
  const scale = Math.floor(side / (size + 8));
  const edge = Math.floor((side - size * scale) / 2);
  return Array.from({ length: size * size }, (_, i) => {
    const [x, y] = [edge + (i % size) * scale, edge + Math.floor(i / size) * scale];
    const corners = [isDark(x, y), isDark(x + scale - 1, y + scale - 1)];
    if (corners[0] !== corners[1]) return -1;
    return corners[0] === true ? 1 : 0;
  });
}

describe('a QR code', () => {
  it.each([64, 100, 513, 2048])(
    'of %d pixels shows each square, and white around',
    async (side) => {
      const picture = pictureOf(await qrPng(CODE, side));
      expect(picture.side).toBe(side);
      expect(squaresOf(picture, CODE)).toEqual([...CODE.squares]);
      const around = [0, side - 1].flatMap((at) => [picture.isDark(at, at), picture.isDark(at, 0)]);
      expect(around).toEqual([false, false, false, false]);
    },
  );

  it('as SVG draws as many dark squares', () => {
    const svg = qrSvg(CODE);
    const lengths = [...svg.matchAll(/h(\d+)v1h-/g)].map(([, length]) => Number(length));
    const dark = [...CODE.squares].filter(Boolean).length;
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(dark);
    expect(svg).toContain(`viewBox="0 0 ${CODE.size + 8} ${CODE.size + 8}"`);
  });

  it('is at least as large as its squares and their margin', async () => {
    const long = qrCodeOf(`${LINK}${'x'.repeat(500)}`)!;
    const picture = pictureOf(await qrPng(long, 64));
    expect(picture.side).toBe(long.size + 8);
    expect(squaresOf(picture, long)).toEqual([...long.squares]);
  });

  it('leaves the event loop to others: the largest is a few kilobytes, not megabytes of pixels', async () => {
    expect((await qrPng(qrCodeOf(`${LINK}${'x'.repeat(500)}`)!, 2048)).length).toBeLessThan(40_000);
  });

  it('takes every payload of 512 letters, and refuses one that no QR code can hold', async () => {
    const outcomeOf = (payload: string): Promise<string> =>
      callDeepLink({ displayPhoneNumber: '447700900101', payload }).then(
        ({ png }) => png.toString('latin1', 1, 4),
        (error: unknown) => (error as { code: string }).code,
      );
    expect(await outcomeOf('&'.repeat(512))).toBe('PNG');
    expect(await outcomeOf('\u{20AC}'.repeat(100))).toBe('PNG');
    expect(await outcomeOf('\u{20AC}'.repeat(512))).toBe('BAD_USER_INPUT');
  });
});
