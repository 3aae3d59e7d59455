import { randomBytes } from 'node:crypto';
import type { Clock } from '#patchbay/kernel';
import type { Seed } from '../seed-file.js';
import { newId } from './onboarding/new-id.js';

export const SCOPES = [
  'whatsapp_business_messaging',
  'whatsapp_business_management',
  'business_management',
] as const;
export type Scope = (typeof SCOPES)[number];

export const TOKEN_KINDS = ['SYSTEM_USER', 'BUSINESS_INTEGRATION', 'USER', 'APP'] as const;

/** Why a token stopped working before its time: the app was removed, or the session was ended. */
export type Revocation = 'uninstalled' | 'invalidated';

/**
 * A bearer token. SYSTEM_USER is the partner's own, BUSINESS_INTEGRATION belongs to one client that
 * went through Embedded Signup, APP is `{app-id}|{app-secret}`.
 */
export interface AccessToken {
  readonly value: string;
  readonly kind: (typeof TOKEN_KINDS)[number];
  readonly appId: string;
  /** The portfolio it acts for; undefined for an app's own token. */
  readonly businessId: string | undefined;
  readonly userId: string;
  readonly scopes: ReadonlySet<Scope>;
  /** WABAs it reaches, the newest first; undefined: all of its portfolio. */
  readonly wabaIds: readonly string[] | undefined;
  readonly issuedAtMs: number;
  /** Undefined: never. */
  readonly expiresAtMs: number | undefined;
  readonly revocation: Revocation | undefined;
}

export type NewToken = Omit<AccessToken, 'value' | 'issuedAtMs' | 'userId' | 'revocation'> & {
  readonly value?: string;
};

/** All access tokens that were ever issued, those past use too. */
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
    for (const app of seed.metaApps) this.issueAppToken(app);
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

  get all(): AccessToken[] {
    return [...this.#tokens.values()];
  }

  issue(token: NewToken): AccessToken {
    const issued: AccessToken = {
      ...token,
      value: token.value ?? `EAA${randomBytes(24).toString('hex')}`,
      userId: newId(),
      issuedAtMs: this.#clock.nowMs(),
      revocation: undefined,
    };
    this.#tokens.set(issued.value, issued);
    return issued;
  }

  /** An app speaks for itself with its id and secret. */
  issueAppToken({ appId, appSecret }: { appId: string; appSecret: string }): AccessToken {
    return this.issue({
      value: `${appId}|${appSecret}`,
      kind: 'APP',
      appId,
      businessId: undefined,
      scopes: new Set(),
      wabaIds: [],
      expiresAtMs: undefined,
    });
  }

  find(value: string): AccessToken | undefined {
    return this.#tokens.get(value);
  }

  isExpired(token: AccessToken): boolean {
    return token.expiresAtMs !== undefined && token.expiresAtMs <= this.#clock.nowMs();
  }

  /** WABAs that a client's good tokens of this app reach already, the newest first. */
  wabasOf(appId: string, businessId: string): string[] {
    const held = this.all.filter(
      (token) =>
        token.kind === 'BUSINESS_INTEGRATION' &&
        token.appId === appId &&
        token.businessId === businessId &&
        token.revocation === undefined &&
        !this.isExpired(token),
    );
    return [...new Set(held.reverse().flatMap((token) => token.wabaIds ?? []))];
  }

  revoke(value: string, revocation: Revocation = 'invalidated'): void {
    const token = this.#tokens.get(value);
    if (token !== undefined) this.#tokens.set(value, { ...token, revocation });
  }

  /** The client removed the app, or the partner: no token reaches the WABA by it any more. */
  cutOff(wabaId: string, isMeant: (token: AccessToken) => boolean): void {
    for (const token of this.all) {
      if (token.wabaIds?.includes(wabaId) !== true || !isMeant(token)) continue;
      const wabaIds = token.wabaIds.filter((id) => id !== wabaId);
      const revocation = wabaIds.length === 0 ? 'uninstalled' : token.revocation;
      this.#tokens.set(token.value, { ...token, wabaIds, revocation });
    }
  }
}
