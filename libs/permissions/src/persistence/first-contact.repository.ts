import type { TenantTransaction } from '#patchbay/database';

/** The call button that a number sends at a customer's first message. */
export interface FirstContactButton {
  readonly numberId: string;
  readonly isEnabled: boolean;
  readonly body: string;
  readonly displayText: string | null;
  readonly ttlMinutes: number | null;
  readonly payload: string | null;
}

/** Keeps the button of a number. */
export async function saveFirstContactButton(
  tx: TenantTransaction,
  { numberId, isEnabled, body, displayText, ttlMinutes, payload }: FirstContactButton,
  now: Date,
): Promise<void> {
  await tx.execute(
    `insert into first_contact_button
       (tenant_id, number_id, is_enabled, body, display_text, ttl_minutes, payload, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (tenant_id, number_id) do update set is_enabled = excluded.is_enabled,
       body = excluded.body, display_text = excluded.display_text,
       ttl_minutes = excluded.ttl_minutes, payload = excluded.payload,
       updated_at = excluded.updated_at`,
    [tx.tenantId, numberId, isEnabled, body, displayText, ttlMinutes, payload, now],
  );
}

/** The button of a number; undefined when it has none. */
export async function findFirstContactButton(
  tx: TenantTransaction,
  numberId: string,
): Promise<FirstContactButton | undefined> {
  return (await findFirstContactButtons(tx, [numberId]))[0];
}

/** The buttons of those of the numbers that have one. */
export function findFirstContactButtons(
  tx: TenantTransaction,
  numberIds: readonly string[],
): Promise<FirstContactButton[]> {
  return tx.query<FirstContactButton>(
    `select number_id as "numberId", is_enabled as "isEnabled", body, display_text as "displayText",
            ttl_minutes as "ttlMinutes", payload
       from first_contact_button where number_id = any($1::uuid[])`,
    [numberIds],
  );
}

/** Enters that a consumer wrote to a number; true the first time, under whatever id. */
export async function enterFirstContact(
  tx: TenantTransaction,
  { numberId, consumerId }: { readonly numberId: string; readonly consumerId: string },
  now: Date,
): Promise<boolean> {
  const entered = await tx.execute(
    `insert into first_contact (tenant_id, number_id, consumer_id, created_at)
     select $1, $2, $3, $4 where not exists (
       select 1 from consumer me
         join consumer same on same.id = coalesce(me.merged_into, me.id)
                            or same.merged_into = coalesce(me.merged_into, me.id)
         join first_contact f on f.number_id = $2 and f.consumer_id = same.id
        where me.id = $3)
     on conflict do nothing`,
    [tx.tenantId, numberId, consumerId, now],
  );
  return entered > 0;
}
