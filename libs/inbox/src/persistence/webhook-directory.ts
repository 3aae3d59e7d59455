import type { Transaction } from '#patchbay/database';

/** A Meta app of ours, its secrets still sealed. */
export interface MetaAppRow {
  readonly id: string;
  readonly appKey: string;
  readonly appSecretSealed: string;
  readonly verifyTokenSealed: string;
}

export async function findMetaApp(
  tx: Transaction,
  appKey: string,
): Promise<MetaAppRow | undefined> {
  const rows = await tx.query<MetaAppRow>(
    `select id, app_key as "appKey", app_secret_sealed as "appSecretSealed",
            verify_token_sealed as "verifyTokenSealed"
       from meta_app where app_key = $1`,
    [appKey],
  );
  return rows[0];
}

/** Whose number an event names, and whether the app that brought it is bound to its WABA. */
export interface EventOwner {
  readonly tenantId: string;
  readonly numberId: string;
  readonly wabaId: string;
  readonly isBound: boolean;
}

export async function findEventOwner(
  tx: Transaction,
  { appKey, phoneNumberId }: { readonly appKey: string; readonly phoneNumberId: string },
): Promise<EventOwner | undefined> {
  const rows = await tx.query<EventOwner>(
    `select d.tenant_id as "tenantId", d.number_id as "numberId", d.waba_id as "wabaId",
            exists (select from app_binding b where b.app_key = $1 and b.waba_id = d.waba_id
                       and b.tenant_id = d.tenant_id) as "isBound"
       from number_directory d where d.phone_number_id = $2`,
    [appKey, phoneNumberId],
  );
  return rows[0];
}
