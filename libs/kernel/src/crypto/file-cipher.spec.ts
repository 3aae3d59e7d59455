import { randomBytes, randomInt } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { FILE_CHUNK, FileCipher, sealedSize, sealedStretch } from './file-cipher.js';

const key = randomBytes(32);
const cipher = new FileCipher(key, 'a');

/** In pieces of any size, as a socket brings them. */
function streamOf(bytes: Buffer): Readable {
  return Readable.from(
    (function* pieces() {
      for (let at = 0; at < bytes.length;) {
        const size = randomInt(1, 100_000);
        yield bytes.subarray(at, at + size);
        at += size;
      }
    })(),
  );
}

const sealed = (plain: Buffer) => buffer(streamOf(plain).pipe(cipher.sealing()));
async function opened(bytes: Buffer, by = cipher, where = {}): Promise<Buffer> {
  const opening = by.opening(where);
  streamOf(bytes).pipe(opening);
  return buffer(opening);
}

describe('FileCipher', () => {
  it.each([0, 1, FILE_CHUNK - 1, FILE_CHUNK, FILE_CHUNK + 1, 3 * FILE_CHUNK, 200_001])(
    'a file of %i bytes comes back as it was, and its sealed size is known before',
    async (size) => {
      const plain = randomBytes(size);
      const bytes = await sealed(plain);
      expect(bytes).toHaveLength(sealedSize(size));
      expect((await opened(bytes)).equals(plain)).toBe(true);
    },
  );

  it('opens nothing of what was changed, cut, lengthened, moved, renamed or has another key', async () => {
    const bytes = await sealed(randomBytes(3 * FILE_CHUNK));
    const piece = FILE_CHUNK + 16;
    const changed = Buffer.from(bytes);
    changed[piece + 5]! ^= 1;
    const parts = [0, 1, 2].map((n) => bytes.subarray(n * piece, (n + 1) * piece));
    for (const broken of [
      changed,
      bytes.subarray(0, 2 * piece),
      bytes.subarray(0, -1),
      Buffer.concat([bytes, bytes.subarray(0, piece)]),
      Buffer.concat([parts[1]!, parts[0]!, parts[2]!]),
      Buffer.alloc(0),
    ]) {
      await expect(opened(broken)).rejects.toThrow('does not open');
    }
    await expect(opened(bytes, new FileCipher(key, 'b'))).rejects.toThrow('does not open');
    await expect(opened(bytes, new FileCipher(randomBytes(32), 'a'))).rejects.toThrow();
  });

  it('any stretch is had from the chunks that hold it', async () => {
    const plain = randomBytes(5 * FILE_CHUNK + 77);
    const bytes = await sealed(plain);
    const edges = [0, 1, FILE_CHUNK - 1, FILE_CHUNK, 4 * FILE_CHUNK, plain.length - 1];
    const stretches = edges.flatMap((first) =>
      edges.filter((last) => last >= first).map((last) => ({ first, last })),
    );
    for (const range of stretches) {
      const stretch = sealedStretch(plain.length, range);
      const part = bytes.subarray(stretch.sealed.first, stretch.sealed.last + 1);
      const plainPart = await opened(part, cipher, stretch);
      const { skip, length } = stretch;
      const had = plainPart.subarray(skip, skip + length);
      expect(had.equals(plain.subarray(range.first, range.last + 1))).toBe(true);
    }
  });
});
