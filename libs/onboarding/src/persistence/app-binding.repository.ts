import type { TenantTransaction } from '#patchbay/database';

/** Waits for everybody else who is binding this WABA: two tenants cannot both find it free. */
export async function lockWaba(tx: TenantTransaction, wabaId: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('waba|' || $1, 0))`, [wabaId]);
}

/** Whether an app is bound to the WABA for another tenant. */
export async function isBoundToAnotherTenant(
  tx: TenantTransaction,
  wabaId: string,
): Promise<boolean> {
  const rows = await tx.query(
    `select tenant_id from app_binding where waba_id = $1 and tenant_id <> $2 limit 1`,
    [wabaId, tx.tenantId],
  );
  return rows.length > 0;
}

/** The first of the app keys that no app has; undefined when all are known. */
export async function findUnknownApp(
  tx: TenantTransaction,
  appKeys: readonly string[],
): Promise<string | undefined> {
  const rows = await tx.query<{ app_key: string }>(
    `select asked.app_key from unnest($1::text[]) asked(app_key)
      where not exists (select from meta_app m where m.app_key = asked.app_key)`,
    [appKeys],
  );
  return rows[0]?.app_key;
}

interface AppsToBind {
  readonly appKeys: readonly string[];
  readonly wabaId: string;
  readonly businessId: string;
  readonly createdAt: Date;
}

/** Lets the apps speak for the WABA; all of its bindings learn whose portfolio it is in. */
export async function bindApps(
  tx: TenantTransaction,
  { appKeys, wabaId, businessId, createdAt }: AppsToBind,
): Promise<void> {
  await tx.query(
    `insert into app_binding (app_key, waba_id, tenant_id, business_id, created_at)
     select app_key, $2, $3, $4, $5 from unnest($1::text[]) asked(app_key) on conflict do nothing`,
    [appKeys, wabaId, tx.tenantId, businessId, createdAt],
  );
  await tx.execute(
    `update app_binding set business_id = $2 where waba_id = $1 and business_id is distinct from $2`,
    [wabaId, businessId],
  );
}
