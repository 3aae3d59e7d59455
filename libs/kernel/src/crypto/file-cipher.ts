import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { EnvelopeError } from './envelope.js';

/** Plain bytes that are sealed as one piece, and so the fewest that can be opened. */
export const FILE_CHUNK = 64 * 1024;
const TAG = 16;
const KEY = 32;
const COUNTER = 11;

/** A stretch of a file, in plain bytes: from the first to the last, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** What must be read of a sealed file to have a stretch of the plain one. */
export interface SealedStretch {
  /** Of the sealed file. */
  readonly sealed: ByteRange;
  readonly firstChunk: number;
  readonly endsFile: boolean;
  /** Opened bytes before the stretch. */
  readonly skip: number;
  /** Opened bytes of the stretch. */
  readonly length: number;
}

/** How many bytes a file of so many has when sealed. */
export function sealedSize(plainBytes: number): number {
  return plainBytes + TAG * Math.max(1, Math.ceil(plainBytes / FILE_CHUNK));
}

/** Where a stretch of a plain file of `plainBytes` lies in the sealed one. */
export function sealedStretch(plainBytes: number, { first, last }: ByteRange): SealedStretch {
  const firstChunk = Math.floor(first / FILE_CHUNK);
  const lastChunk = Math.floor(last / FILE_CHUNK);
  const chunkEnd = (lastChunk + 1) * (FILE_CHUNK + TAG);
  const sealed = {
    first: firstChunk * (FILE_CHUNK + TAG),
    last: Math.min(chunkEnd, sealedSize(plainBytes)) - 1,
  };
  const skip = first - firstChunk * FILE_CHUNK;
  const endsFile = (lastChunk + 1) * FILE_CHUNK >= plainBytes;
  return { sealed, firstChunk, endsFile, skip, length: last - first + 1 };
}

/** Hands on pieces of one size as they fill, and the rest as the last one. */
class InPieces extends Transform {
  readonly #size: number;
  readonly #change: (piece: Buffer, isLast: boolean) => Buffer;
  #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(size: number, change: (piece: Buffer, isLast: boolean) => Buffer) {
    super();
    this.#size = size;
    this.#change = change;
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    // Only when more has come is a full piece known not to be the last.
    if (this.#heldBytes <= this.#size) {
      done();
      return;
    }
    this.#hand(done, () => {
      let rest = Buffer.concat(this.#held);
      while (rest.length > this.#size) {
        this.push(this.#change(rest.subarray(0, this.#size), false));
        rest = rest.subarray(this.#size);
      }
      this.#held = [rest];
      this.#heldBytes = rest.length;
    });
  }

  override _flush(done: TransformCallback): void {
    this.#hand(done, () => {
      this.push(this.#change(Buffer.concat(this.#held), true));
    });
  }

  #hand(done: TransformCallback, work: () => void): void {
    try {
      work();
      done();
    } catch (error) {
      done(error as Error);
    }
  }
}

/**
 * Seals and opens one file as it streams by, in chunks of AES-256-GCM whose nonce is their number and
 * whether they are the last: none can be changed, left out, moved or cut off unnoticed (the STREAM
 * construction of Hoang, Reyhanitabar, Rogaway and Vizár, https://eprint.iacr.org/2015/189). A key and
 * name are used for one content only; `dataKey` is random and kept sealed by an Envelope.
 */
export class FileCipher {
  readonly #key: Buffer;

  constructor(dataKey: Buffer, name: string) {
    if (dataKey.length !== KEY) throw new EnvelopeError('the key of a file has 32 bytes');
    this.#key = Buffer.from(hkdfSync('sha256', dataKey, '', `patchbay file|${name}`, KEY));
  }

  sealing(): Transform {
    let chunk = 0;
    return new InPieces(FILE_CHUNK, (plain, isLast) => {
      const cipher = createCipheriv('aes-256-gcm', this.#key, nonceOf(chunk, isLast));
      chunk += 1;
      return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    });
  }

  /** Opens all of a file, or its chunks from one on; fails loudly on any byte that is not as sealed. */
  opening({ firstChunk = 0, endsFile = true } = {}): Transform {
    let chunk = firstChunk;
    return new InPieces(FILE_CHUNK + TAG, (sealed, isLast) => {
      const nonce = nonceOf(chunk, isLast && endsFile);
      chunk += 1;
      return openChunk(this.#key, nonce, sealed);
    });
  }
}

function nonceOf(chunk: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(COUNTER + 1);
  nonce.writeUIntBE(chunk, COUNTER - 6, 6);
  nonce[COUNTER] = isLast ? 1 : 0;
  return nonce;
}

function openChunk(key: Buffer, nonce: Buffer, sealed: Buffer): Buffer {
  try {
    const body = sealed.length - TAG;
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG });
    decipher.setAuthTag(sealed.subarray(body));
    return Buffer.concat([decipher.update(sealed.subarray(0, body)), decipher.final()]);
  } catch (cause) {
    throw new EnvelopeError('a piece of a sealed file does not open', { cause });
  }
}
