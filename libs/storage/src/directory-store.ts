import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ByteRange } from '#patchbay/kernel';
import { assertKey, type ObjectFacts, type ObjectStore } from './object-store.js';

const OWNER_ONLY = { directory: 0o700, file: 0o600 };

function isMissing(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'ENOENT';
}

/** Files in a directory of this machine, or of a disk that its machines share. */
export class DirectoryStore implements ObjectStore {
  readonly #root: string;

  constructor(directory: string) {
    this.#root = resolve(directory);
  }

  async put(key: string, content: Readable, { sizeBytes }: ObjectFacts): Promise<void> {
    const path = this.#pathOf(key);
    const draft = `${path}.${randomUUID()}`;
    await mkdir(dirname(path), { recursive: true, mode: OWNER_ONLY.directory });
    try {
      await pipeline(content, createWriteStream(draft, { mode: OWNER_ONLY.file, flush: true }));
      const { size } = await stat(draft);
      if (size !== sizeBytes) throw new Error(`${size} bytes came, not ${sizeBytes}`);
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  async get(key: string, range?: ByteRange): Promise<Readable | undefined> {
    try {
      const file = await open(this.#pathOf(key), 'r');
      return createReadStream('', { fd: file, start: range?.first, end: range?.last });
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    await rm(this.#pathOf(key), { force: true });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #pathOf(key: string): string {
    assertKey(key);
    return join(this.#root, ...key.split('/'));
  }
}
