import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, uuidv7Floor } from '#patchbay/kernel';
import { SystemDatabase } from '../../../database/src/system-database.js';
import { OLDEST_EVENT_MS } from './call-inbox.repository.js';

export interface OpenCall {
  readonly tenantId: string;
  readonly callId: string;
}

/** An open call whose media a node holds. */
export interface CallOnNode extends OpenCall {
  readonly bootId: string;
  /** Where the node takes questions; null for a call from before this was kept. */
  readonly nodeUrl: string | null;
}

const BATCH = 200;
// An event or effect this young is still in the hands of the process that wrote it.
const OVERLOOKED_AFTER_MS = 500;
const DAY_MS = 24 * 3600 * 1000;
const OLDEST_EFFECT_MS = 2 * DAY_MS;

/** Finds, over all tenants, calls with work that nobody does. */
@Injectable()
export class OverlookedCalls {
  constructor(
    private readonly database: SystemDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** `lateMs`: only what has been overlooked for so much longer. */
  find({ lateMs = 0 }: { readonly lateMs?: number } = {}): Promise<OpenCall[]> {
    const nowMs = this.clock.nowMs() - lateMs;
    const overlooked = new Date(nowMs - OVERLOOKED_AFTER_MS);
    const now = new Date(nowMs);
    return this.database.run((tx) =>
      tx.query<OpenCall>(
        `select tenant_id as "tenantId", call_id as "callId" from (
           select tenant_id, call_id from inbox_event
            where processed_at is null and call_id is not null and received_at < $1 and id >= $5
           union
           select tenant_id, call_id from effect
            where id >= $4 and ((state = 'PENDING' and not_before < $1)
               or (state = 'CLAIMED' and lease_until < $2))
           union
           select tenant_id, call_id from call_work where closed_at is null and deadline_at <= $2
         ) as overlooked limit $3`,
        [
          overlooked,
          now,
          BATCH,
          uuidv7Floor(nowMs - OLDEST_EFFECT_MS),
          uuidv7Floor(nowMs - OLDEST_EVENT_MS),
        ],
      ),
    );
  }

  /**
   * One sweeper among all processes: does nothing while another one sweeps. It asks on the connection
   * that makes it the one.
   */
  async whileLeading(
    sweep: (overlooked: OverlookedCalls) => Promise<void>,
    role: 'sweep' | 'rescue' = 'sweep',
  ): Promise<void> {
    await this.database.withLeadership(`patchbay.${role}.calls`, (leader) =>
      sweep(new OverlookedCalls(leader, this.clock)),
    );
  }

  /** Open calls that the database places on this node, with the process life that holds them. */
  async onNode(nodeId: string): Promise<CallOnNode[]> {
    return this.database.run((tx) =>
      tx.query(
        `select tenant_id as "tenantId", call_id as "callId", node_boot_id as "bootId",
                node_url as "nodeUrl"
           from call_work where node_id = $1 and closed_at is null`,
        [nodeId],
      ),
    );
  }

  /** The nodes that hold open calls. */
  async nodesInUse(): Promise<string[]> {
    const rows = await this.database.run((tx) =>
      tx.query<{ node_id: string }>(
        `select distinct node_id from call_work where closed_at is null and node_id is not null`,
      ),
    );
    return rows.map((row) => row.node_id);
  }
}
