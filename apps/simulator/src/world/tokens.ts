import { randomBytes } from 'node:crypto';
import type { Clock } from '#patchbay/kernel';
import type { Seed } from '../seed-file.js';

export const SCOPES = [
  'whatsapp_business_messaging',
  'whatsapp_business_management',
  'business_management',
] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * A bearer token. SYSTEM_USER is the partner's own, BUSINESS_INTEGRATION belongs to one client that
 * went through Embedded Signup, APP is `{app-id}|{app-secret}`.
 */
export interface AccessToken {
  readonly value: string;
  readonly kind: 'SYSTEM_USER' | 'BUSINESS_INTEGRATION' | 'USER' | 'APP';
  readonly appId: string;
  /** The portfolio it acts for; undefined for an app's own token. */
  readonly businessId: string | undefined;
  readonly userId: string;
  readonly scopes: ReadonlySet<Scope>;
  /** WABAs it reaches, the newest first; undefined: all. */
  readonly wabaIds: readonly string[] | undefined;
  readonly issuedAtMs: number;
  /** Undefined: never. */
  readonly expiresAtMs: number | undefined;
}

export type NewToken = Omit<AccessToken, 'value' | 'issuedAtMs' | 'userId'> & {
  readonly value?: string;
};

/** All access tokens that were ever issued, the expired ones too. */
export class Tokens {
  readonly #clock: Clock;
  readonly #tokens = new Map<string, AccessToken>();

  constructor(clock: Clock, seed: Seed) {
    this.#clock = clock;
    const keyed = new Map(seed.metaApps.map((app) => [app.appKey, app.appId]));
    for (const waba of seed.wabas) {
      this.issue({
        value: waba.accessToken,
        kind: 'BUSINESS_INTEGRATION',
        appId: keyed.get(waba.apps[0] ?? '') ?? '',
        businessId: waba.businessId,
        scopes: new Set(['whatsapp_business_messaging', 'whatsapp_business_management']),
        wabaIds: [waba.wabaId],
        expiresAtMs: undefined,
      });
    }
    for (const app of seed.metaApps) {
      this.issue({
        value: `${app.appId}|${app.appSecret}`,
        kind: 'APP',
        appId: app.appId,
        businessId: undefined,
        scopes: new Set(),
        wabaIds: [],
        expiresAtMs: undefined,
      });
    }
    this.issue({
      value: seed.partner.systemToken,
      kind: 'SYSTEM_USER',
      appId: seed.metaApps[0]?.appId ?? '',
      businessId: seed.partner.businessId,
      scopes: new Set(SCOPES),
      wabaIds: undefined,
      expiresAtMs: undefined,
    });
  }

  issue(token: NewToken): AccessToken {
    const issued = {
      ...token,
      value: token.value ?? `EAA${randomBytes(24).toString('hex')}`,
      userId: String(randomBytes(6).readUIntBE(0, 6)),
      issuedAtMs: this.#clock.nowMs(),
    };
    this.#tokens.set(issued.value, issued);
    return issued;
  }

  find(value: string): AccessToken | undefined {
    return this.#tokens.get(value);
  }

  isExpired(token: AccessToken): boolean {
    return token.expiresAtMs !== undefined && token.expiresAtMs <= this.#clock.nowMs();
  }

  revoke(value: string): void {
    this.#tokens.delete(value);
  }
}
