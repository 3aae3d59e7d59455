import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ByteRange, type FileCipher, sealedSize, sealedStretch } from '#patchbay/kernel';
import type { ObjectFacts, ObjectStore } from './object-store.js';

/** A file in the store that only its cipher opens. */
export interface SealedObject {
  readonly key: string;
  readonly cipher: FileCipher;
  /** Of the plain file. */
  readonly sizeBytes: number;
}

/** Keeps a file sealed; `facts` are those of the plain one. Bytes are sealed as they come. */
export async function putSealed(
  store: ObjectStore,
  { key, cipher, sizeBytes }: SealedObject,
  content: Readable,
): Promise<void> {
  const sealing = cipher.sealing();
  const facts: ObjectFacts = {
    sizeBytes: sealedSize(sizeBytes),
    mimeType: 'application/octet-stream',
  };
  try {
    await Promise.all([pipeline(content, sealing), store.put(key, sealing, facts)]);
  } catch (error) {
    // A store may fail before it reads, and whoever sends would wait for ever: it ends with it.
    sealing.destroy();
    throw error;
  }
}

/**
 * The plain bytes of a sealed file, or a stretch of them, as they are opened; undefined when it is
 * gone. Reading throws at a byte that is not as it was sealed.
 */
export async function getSealed(
  store: ObjectStore,
  { key, cipher, sizeBytes }: SealedObject,
  range?: ByteRange,
): Promise<AsyncGenerator<Buffer, void> | undefined> {
  const stretch = range && sealedStretch(sizeBytes, range);
  const sealed = await store.get(key, stretch?.sealed);
  if (sealed === undefined) return undefined;
  const length = stretch?.length ?? sizeBytes;
  return opened(sealed, cipher.opening(stretch), { skip: stretch?.skip ?? 0, length });
}

async function* opened(
  sealed: Readable,
  opening: ReturnType<FileCipher['opening']>,
  { skip, length }: { readonly skip: number; readonly length: number },
): AsyncGenerator<Buffer, void> {
  let [toSkip, left] = [skip, length];
  // What breaks in it breaks `opening`, which is read here.
  pipeline(sealed, opening).catch(() => undefined);
  try {
    for await (const bytes of opening as AsyncIterable<Buffer>) {
      const wanted = bytes.subarray(toSkip, toSkip + left);
      toSkip = Math.max(0, toSkip - bytes.length);
      left -= wanted.length;
      if (wanted.length > 0) yield wanted;
    }
    if (left > 0) throw new Error('a sealed file is shorter than it was');
  } finally {
    sealed.destroy();
    opening.destroy();
  }
}
