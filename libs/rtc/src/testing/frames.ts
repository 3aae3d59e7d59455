const MAGIC = 'PB';
const SIZE = 60;

/** An Opus-shaped payload that carries its number, so that a test can tell what arrived. */
export function numberedFrame(number: number, fill = 0xaa): Buffer {
  const frame = Buffer.alloc(SIZE, fill);
  frame.writeUInt8(0x78, 0);
  frame.write(MAGIC, 1, 'ascii');
  frame.writeUInt32BE(number, 3);
  return frame;
}

/** The number inside a frame; undefined for another payload. */
export function numberOf(frame: Buffer): number | undefined {
  const isOurs = frame.length === SIZE && frame.toString('ascii', 1, 3) === MAGIC;
  return isOurs ? frame.readUInt32BE(3) : undefined;
}
