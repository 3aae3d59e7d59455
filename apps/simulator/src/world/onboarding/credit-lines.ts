import type { Waba } from '../assets.js';
import { newId } from './new-id.js';
import type { Profiles } from './profiles.js';

/** The share of a line of credit that one client's portfolio has got. */
export interface Allocation {
  readonly allocationConfigId: string;
  readonly creditLineId: string;
  readonly receivingBusinessId: string;
  /** What the client's WABAs show as their primary funding. */
  readonly receivingCredentialId: string;
  readonly wabaIds: Set<string>;
  isDeleted: boolean;
}

/** The partner's line of credit and whom it is shared with. */
export class CreditLines {
  readonly #profiles: Profiles;
  readonly #allocations = new Map<string, Allocation>();

  constructor(profiles: Profiles) {
    this.#profiles = profiles;
  }

  find(allocationConfigId: string): Allocation | undefined {
    return this.#allocations.get(allocationConfigId);
  }

  /** What a line was shared as, revoked shares left out. */
  sharedBy(creditLineId: string, receivingBusinessId?: string): Allocation[] {
    return [...this.#allocations.values()].filter(
      (share) =>
        !share.isDeleted &&
        share.creditLineId === creditLineId &&
        (receivingBusinessId ?? share.receivingBusinessId) === share.receivingBusinessId,
    );
  }

  /** Shares a line with a portfolio; a second time gives the same share. */
  share(creditLineId: string, receivingBusinessId: string): Allocation {
    const [known] = this.sharedBy(creditLineId, receivingBusinessId);
    if (known !== undefined) return known;
    const allocation: Allocation = {
      allocationConfigId: newId(),
      creditLineId,
      receivingBusinessId,
      receivingCredentialId: newId(),
      wabaIds: new Set(),
      isDeleted: false,
    };
    this.#allocations.set(allocation.allocationConfigId, allocation);
    return allocation;
  }

  /** From now on the share pays for the account, in this currency. */
  attach(allocation: Allocation, waba: Waba, currency: string): void {
    allocation.wabaIds.add(waba.wabaId);
    waba.currency = currency;
    waba.hasPaymentMethod = true;
    this.#profiles.ofWaba(waba).primaryFundingId = allocation.receivingCredentialId;
  }

  /** Takes a share back: the accounts it paid for have no payment method any more. */
  revoke(allocation: Allocation, wabas: readonly Waba[]): void {
    allocation.isDeleted = true;
    for (const waba of wabas) {
      if (!allocation.wabaIds.has(waba.wabaId)) continue;
      waba.hasPaymentMethod = false;
      this.#profiles.ofWaba(waba).primaryFundingId = undefined;
    }
  }
}
