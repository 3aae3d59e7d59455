import type { TenantTransaction } from '#patchbay/database';
import type { CheckedSettings } from '../domain/endpoint-settings.js';
import type { EventType } from '../domain/event-types.js';
import { EndpointEntity } from './endpoint.entity.js';

/** Who or what disabled an endpoint: its tenant, its failures, or its own answer 410. */
export type DisabledReason = 'TENANT' | 'FAILING' | 'GONE';

/** A row of `endpoint`. */
export type EndpointRow = Omit<EndpointEntity, 'tenantId' | 'eventTypes'> & {
  readonly eventTypes: EventType[];
};

/** What of the settings stands in the row as it is; headers are sealed. */
export type SettingsToKeep = Omit<CheckedSettings, 'headers'> & {
  readonly headersSealed: string | null;
};

export type NewEndpoint = SettingsToKeep & Pick<EndpointRow, 'id' | 'secretSealed' | 'createdAt'>;

interface Columns {
  readonly id: string;
  readonly url: string;
  readonly description: string | null;
  readonly event_types: EventType[];
  readonly secret_sealed: string;
  readonly status: 'ENABLED' | 'DISABLED';
  readonly created_at: Date;
  readonly api_version: string;
  readonly format: 'STANDARD' | 'META';
  readonly number_ids: string[] | null;
  readonly waba_row_ids: string[] | null;
  readonly headers_sealed: string | null;
  readonly failover_url: string | null;
  readonly rate_limit_per_second: number | null;
  readonly max_in_flight: number | null;
  readonly alert_emails: string[];
  readonly previous_secret_sealed: string | null;
  readonly previous_secret_until: Date | null;
  readonly disabled_at: Date | null;
  readonly disabled_reason: DisabledReason | null;
  readonly updated_at: Date | null;
}

const COLUMNS = `id, url, description, event_types, secret_sealed, status, created_at, api_version,
  format, number_ids, waba_row_ids, headers_sealed, failover_url, rate_limit_per_second,
  max_in_flight, alert_emails, previous_secret_sealed, previous_secret_until, disabled_at,
  disabled_reason, updated_at`;

function fromColumns(row: Columns): EndpointRow {
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    eventTypes: row.event_types,
    secretSealed: row.secret_sealed,
    status: row.status,
    createdAt: row.created_at,
    apiVersion: row.api_version,
    format: row.format,
    numberIds: row.number_ids,
    wabaRowIds: row.waba_row_ids,
    headersSealed: row.headers_sealed,
    failoverUrl: row.failover_url,
    rateLimitPerSecond: row.rate_limit_per_second,
    maxInFlight: row.max_in_flight,
    alertEmails: row.alert_emails,
    previousSecretSealed: row.previous_secret_sealed,
    previousSecretUntil: row.previous_secret_until,
    disabledAt: row.disabled_at,
    disabledReason: row.disabled_reason,
    updatedAt: row.updated_at,
  };
}

const copyOf = <T>(list: readonly T[] | null): T[] | null => list && [...list];

function keptSettings(settings: SettingsToKeep): Partial<EndpointEntity> {
  const { eventTypes, numberIds, wabaRowIds, alertEmails, ...plain } = settings;
  return {
    ...plain,
    eventTypes: [...eventTypes],
    numberIds: copyOf(numberIds),
    wabaRowIds: copyOf(wabaRowIds),
    alertEmails: [...alertEmails],
  };
}

export async function insertEndpoint(
  tx: TenantTransaction,
  { id, secretSealed, createdAt, ...settings }: NewEndpoint,
): Promise<void> {
  const kept = keptSettings(settings);
  await tx.insert(EndpointEntity, { ...kept, id, secretSealed, createdAt, status: 'ENABLED' });
}

/** How many endpoints the tenant has, disabled ones too. */
export async function countEndpoints(tx: TenantTransaction): Promise<number> {
  const [row] = await tx.query<{ count: number }>(`select count(*)::int as count from endpoint`);
  return row?.count ?? 0;
}

