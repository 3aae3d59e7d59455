import { CreateEndpoint, recordMessage } from '#patchbay/fanout';
import { saveSuppression } from '#patchbay/admission';
import { recordUsage } from '#patchbay/billing';
import { Consumers } from '#patchbay/calls';
import { aCall } from '#patchbay/calls/testing';
import { TenantDatabase } from '#patchbay/database';
import { encodeId, uuidv7 } from '#patchbay/kernel';
import type { TestApp } from '../../support/create-test-app.js';
import { type TestTenant, type TwoTenants, twoTenants } from '../../support/two-tenants.js';

/** A tenant with a few rows of everything. */
export interface World {
  readonly tenant: TestTenant;
  /** UUIDs, oldest first. */
  readonly callIds: readonly string[];
  readonly usageIds: readonly string[];
  readonly endpointIds: readonly string[];
  /** One about each call; none of them waits anywhere, the first endpoint took them. */
  readonly messageIds: readonly string[];
  readonly attemptIds: readonly string[];
  readonly consumerMessageId: string;
  readonly exportId: string;
  /** Texts that only this tenant may ever see. */
  readonly canaries: readonly string[];
}

/** A message about each call, which the endpoint took at the first attempt. */
async function takenMessages(
  api: TestApp,
  tenant: TestTenant,
  {
    callIds,
    endpointId,
    name,
  }: { readonly name: string; readonly callIds: readonly string[]; readonly endpointId: string },
): Promise<Pick<World, 'messageIds' | 'attemptIds'>> {
  const messageIds: string[] = [];
  const attemptIds: string[] = [];
  for (const callId of callIds) {
    await api.app.get(TenantDatabase).run(tenant.context, async (tx) => {
      const messageId = await recordMessage(tx, api.clock, {
        type: 'call.connect',
        callId,
        data: { about: `message-${name}` },
        occurredAt: api.clock.now(),
        traceparent: null,
      });
      const attemptId = uuidv7(api.clock);
      await tx.execute(`delete from delivery_due where message_id = $1`, [messageId]);
      await tx.query(
        `insert into attempt (tenant_id, id, message_id, endpoint_id, number, outcome, status_code,
                              duration_ms, response_excerpt, started_at)
         values ($1, $2, $3, $4, 1, 'DELIVERED', 200, 5, $5, $6)`,
        [tx.tenantId, attemptId, messageId, endpointId, `excerpt-${name}`, api.clock.now()],
      );
      messageIds.push(messageId);
      attemptIds.push(attemptId);
    });
  }
  return { messageIds, attemptIds };
}

