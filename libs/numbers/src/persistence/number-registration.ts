import type { TenantTransaction, Transaction } from '#patchbay/database';
import type { NumberView } from '../domain/number.js';

/** Of whom the platform has a number: how the platform sees what row level security hides. */
export interface NumberHolder {
  readonly tenantId: string;
  readonly wabaId: string;
  readonly numberId: string;
  readonly phoneNumberId: string;
  readonly displayPhoneNumber: string;
}

interface HolderRow {
  readonly tenant_id: string;
  readonly waba_id: string;
  readonly number_id: string;
  readonly phone_number_id: string;
  readonly display_phone_number: string;
}

/** Everything the platform holds under this id of Meta's or under these digits. */
export async function findNumberHolders(
  tx: Transaction,
  { phoneNumberId, displayPhoneNumber }: Pick<NumberView, 'phoneNumberId' | 'displayPhoneNumber'>,
): Promise<NumberHolder[]> {
  const rows = await tx.query<HolderRow>(
    `select tenant_id, waba_id, number_id, phone_number_id, display_phone_number
       from number_directory where phone_number_id = $1 or display_phone_number = $2`,
    [phoneNumberId, displayPhoneNumber],
  );
  return rows.map((row) => ({
    tenantId: row.tenant_id,
    wabaId: row.waba_id,
    numberId: row.number_id,
    phoneNumberId: row.phone_number_id,
    displayPhoneNumber: row.display_phone_number,
  }));
}

/** Whether the WABA has a number that the platform holds for another tenant. */
export async function isWabaOfAnotherTenant(
  tx: TenantTransaction,
  wabaId: string,
): Promise<boolean> {
  const rows = await tx.query(
    `select tenant_id from number_directory where waba_id = $1 and tenant_id <> $2 limit 1`,
    [wabaId, tx.tenantId],
  );
  return rows.length > 0;
}

/** Enters a number under the tenant; false when somebody entered it, or its digits, meanwhile. */
export async function enterNumber(
  tx: TenantTransaction,
  number: Omit<NumberView, 'tenantId'>,
  { wabaId, createdAt }: { readonly wabaId: string; readonly createdAt: Date },
): Promise<boolean> {
  const entered = await tx.query(
    `insert into number_directory
       (phone_number_id, display_phone_number, waba_id, tenant_id, number_id, created_at)
     values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning number_id`,
    [number.phoneNumberId, number.displayPhoneNumber, wabaId, tx.tenantId, number.id, createdAt],
  );
  if (entered.length === 0) return false;
  await tx.query(
    `insert into phone_number (tenant_id, id, waba_row_id, phone_number_id, display_phone_number,
                               is_calling_enabled, profile, route, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      tx.tenantId,
      number.id,
      number.wabaRowId,
      number.phoneNumberId,
      number.displayPhoneNumber,
      number.isCallingEnabled,
      number.profile,
      number.route,
      createdAt,
    ],
  );
  return true;
}
