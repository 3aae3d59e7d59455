import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';
import { create } from 'qrcode';

/** The squares of a QR code; without the empty ones around it. */
export interface QrCode {
  /** Squares in a row. */
  readonly size: number;
  /** Row by row; 1 is dark. */
  readonly squares: Uint8Array;
}

/** Readable when a part of it is dirty or torn, as on a poster; still small enough for a long payload. */
const ERROR_CORRECTION = 'M';
/** ISO/IEC 18004 §6.3.8: four empty squares on each side. */
const MARGIN = 4;

const compress = promisify(deflate);

/** The QR code of a text; undefined when the text is too long for one. */
export function qrCodeOf(text: string): QrCode | undefined {
  try {
    const { modules } = create(text, { errorCorrectionLevel: ERROR_CORRECTION });
    return { size: modules.size, squares: modules.data };
  } catch {
    return undefined;
  }
}

/** As an SVG document of any size: one path of the dark stretches. */
export function qrSvg({ size, squares }: QrCode): string {
  const stretches: string[] = [];
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const from = x;
      while (x < size && squares[y * size + x] === 1) x += 1;
      if (x > from) stretches.push(`M${from + MARGIN} ${y + MARGIN}h${x - from}v1h${from - x}z`);
    }
  }
  const side = size + 2 * MARGIN;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges">` +
    `<path fill="#ffffff" d="M0 0h${side}v${side}H0z"/>` +
    `<path fill="#000000" d="${stretches.join('')}"/></svg>\n`
  );
}

/**
 * As a PNG file with sides of `pixels`, or what one pixel for each square needs: one bit for each
 * pixel (W3C PNG, third edition, §11.2), compressed beside the event loop, so that a large picture
 * holds nobody's calls up.
 */
export async function qrPng({ size, squares }: QrCode, pixels: number): Promise<Buffer> {
  const side = Math.max(pixels, size + 2 * MARGIN);
  const scale = Math.floor(side / (size + 2 * MARGIN));
  const edge = Math.floor((side - size * scale) / 2);
  // A byte for the filter, which is none, before the bits of each row; 1 is white.
  const rowBytes = 1 + Math.ceil(side / 8);
  const rows = Buffer.alloc(rowBytes * side, 0xff);
  for (let y = 0; y < side; y += 1) rows[y * rowBytes] = 0;
  for (let row = 0; row < size; row += 1) {
    const first = rows.subarray(
      (edge + row * scale) * rowBytes,
      (edge + row * scale + 1) * rowBytes,
    );
    drawRow(first, squares.subarray(row * size, (row + 1) * size), { edge, scale });
    for (let copy = 1; copy < scale; copy += 1) {
      first.copy(rows, (edge + row * scale + copy) * rowBytes);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  // One bit, grey.
  head[8] = 1;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = await compress(rows);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', data), chunk('IEND')]);
}

function drawRow(
  into: Buffer,
  squares: Uint8Array,
  { edge, scale }: { readonly edge: number; readonly scale: number },
): void {
  for (const [column, square] of squares.entries()) {
    if (square !== 1) continue;
    const from = edge + column * scale;
    for (let x = from; x < from + scale; x += 1) {
      const at = 1 + (x >> 3);
      into[at] = (into[at] ?? 0) & ~(0x80 >> (x & 7));
    }
  }
}

function chunk(type: string, data = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(data.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(crc32(named), named.length + 4);
  return whole;
}
