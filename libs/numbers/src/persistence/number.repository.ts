import type { TenantTransaction } from '#patchbay/database';
import type { NumberProfile, NumberRoute, NumberView } from '../domain/number.js';

/** The columns of `phone_number` that a view is made of. */
export interface NumberRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly phone_number_id: string;
  readonly display_phone_number: string;
  readonly is_calling_enabled: boolean;
  readonly profile: NumberProfile;
  readonly route: NumberRoute;
  readonly waba_row_id: string;
}

export const NUMBER_COLUMNS = `id, tenant_id, phone_number_id, display_phone_number, is_calling_enabled, profile,
  route, waba_row_id`;

export function numberFromRow(row: NumberRow): NumberView {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    phoneNumberId: row.phone_number_id,
    displayPhoneNumber: row.display_phone_number,
    isCallingEnabled: row.is_calling_enabled,
    profile: row.profile,
    route: row.route,
    wabaRowId: row.waba_row_id,
  };
}

/** A number of the tenant by our id; undefined when there is none, or it is another tenant's. */
export async function findNumberById(
  tx: TenantTransaction,
  id: string,
): Promise<NumberView | undefined> {
  const rows = await tx.query<NumberRow>(
    `select ${NUMBER_COLUMNS} from phone_number where id = $1`,
    [id],
  );
  return rows[0] && numberFromRow(rows[0]);
}

/** A number of the tenant by Meta's id; undefined when there is none, or it is another tenant's. */
export async function findNumberByPhoneNumberId(
  tx: TenantTransaction,
  phoneNumberId: string,
): Promise<NumberView | undefined> {
  const rows = await tx.query<NumberRow>(
    `select ${NUMBER_COLUMNS} from phone_number where phone_number_id = $1`,
    [phoneNumberId],
  );
  return rows[0] && numberFromRow(rows[0]);
}

/** Several numbers of the tenant by our ids, in no order: what a DataLoader batches. */
export async function findNumbersByIds(
  tx: TenantTransaction,
  ids: readonly string[],
): Promise<NumberView[]> {
  const rows = await tx.query<NumberRow>(
    `select ${NUMBER_COLUMNS} from phone_number where id = any($1::uuid[])`,
    [ids],
  );
  return rows.map(numberFromRow);
}

/** The numbers of a WABA of the tenant, by Meta's id of it. */
export async function findNumbersOfWaba(
  tx: TenantTransaction,
  wabaId: string,
): Promise<NumberView[]> {
  const rows = await tx.query<NumberRow>(
    `select ${NUMBER_COLUMNS} from phone_number
      where waba_row_id = (select w.id from waba w where w.waba_id = $1) order by id`,
    [wabaId],
  );
  return rows.map(numberFromRow);
}
