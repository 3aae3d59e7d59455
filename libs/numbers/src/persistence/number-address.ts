import type { TenantTransaction } from '#patchbay/database';

/** How a number is named towards its tenant, and the rows it belongs to. */
export interface NumberAddress {
  /** Meta's id of the number. */
  readonly phoneNumberId: string;
  /** Digits only, with the country code. */
  readonly displayPhoneNumber: string;
  /** Meta's id of its WABA. */
  readonly wabaId: string;
  /** The row of that WABA. */
  readonly wabaRowId: string;
}

interface Row {
  readonly phone_number_id: string;
  readonly display_phone_number: string;
  readonly waba_id: string;
  readonly waba_row_id: string;
}

/** The address of a number of the tenant, by our id; undefined when there is none. */
export async function findNumberAddress(
  tx: TenantTransaction,
  numberId: string,
): Promise<NumberAddress | undefined> {
  const [row] = await tx.query<Row>(
    `select n.phone_number_id, n.display_phone_number, w.waba_id, n.waba_row_id
       from phone_number n join waba w on w.id = n.waba_row_id
      where n.id = $1`,
    [numberId],
  );
  return (
    row && {
      phoneNumberId: row.phone_number_id,
      displayPhoneNumber: row.display_phone_number,
      wabaId: row.waba_id,
      wabaRowId: row.waba_row_id,
    }
  );
}
