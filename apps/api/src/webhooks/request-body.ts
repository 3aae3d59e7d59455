import type { IncomingMessage } from 'node:http';

/** What reading a body came to. `gone`: the sender closed the connection before its end. */
export type BodyOutcome =
  | { readonly kind: 'read'; readonly raw: Buffer }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'gone' };

/** Bodies in memory, of all requests together: what nobody has proved yet must not fill it. */
export class BodyMemory {
  readonly #most: number;
  #held = 0;

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  /** False when there is no place for so many bytes more. */
  take(bytes: number): boolean {
    if (this.#held + bytes > this.#most) return false;
    this.#held += bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#held -= bytes;
  }

  get held(): number {
    return this.#held;
  }
}

/** The raw bytes of a body of at most `most` bytes, whether or not its length was announced. */
export function readBody(
  request: IncomingMessage,
  memory: BodyMemory,
  most: number,
): Promise<BodyOutcome> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (outcome: BodyOutcome): void => {
      request.off('data', onData).off('end', onEnd).off('close', onGone);
      // The bytes of a body that was read are given back with the answer.
      if (outcome.kind !== 'read') memory.giveBack(size);
      resolve(outcome);
    };
    const onData = (chunk: Buffer): void => {
      if (size + chunk.length > most) {
        settle({ kind: 'too_large' });
      } else if (memory.take(chunk.length)) {
        size += chunk.length;
        chunks.push(chunk);
      } else {
        settle({ kind: 'busy' });
      }
    };
    const onEnd = (): void => {
      const [first = Buffer.alloc(0)] = chunks;
      settle({ kind: 'read', raw: chunks.length > 1 ? Buffer.concat(chunks, size) : first });
    };
    const onGone = (): void => {
      settle({ kind: 'gone' });
    };
    request.on('data', onData).on('end', onEnd).on('close', onGone).on('error', onGone);
  });
}
