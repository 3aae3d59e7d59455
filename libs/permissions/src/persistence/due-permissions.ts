import { Injectable } from '@nestjs/common';
import { SystemDatabase } from '../../../database/src/system-database.js';

/** A temporary permission that has run out and has not been entered as such. */
export interface ExpiredPair {
  readonly id: string;
  readonly tenantId: string;
  readonly numberId: string;
  readonly consumerId: string;
  readonly expiresAt: Date;
}

/** A message that nobody is about to send, and that has to be sent. */
export interface DueMessage {
  readonly tenantId: string;
  readonly messageId: string;
  readonly numberId: string;
}

/** What of permissions waits for a sweeper, in all tenants. */
@Injectable()
export class DuePermissions {
  constructor(private readonly database: SystemDatabase) {}

  /** The pairs whose permission ended at `now` or before, the first to end first, behind `after`. */
  expired(
    now: Date,
    limit: number,
    after?: Pick<ExpiredPair, 'expiresAt' | 'id'>,
  ): Promise<ExpiredPair[]> {
    return this.database.run((tx) =>
      tx.query<ExpiredPair>(
        `select id, tenant_id as "tenantId", number_id as "numberId", consumer_id as "consumerId",
                expires_at as "expiresAt"
           from call_permission
          where is_expiry_due and expires_at <= $1
            and ($2::timestamptz is null or (expires_at, id) > ($2, $3::uuid))
          order by expires_at, id limit $4`,
        [now, after?.expiresAt ?? null, after?.id ?? null, limit],
      ),
    );
  }

  /** The oldest first. */
  messages(limit: number): Promise<DueMessage[]> {
    return this.database.run((tx) =>
      tx.query<DueMessage>(
        `select tenant_id as "tenantId", id as "messageId", number_id as "numberId"
           from call_message where state = 'PENDING' and lease_until is null
          order by id limit $1`,
        [limit],
      ),
    );
  }

  /** One process among all enters ends; undefined where another one does. */
  whileLeading<Result>(
    work: (due: DuePermissions) => Promise<Result>,
  ): Promise<Result | undefined> {
    return this.database.withLeadership('patchbay.permissions.expire', (leader) =>
      work(new DuePermissions(leader)),
    );
  }
}
