import type { Readable } from 'node:stream';
import type { ByteRange } from '#patchbay/kernel';

/** Injection token of the ObjectStore that the configuration chose. */
export const OBJECT_STORE = Symbol('ObjectStore');

export interface ObjectFacts {
  /** Exactly as many bytes must come: fewer or more are an error, and nothing is kept. */
  readonly sizeBytes: number;
  readonly mimeType: string;
}

/**
 * Keeps files under keys: whole or not at all. A key is made of our own ids (`^[a-z0-9-]+(/[a-z0-9-]+)*$`);
 * writing it again replaces the file. Every method throws when the store is away.
 */
export interface ObjectStore {
  put(key: string, content: Readable, facts: ObjectFacts): Promise<void>;
  /**
   * The file, or a stretch that lies within it; undefined when there is no such file. Whoever reads
   * closes the stream.
   */
  get(key: string, range?: ByteRange): Promise<Readable | undefined>;
  /** No error when there is none. */
  remove(key: string): Promise<void>;
  close(): Promise<void>;
}

const KEY = /^[a-z0-9-]+(?:\/[a-z0-9-]+)*$/;

/** Throws for anything but a key of ours: a path must not lead out of the store. */
export function assertKey(key: string): void {
  if (!KEY.test(key)) throw new TypeError('not a key of an object');
}
