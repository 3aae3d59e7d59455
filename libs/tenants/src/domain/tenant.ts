import { createHash } from 'node:crypto';
import { badInput } from '#patchbay/kernel';

export const TENANT_STATUSES = ['ACTIVE', 'SUSPENDED', 'CLOSED'] as const;
export type TenantStatus = (typeof TENANT_STATUSES)[number];

/** A client company of the BSP, as the other contexts and the APIs see it. */
export interface TenantView {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly status: TenantStatus;
  readonly createdAt: Date;
}

/** One installation is one cell; a tenant stays in the cell it was made in. */
export const HOME_CELL = 'home';

const KEY = /^[a-z][a-z0-9-]{1,38}[a-z0-9]$/;
const MAX_NAME_LENGTH = 120;

/** Throws BAD_USER_INPUT unless the key can stand in a URL and a log, and the name is printable. */
export function checkNewTenant({ key, name }: { key: string; name: string }): void {
  if (!KEY.test(key)) {
    throw badInput(
      'key',
      'must have 3 to 40 lower-case letters, digits and hyphens and begin with a letter',
    );
  }
  if (name.trim().length === 0 || name.length > MAX_NAME_LENGTH) {
    throw badInput('name', `must have 1 to ${MAX_NAME_LENGTH} characters`);
  }
}

/**
 * The tenant id that belongs to an idempotency key. There is no tenant yet whose idempotency rows
 * could hold the first answer, so the key itself decides the id, and the row is the answer. A UUID
 * version 8 (RFC 9562 §5.8): these ids carry no time, and no log is partitioned by them.
 */
export function tenantIdOfKey(actorId: string, idempotencyKey: string): string {
  const digest = createHash('sha256').update(`tenant|${actorId}|${idempotencyKey}`).digest();
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = digest.subarray(0, 16).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
