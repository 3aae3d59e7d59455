import type { Readable } from 'node:stream';
import type { ByteRange } from '#patchbay/kernel';

/** A file that a link led to. */
export interface OpenedFile {
  readonly sizeBytes: number;
  readonly mimeType: string;
  readonly filename?: string;
  /** All of it, or a stretch within it; undefined when it is gone. Whoever reads closes the stream. */
  read(range?: ByteRange): Promise<Readable | undefined>;
}
