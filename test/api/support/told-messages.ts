import { CreateEndpoint, type EventType, recordMessage } from '#patchbay/fanout';
import { TenantDatabase } from '#patchbay/database';
import { encodeId, uuidv7 } from '#patchbay/kernel';
import type { TestApp } from '../../support/create-test-app.js';
import { ownerQuery } from '../../support/owner-query.js';
import type { TestTenant } from '../../support/two-tenants.js';

/** Messages of a tenant, and what a delivery process would have made of them. */
export class ToldMessages {
  readonly #api: TestApp;
  readonly tenant: TestTenant;

  constructor(api: TestApp, tenant: TestTenant) {
    this.#api = api;
    this.tenant = tenant;
  }

  async endpoint(eventTypes: readonly EventType[], path = 'hook'): Promise<string> {
    const outcome = await this.#api.app
      .get(CreateEndpoint)
      .execute(this.tenant.context, { url: `http://127.0.0.1:9/${path}`, eventTypes });
    if (outcome.kind !== 'created') throw new Error(outcome.kind);
    return outcome.endpoint.id;
  }

  async message(type: EventType, callId: string | null = null): Promise<string> {
    const { clock } = this.#api;
    return this.#api.app.get(TenantDatabase).run(this.tenant.context, (tx) =>
      recordMessage(tx, clock, {
        type,
        callId,
        data: { direction: 'USER_INITIATED', about: `secret of ${this.tenant.key}` },
        ...(type === 'call.connect' && { sdpKind: 'TENANT_LOCAL' as const }),
        occurredAt: clock.now(),
        traceparent: null,
      }),
    );
  }

  /** An attempt that failed; the message still waits. */
  async attempt(messageId: string, endpointId: string, outcome = 'FAILED'): Promise<string> {
    const id = uuidv7(this.#api.clock);
    const now = this.#api.clock.now();
    const statusCode = outcome === 'DELIVERED' ? 204 : 503;
    await ownerQuery(
      `insert into attempt (tenant_id, id, message_id, endpoint_id, number, outcome, status_code,
                            duration_ms, response_excerpt, started_at, target, reason)
       select $1, $2, $3, $4, count(*) + 1, $5, $6, 1500, 'what it said', $7, 'PRIMARY', 'STATUS'
         from attempt where message_id = $3 and endpoint_id = $4`,
      [this.tenant.tenantId, id, messageId, endpointId, outcome, statusCode, now],
    );
    return id;
  }

  async deliver(messageId: string, endpointId: string): Promise<void> {
    await this.attempt(messageId, endpointId, 'DELIVERED');
    await this.#finish(messageId, endpointId);
  }

  async bury(messageId: string, endpointId: string, reason = 'EXHAUSTED'): Promise<void> {
    await this.attempt(messageId, endpointId);
    await this.#finish(messageId, endpointId);
    const { clock } = this.#api;
    await ownerQuery(
      `insert into dead_letter (tenant_id, id, message_id, endpoint_id, reason, attempts, created_at)
       values ($1, $2, $3, $4, $5, 8, $6)`,
      [this.tenant.tenantId, uuidv7(clock), messageId, endpointId, reason, clock.now()],
    );
  }

  async #finish(messageId: string, endpointId: string): Promise<void> {
    await ownerQuery(`delete from delivery_due where message_id = $1 and endpoint_id = $2`, [
      messageId,
      endpointId,
    ]);
  }

  async setStatus(endpointId: string, status: 'ENABLED' | 'DISABLED'): Promise<void> {
    await ownerQuery(`update endpoint set status = $2 where id = $1`, [endpointId, status]);
  }

  /** Many messages that nobody was told, a millisecond apart from `since` on. */
  async many(count: number, type: EventType, since: Date): Promise<void> {
    await ownerQuery(
      `insert into message (tenant_id, id, event_type, payload, occurred_at, created_at)
       select $1, uuidv7_floor($4::timestamptz + i * interval '1 millisecond'), $2, '{}', $4, $4
         from generate_series(0, $3::int - 1) i`,
      [this.tenant.tenantId, type, count, since],
    );
  }

  /** Every message that was told to nobody is taken by the endpoint. */
  async deliverMany(type: EventType, endpointId: string): Promise<void> {
    await ownerQuery(
      `insert into attempt (tenant_id, id, message_id, endpoint_id, number, outcome, duration_ms, started_at)
       select tenant_id, id, id, $3, 1, 'DELIVERED', 1, created_at
         from message where tenant_id = $1 and event_type = $2`,
      [this.tenant.tenantId, type, endpointId],
    );
  }

  /** The due rows as `message endpoint`, those of a replay marked. */
  async due(): Promise<string[]> {
    const rows = await ownerQuery<{ message_id: string; endpoint_id: string; is_replay: boolean }>(
      `select message_id, endpoint_id, is_replay from delivery_due where tenant_id = $1
        order by message_id, endpoint_id`,
      [this.tenant.tenantId],
    );
    return rows.map(
      ({ message_id: message, endpoint_id: endpoint, is_replay: isReplay }) =>
        `${message} ${endpoint}${isReplay ? ' replay' : ''}`,
    );
  }
}

export const msg = (id: string): string => encodeId('message', id);
export const ep = (id: string): string => encodeId('endpoint', id);