async function worldOf(api: TestApp, tenant: TestTenant, name: string): Promise<World> {
  const database = api.app.get(TenantDatabase);
  const making = { database, consumers: api.app.get(Consumers), clock: api.clock };
  const number = tenant.numbers[0]!;
  const callIds: string[] = [];
  const usageIds: string[] = [];
  const endpointIds: string[] = [];
  for (const n of [1, 2]) {
    const { id } = await aCall(making, tenant.context, {
      numberId: number.id,
      wacid: `wacid.${name}.${n}`,
      bizOpaqueCallbackData: `opaque-${name}-${n}`,
      // One of them is up.
      ...(n === 1 && { state: 'IN_PROGRESS' as const, endedAt: null, terminationCause: null }),
    });
    callIds.push(id);
    usageIds.push(
      await database.run(tenant.context, (tx) =>
        recordUsage(tx, api.clock, {
          callId: id,
          numberId: number.id,
          consumerId: null,
          market: `market-${name}`,
          direction: 'USER_INITIATED',
          answeredAt: api.clock.now(),
          endedAt: api.clock.now(),
          billableSeconds: 7,
          traceparent: null,
        }),
      ),
    );
    const created = await api.app.get(CreateEndpoint).execute(tenant.context, {
      url: `http://127.0.0.1:9/${name}/${n}`,
      eventTypes: ['call.connect'],
      description: `endpoint-${name}-${n}`,
      idempotencyKey: undefined,
    });
    if (created.kind !== 'created') throw new Error(created.kind);
    endpointIds.push(created.endpoint.id);
  }
  await database.run(tenant.context, (tx) =>
    tx.execute(
      `insert into call_template (tenant_id, id, waba_row_id, name, language, purpose, category,
                                  status, header_variables, body_variables, created_at)
       values ($1, $2, $3, 'filed', 'en', 'PERMISSION_REQUEST', 'UTILITY', 'PENDING', 0, 0, $4)`,
      [tx.tenantId, uuidv7(api.clock), number.wabaRowId, api.clock.now()],
    ),
  );
  await database.run(tenant.context, async (tx) => {
    const consumerId = await making.consumers.ensure(tx, tx.tenantId, { waId: '254700000101' });
    await tx.execute(
      `insert into call_permission (tenant_id, id, number_id, consumer_id, status, is_expiry_due,
                                    created_at, updated_at)
       values ($1, $2, $3, $4, 'PERMANENT', false, $5, $5)`,
      [tx.tenantId, uuidv7(api.clock), number.id, consumerId, api.clock.now()],
    );
    const other = await making.consumers.ensure(tx, tx.tenantId, { userId: `KE.${name}` });
    const reason = `suppressed-${name}`;
    const suppression = { consumerId: other, reason, until: null, createdAt: api.clock.now() };
    await saveSuppression(tx, api.clock, suppression);
  });
  const consumerMessageId = uuidv7(api.clock);
  await database.run(tenant.context, async (tx) => {
    const consumerId = await making.consumers.ensure(tx, tx.tenantId, { waId: '254700000101' });
    await tx.execute(
      `insert into call_message (tenant_id, id, number_id, consumer_id, purpose, form, origin,
                                 state, wamid, created_at)
       values ($1, $2, $3, $4, 'CALL_BUTTON', 'FREE_FORM', 'TENANT', 'SENT', $5, $6)`,
      [tx.tenantId, consumerMessageId, number.id, consumerId, `wamid.${name}`, api.clock.now()],
    );
  });
  const exportId = uuidv7(api.clock);
  await database.run(tenant.context, (tx) =>
    tx.execute(
      `insert into call_export (tenant_id, id, format, filter, state, part_count, row_count,
                                size_bytes, failures, created_at)
       values ($1, $2, 'CSV', '{}', 'FAILED', 0, 0, 0, 0, $3)`,
      [tx.tenantId, exportId, api.clock.now()],
    ),
  );
  const { messageIds, attemptIds } = await takenMessages(api, tenant, {
    name,
    callIds,
    endpointId: endpointIds[0]!,
  });
  return {
    tenant,
    callIds,
    usageIds,
    endpointIds,
    messageIds,
    attemptIds,
    consumerMessageId,
    exportId,
    canaries: [
      tenant.publicId,
      tenant.key,
      number.phoneNumberId,
      number.displayPhoneNumber,
      encodeId('phoneNumber', number.id),
      ...callIds.map((id) => encodeId('call', id)),
      ...usageIds.map((id) => encodeId('usageRecord', id)),
      ...endpointIds.map((id) => encodeId('endpoint', id)),
      ...messageIds.map((id) => encodeId('message', id)),
      ...attemptIds.map((id) => encodeId('attempt', id)),
      encodeId('callMessage', consumerMessageId),
      encodeId('callExport', exportId),
      `wamid.${name}`,
      `wacid.${name}`,
      `opaque-${name}`,
      `market-${name}`,
      `endpoint-${name}`,
      `message-${name}`,
      `excerpt-${name}`,
      `suppressed-${name}`,
    ],
  };
}

export interface TwoWorlds {
  /** Whose ids are used. */
  readonly victim: World;
  /** Who uses them. */
  readonly intruder: World;
  readonly staff: TwoTenants['staff'];
}

/** The victim's rows are all newer than the intruder's, so a cursor of his leads past them. */
export async function twoWorlds(api: TestApp): Promise<TwoWorlds> {
  const { acme, globex, staff } = await twoTenants(api);
  const intruder = await worldOf(api, globex, 'globex');
  const victim = await worldOf(api, acme, 'acme');
  return { intruder, victim, staff };
}
