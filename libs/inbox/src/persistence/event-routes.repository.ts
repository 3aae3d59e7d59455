import type { Transaction } from '#patchbay/database';

/** A number as the directory knows it, and which of the apps asked for may speak for its WABA. */
export interface NumberRouteRow {
  readonly phoneNumberId: string;
  readonly displayPhoneNumber: string;
  readonly tenantId: string;
  readonly numberId: string;
  readonly wabaId: string;
  readonly appKeys: readonly string[];
}

/** The numbers under these ids of Meta's and these digits. */
export async function numberRoutes(
  tx: Transaction,
  asked: {
    readonly phoneNumberIds: readonly string[];
    readonly displayPhoneNumbers: readonly string[];
    readonly appKeys: readonly string[];
  },
): Promise<NumberRouteRow[]> {
  if (asked.phoneNumberIds.length + asked.displayPhoneNumbers.length === 0) return [];
  return tx.query<NumberRouteRow>(
    `select d.phone_number_id as "phoneNumberId", d.display_phone_number as "displayPhoneNumber",
            d.tenant_id as "tenantId", d.number_id as "numberId", d.waba_id as "wabaId",
            array(select b.app_key from app_binding b
                   where b.app_key = any($3::text[]) and b.waba_id = d.waba_id
                     and b.tenant_id = d.tenant_id) as "appKeys"
       from number_directory d
      where d.phone_number_id = any($1::text[]) or d.display_phone_number = any($2::text[])`,
    [asked.phoneNumberIds, asked.displayPhoneNumbers, asked.appKeys],
  );
}

/** That an app may speak for a WABA, of this portfolio if it is known. */
export interface BindingRow {
  readonly appKey: string;
  readonly wabaId: string;
  readonly businessId: string | null;
  readonly tenantId: string;
}

/** The bindings, of whatever app, of these WABAs and of the WABAs of these portfolios. */
export async function bindingRoutes(
  tx: Transaction,
  asked: { readonly wabaIds: readonly string[]; readonly businessIds: readonly string[] },
): Promise<BindingRow[]> {
  if (asked.wabaIds.length + asked.businessIds.length === 0) return [];
  return tx.query<BindingRow>(
    `select app_key as "appKey", waba_id as "wabaId", business_id as "businessId",
            tenant_id as "tenantId"
       from app_binding where waba_id = any($1::text[]) or business_id = any($2::text[])`,
    [asked.wabaIds, asked.businessIds],
  );
}
