import type { TenantTransaction } from '#patchbay/database';

/** By WhatsApp number, by business-scoped user id, or by both. */
export interface ConsumerIds {
  readonly waId?: string;
  readonly userId?: string;
}

/** Who consumers are; the context of calls keeps that. */
export interface ConsumerBook {
  /** Our id of the consumer, who is entered when new. */
  ensure(tx: TenantTransaction, tenantId: string, ids: ConsumerIds): Promise<string>;
}

export const CONSUMER_BOOK = Symbol('ConsumerBook');
