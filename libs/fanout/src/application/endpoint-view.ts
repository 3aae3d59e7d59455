import type { Envelope } from '#patchbay/kernel';
import { type CustomHeader, type HeaderHint, hintOf } from '../domain/endpoint-headers.js';
import type { EndpointSettings } from '../domain/endpoint-settings.js';
import type { EventType } from '../domain/event-types.js';
import type { DisabledReason, EndpointRow } from '../persistence/endpoint.repository.js';
import { openForEndpoint, sealForEndpoint } from './endpoint-secret.js';

/** An endpoint as its tenant sees it; secrets and the values of custom headers stay in its row. */
export interface EndpointView extends Omit<EndpointSettings, 'eventTypes' | 'headers'> {
  readonly id: string;
  readonly eventTypes: readonly EventType[];
  readonly headers: readonly HeaderHint[];
  readonly status: 'ENABLED' | 'DISABLED';
  readonly disabledReason: DisabledReason | null;
  readonly disabledAt: Date | null;
  /** Until then messages carry the former secret's signature too; null when there is none. */
  readonly previousSecretUntil: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date | null;
}

interface Owner {
  readonly tenantId: string;
  readonly endpointId: string;
}

/** The text that `headers_sealed` holds; null when there are no custom headers. */
export function sealHeaders(
  envelope: Envelope,
  headers: readonly CustomHeader[],
  owner: Owner,
): string | null {
  if (headers.length === 0) return null;
  const plain = Object.fromEntries(headers.map(({ name, value }) => [name.toLowerCase(), value]));
  return sealForEndpoint(envelope, JSON.stringify(plain), { ...owner, column: 'headers_sealed' });
}

/** Custom headers by their names in small letters. Throws when the row or the key is another. */
export function openHeaders(
  envelope: Envelope,
  sealed: string | null,
  owner: Owner,
): Readonly<Record<string, string>> {
  if (sealed === null) return {};
  const plain = openForEndpoint(envelope, sealed, { ...owner, column: 'headers_sealed' });
  return JSON.parse(plain) as Record<string, string>;
}

/** The settings in an endpoint's row, custom headers opened. */
export function settingsOf(
  envelope: Envelope,
  tenantId: string,
  row: EndpointRow,
): EndpointSettings {
  const headers = openHeaders(envelope, row.headersSealed, { tenantId, endpointId: row.id });
  const { url, description, eventTypes, numberIds, wabaRowIds, apiVersion, format } = row;
  const { failoverUrl, rateLimitPerSecond, maxInFlight, alertEmails } = row;
  return {
    url,
    description,
    eventTypes,
    numberIds,
    wabaRowIds,
    apiVersion,
    format,
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    failoverUrl,
    rateLimitPerSecond,
    maxInFlight,
    alertEmails,
  };
}

/** An endpoint's row as its tenant may see it. */
export function viewOf(
  envelope: Envelope,
  tenantId: string,
  row: EndpointRow,
  now: Date,
): EndpointView {
  const settings = settingsOf(envelope, tenantId, row);
  const { id, eventTypes, status, disabledReason, disabledAt, createdAt, updatedAt } = row;
  const until = row.previousSecretUntil;
  return {
    ...settings,
    id,
    eventTypes,
    headers: settings.headers.map(hintOf),
    status,
    disabledReason,
    disabledAt,
    previousSecretUntil: until !== null && until > now ? until : null,
    createdAt,
    updatedAt,
  };
}
