import { randomInt } from 'node:crypto';
import type { Clock } from '#patchbay/kernel';

/** Meta does not say how long a code can be used; ours is this. */
const CODE_LIFE_MS = 10 * 60_000;

/** A code that was sent to a phone number. */
export interface SentCode {
  readonly code: string;
  readonly method: 'SMS' | 'VOICE';
  readonly language: string;
  readonly expiresAtMs: number;
}

/** Codes by which a business proves that a phone number is its own. */
export class NumberCodes {
  readonly #clock: Clock;
  readonly #sent = new Map<string, SentCode>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  send(phoneNumberId: string, method: SentCode['method'], language: string): SentCode {
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const sent = { code, method, language, expiresAtMs: this.#clock.nowMs() + CODE_LIFE_MS };
    this.#sent.set(phoneNumberId, sent);
    return sent;
  }

  last(phoneNumberId: string): SentCode | undefined {
    return this.#sent.get(phoneNumberId);
  }

  /** Whether it is the last code that was sent and still good; a good one is used up. */
  verify(phoneNumberId: string, code: string): boolean {
    const sent = this.#sent.get(phoneNumberId);
    if (sent?.code !== code || sent.expiresAtMs <= this.#clock.nowMs()) return false;
    this.#sent.delete(phoneNumberId);
    return true;
  }
}
