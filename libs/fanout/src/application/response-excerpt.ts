import type { Readable } from 'node:stream';

/** How much of an answer is kept: enough for an error message, too little to fill a disk. */
const EXCERPT_BYTES = 4096;

/**
 * The beginning of an answer as text that PostgreSQL can hold. The status line has decided the
 * outcome before; an answer that breaks off or never ends does not change it.
 */
export async function readExcerpt(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= EXCERPT_BYTES) break;
    }
  } catch {
    // The receiver, the timeout or our shutdown cut the answer off.
  }
  return Buffer.concat(chunks)
    .subarray(0, EXCERPT_BYTES)
    .toString('utf8')
    .replaceAll('\u0000', '\ufffd');
}
