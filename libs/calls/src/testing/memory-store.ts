import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ByteRange } from '#patchbay/kernel';
import type { ObjectStore } from '#patchbay/storage';

/** Files in memory, which can be made to break or to stand still. */
export class MemoryStore implements ObjectStore {
  readonly files = new Map<string, Buffer>();
  /** Before a file is kept. */
  before: () => Promise<void> = () => Promise.resolve();
  /** Names of files that cannot be deleted. */
  readonly stuck = new Set<string>();

  async put(key: string, content: Readable): Promise<void> {
    const bytes = await buffer(content);
    await this.before();
    this.files.set(key, bytes);
  }

  get(key: string, range?: ByteRange): Promise<Readable | undefined> {
    const bytes = this.files.get(key);
    const part = range ? bytes?.subarray(range.first, range.last + 1) : bytes;
    return Promise.resolve(part && Readable.from([part]));
  }

  remove(key: string): Promise<void> {
    if (this.stuck.has(key)) return Promise.reject(new Error('this one stays'));
    this.files.delete(key);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
