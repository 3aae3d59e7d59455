import { randomBytes } from 'node:crypto';
import type { Clock } from '#patchbay/kernel';
import type { Scope } from '../tokens.js';

/** Meta's implementation page: the exchangeable code lives 30 seconds. */
export const CODE_LIFE_MS = 30_000;
/** Used and expired codes are remembered, to say which of the two they are. */
const KEPT_CODES = 1000;

/** What a code will be exchanged for. */
export interface CodeGrant {
  readonly appId: string;
  readonly businessId: string;
  /** The newest first. */
  readonly wabaIds: readonly string[];
  readonly scopes: ReadonlySet<Scope>;
  /** Of the token; undefined: it never expires. */
  readonly tokenLifeMs: number | undefined;
}

export type CodeOutcome =
  { readonly grant: CodeGrant } | { readonly refusal: 'unknown' | 'used' | 'expired' };

interface IssuedCode {
  readonly grant: CodeGrant;
  readonly expiresAtMs: number;
  isUsed: boolean;
}

/** The codes that Embedded Signup hands to the browser, each good for one exchange. */
export class SignupCodes {
  readonly #clock: Clock;
  readonly #codes = new Map<string, IssuedCode>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(grant: CodeGrant): string {
    const code = `AQ${randomBytes(72).toString('base64url')}`;
    const expiresAtMs = this.#clock.nowMs() + CODE_LIFE_MS;
    this.#codes.set(code, { grant, expiresAtMs, isUsed: false });
    for (const oldest of this.#codes.keys()) {
      if (this.#codes.size <= KEPT_CODES) break;
      this.#codes.delete(oldest);
    }
    return code;
  }

  /** A fresh code in place of an unused one, for a popup that stands open. */
  renew(code: string): string | undefined {
    const issued = this.#codes.get(code);
    if (issued === undefined || issued.isUsed) return undefined;
    this.#codes.delete(code);
    return this.issue(issued.grant);
  }

  /** Takes a code; to another app than its own it is unknown. */
  take(code: string, appId: string): CodeOutcome {
    const issued = this.#codes.get(code);
    if (issued?.grant.appId !== appId) return { refusal: 'unknown' };
    if (issued.isUsed) return { refusal: 'used' };
    if (issued.expiresAtMs <= this.#clock.nowMs()) return { refusal: 'expired' };
    issued.isUsed = true;
    return { grant: issued.grant };
  }
}
