import type { Readable } from 'node:stream';
import { scrub } from '#patchbay/kernel';

/** How much of an answer is kept: enough for an error message, too little to fill a disk. */
const EXCERPT_BYTES = 4096;

// SDP as it is, or in JSON with its slashes escaped: up to the next blank or quote.
const SDP_KEYS = /(inline:|a=ice-pwd:)[^\s"']+/g;

/**
 * Without what a receiver may send back of our own message: the keys in SDP, which we wipe an hour
 * after the call, and the user's number, which can be erased.
 */
function withoutOurs(text: string): string {
  return scrub(text.replace(SDP_KEYS, '$1[redacted]'));
}

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
  const text = Buffer.concat(chunks).subarray(0, EXCERPT_BYTES).toString('utf8');
  return withoutOurs(text).replaceAll('\u0000', '\ufffd');
}
