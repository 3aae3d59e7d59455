import { randomBytes } from 'node:crypto';
import type { Clock } from '#patchbay/kernel';
import type { BusinessNumber, Waba } from '../assets.js';

/** What Graph tells of a WABA besides what calls need. */
export interface WabaProfile {
  readonly createdAtMs: number;
  reviewStatus: 'APPROVED' | 'PENDING' | 'REJECTED' | 'DEFERRED';
  readonly templateNamespace: string;
  /** The receiving credential of a shared line of credit. */
  primaryFundingId: string | undefined;
  /** Portfolios of partners the account is shared with. */
  readonly partnerIds: Set<string>;
  /** The multi-partner solution it was onboarded by. */
  solutionId: string | undefined;
}

/** What Graph tells of a phone number besides what calls need. */
export interface NumberProfile {
  nameStatus: 'APPROVED' | 'AVAILABLE_WITHOUT_REVIEW' | 'PENDING_REVIEW' | 'DECLINED' | 'NONE';
  readonly certificate: string;
  lastOnboardedAtMs: number;
  isOfficial: boolean;
  throughput: 'STANDARD' | 'HIGH';
  username: string | undefined;
  /** The number is also used in the WhatsApp Business app, where its calls stay. */
  isOnBusinessApp: boolean;
}

/** What Graph tells of a portfolio. */
export interface BusinessProfile {
  verificationStatus: 'verified' | 'not_verified' | 'pending' | 'rejected';
}

/** Facts about assets that only onboarding and asset endpoints know; made when first asked for. */
export class Profiles {
  readonly #clock: Clock;
  readonly #openedAtMs: number;
  readonly #partnerId: string;
  readonly #wabas = new Map<string, WabaProfile>();
  readonly #numbers = new Map<string, NumberProfile>();
  readonly #businesses = new Map<string, BusinessProfile>();
  readonly #ownerOfApp = new Map<string, string>();

  constructor(clock: Clock, partnerId: string) {
    this.#clock = clock;
    this.#openedAtMs = clock.nowMs();
    this.#partnerId = partnerId;
  }

  /** A seeded account is as old as the world, approved, and shared with the partner. */
  ofWaba({ wabaId }: Pick<Waba, 'wabaId'>): WabaProfile {
    return (
      this.#wabas.get(wabaId) ??
      this.addWaba(wabaId, { createdAtMs: this.#openedAtMs, partnerIds: [this.#partnerId] })
    );
  }

  /** An account that came into being later. */
  addWaba(
    wabaId: string,
    { createdAtMs, partnerIds }: { createdAtMs: number; partnerIds: readonly string[] },
  ): WabaProfile {
    const profile: WabaProfile = {
      createdAtMs,
      reviewStatus: 'APPROVED',
      templateNamespace: randomBytes(16)
        .toString('hex')
        .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1_$2_$3_$4_'),
      primaryFundingId: undefined,
      partnerIds: new Set(partnerIds),
      solutionId: undefined,
    };
    this.#wabas.set(wabaId, profile);
    return profile;
  }

  ofNumber({ phoneNumberId }: Pick<BusinessNumber, 'phoneNumberId'>): NumberProfile {
    const known = this.#numbers.get(phoneNumberId);
    if (known !== undefined) return known;
    const profile: NumberProfile = {
      nameStatus: 'APPROVED',
      certificate: randomBytes(48).toString('base64'),
      lastOnboardedAtMs: this.#clock.nowMs(),
      isOfficial: false,
      throughput: 'STANDARD',
      username: undefined,
      isOnBusinessApp: false,
    };
    this.#numbers.set(phoneNumberId, profile);
    return profile;
  }

  ofBusiness(businessId: string): BusinessProfile {
    const known = this.#businesses.get(businessId);
    if (known !== undefined) return known;
    const profile: BusinessProfile = { verificationStatus: 'verified' };
    this.#businesses.set(businessId, profile);
    return profile;
  }

  /** The portfolio that owns an app: the partner's unless another was told. */
  ownerOfApp(appId: string): string {
    return this.#ownerOfApp.get(appId) ?? this.#partnerId;
  }

  setOwnerOfApp(appId: string, businessId: string): void {
    this.#ownerOfApp.set(appId, businessId);
  }

  /** Whether a portfolio owns the account or has it shared with it. */
  isOpenTo(waba: Waba, businessId: string): boolean {
    return waba.businessId === businessId || this.ofWaba(waba).partnerIds.has(businessId);
  }
}