/** One page in the order of creation, and one row more when there is another page. */
export async function endpointsAfter(
  tx: TenantTransaction,
  afterId: string | undefined,
  limit: number,
): Promise<EndpointRow[]> {
  const rows = await tx.query<Columns>(
    `select ${COLUMNS} from endpoint
      where $1::uuid is null or id > $1 order by id limit $2`,
    [afterId ?? null, limit + 1],
  );
  return rows.map(fromColumns);
}

/** An endpoint of the tenant; undefined when there is none. */
export async function findEndpoint(
  tx: TenantTransaction,
  id: string,
): Promise<EndpointRow | undefined> {
  const [row] = await tx.query<Columns>(`select ${COLUMNS} from endpoint where id = $1`, [id]);
  return row && fromColumns(row);
}

/** The same, and nobody else changes it until the transaction ends. */
export async function lockEndpoint(
  tx: TenantTransaction,
  id: string,
): Promise<EndpointRow | undefined> {
  const [row] = await tx.query<Columns>(
    `select ${COLUMNS} from endpoint where id = $1 for no key update`,
    [id],
  );
  return row && fromColumns(row);
}

/** Puts the settings into the endpoint's row. */
export async function saveSettings(
  tx: TenantTransaction,
  id: string,
  settings: SettingsToKeep,
): Promise<void> {
  await tx.execute(
    `update endpoint
        set url = $2, description = $3, event_types = $4, api_version = $5, format = $6,
            number_ids = $7, waba_row_ids = $8, headers_sealed = $9, failover_url = $10,
            rate_limit_per_second = $11, max_in_flight = $12, alert_emails = $13
      where id = $1`,
    [
      id,
      settings.url,
      settings.description,
      settings.eventTypes,
      settings.apiVersion,
      settings.format,
      settings.numberIds,
      settings.wabaRowIds,
      settings.headersSealed,
      settings.failoverUrl,
      settings.rateLimitPerSecond,
      settings.maxInFlight,
      settings.alertEmails,
    ],
  );
}

/** Stamps the row as changed now. */
export async function touchEndpoint(tx: TenantTransaction, id: string, at: Date): Promise<void> {
  await tx.execute(`update endpoint set updated_at = $2 where id = $1`, [id, at]);
}

/** Stops deliveries for the tenant; what is due stays. False when they were stopped already. */
export async function disableEndpoint(
  tx: TenantTransaction,
  id: string,
  at: Date,
): Promise<boolean> {
  const changed = await tx.execute(
    `update endpoint
        set status = 'DISABLED', disabled_reason = 'TENANT', disabled_at = $2, updated_at = $2
      where id = $1 and status = 'ENABLED'`,
    [id, at],
  );
  return changed > 0;
}

/** Starts deliveries again. */
export async function markEnabled(tx: TenantTransaction, id: string, at: Date): Promise<void> {
  await tx.execute(
    `update endpoint
        set status = 'ENABLED', disabled_reason = null, disabled_at = null, updated_at = $2
      where id = $1 and status = 'DISABLED'`,
    [id, at],
  );
}

/** Gives the endpoint another secret; the former one counts until `previous.until`. */
export async function saveSecret(
  tx: TenantTransaction,
  id: string,
  secret: {
    readonly sealed: string;
    readonly previous: { readonly sealed: string; readonly until: Date } | null;
    readonly at: Date;
  },
): Promise<void> {
  await tx.execute(
    `update endpoint
        set secret_sealed = $2, previous_secret_sealed = $3, previous_secret_until = $4,
            updated_at = $5
      where id = $1`,
    [id, secret.sealed, secret.previous?.sealed ?? null, secret.previous?.until ?? null, secret.at],
  );
}

/** Removes the endpoint with what is due there; attempts stay. False when there is none. */
export async function removeEndpoint(tx: TenantTransaction, id: string): Promise<boolean> {
  return (await tx.execute(`delete from endpoint where id = $1`, [id])) > 0;
}
