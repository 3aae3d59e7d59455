import type { TenantTransaction } from '#patchbay/database';
import type { EndpointEmailEntity } from './endpoint-email.entity.js';
// Loaded for the drift test: the table's rows are only touched by the SQL below.
import './endpoint-email.entity.js';

export type NewEmail = Omit<EndpointEmailEntity, 'tenantId' | 'attempts' | 'dueAt'>;

/** An e-mail that its sender holds until its `due_at`, with what its text needs of the endpoint. */
export interface ClaimedEmail {
  readonly id: string;
  readonly endpointId: string;
  readonly event: EndpointEmailEntity['event'];
  readonly percent: number | null;
  readonly reason: string | null;
  readonly failures: number;
  readonly failingSince: Date | null;
  /** Attempts so far, the one about to be made included. */
  readonly attempts: number;
  readonly to: readonly string[];
  readonly url: string;
  readonly description: string | null;
}

interface Row {
  readonly id: string;
  readonly endpoint_id: string;
  readonly event: EndpointEmailEntity['event'];
  readonly percent: number | null;
  readonly reason: string | null;
  readonly failures: number;
  readonly failing_since: Date | null;
  readonly attempts: number;
  readonly alert_emails: string[];
  readonly url: string;
  readonly description: string | null;
}

/** Keeps an e-mail to be sent, unless the endpoint names nobody to send it to. */
export async function insertEmail(tx: TenantTransaction, email: NewEmail): Promise<void> {
  await tx.query(
    `insert into endpoint_email (tenant_id, id, endpoint_id, event, percent, reason, failures,
                                 failing_since, created_at, attempts, due_at)
     select tenant_id, $2::uuid, id, $3::text, $4::integer, $5::text, $6::integer, $7::timestamptz,
            $8::timestamptz, 0, $8
       from endpoint where id = $1 and cardinality(alert_emails) > 0`,
    [
      email.endpointId,
      email.id,
      email.event,
      email.percent,
      email.reason,
      email.failures,
      email.failingSince,
      email.createdAt,
    ],
  );
}

/** Takes a due e-mail, and puts it off so that nobody else does; undefined when somebody did. */
export async function claimEmail(
  tx: TenantTransaction,
  id: string,
  { now, until }: { readonly now: Date; readonly until: Date },
): Promise<ClaimedEmail | undefined> {
  const [row] = await tx.query<Row>(
    `with held as (
       update endpoint_email set attempts = attempts + 1, due_at = $3
        where id = $1 and due_at <= $2 returning *
     )
     select held.id, endpoint_id, event, percent, reason, failures, failing_since, attempts,
            alert_emails, url, description
       from held join endpoint on endpoint.id = held.endpoint_id`,
    [id, now, until],
  );
  if (row === undefined) return undefined;
  return {
    id: row.id,
    endpointId: row.endpoint_id,
    event: row.event,
    percent: row.percent,
    reason: row.reason,
    failures: row.failures,
    failingSince: row.failing_since,
    attempts: row.attempts,
    to: row.alert_emails,
    url: row.url,
    description: row.description,
  };
}

/** The e-mail is done with: taken by the hook, or given up. */
export async function deleteEmail(tx: TenantTransaction, id: string): Promise<void> {
  await tx.execute(`delete from endpoint_email where id = $1`, [id]);
}

export async function postponeEmail(tx: TenantTransaction, id: string, dueAt: Date): Promise<void> {
  await tx.execute(`update endpoint_email set due_at = $2 where id = $1`, [id, dueAt]);
}
