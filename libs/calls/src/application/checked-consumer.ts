import { badInput } from '#patchbay/kernel';
import type { ConsumerIdentity } from '../persistence/consumer.repository.js';

/** A consumer as a tenant names one. */
export interface ConsumerInput {
  readonly waId?: string | undefined;
  readonly userId?: string | undefined;
}

/** Throws BAD_USER_INPUT unless somebody is named; digits are those of a full number. */
export function checkedConsumer({ waId, userId }: ConsumerInput): ConsumerIdentity {
  if (!waId && !userId) throw badInput('consumer', 'needs a waId (digits) or a userId (BSUID)');
  if (waId && !/^\d{5,15}$/.test(waId)) {
    throw badInput('consumer.waId', 'must be digits with the country code and without +');
  }
  return { ...(waId && { waId }), ...(userId && { userId }) };
}
