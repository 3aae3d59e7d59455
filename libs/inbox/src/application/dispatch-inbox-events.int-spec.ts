import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { Consumers } from '#patchbay/calls';
import { TenantDatabase } from '#patchbay/database';
import {
  type Clock,
  CLOCK,
  createLogger,
  type Envelope,
  ENVELOPE,
  newTraceparent,
  type SystemClock,
} from '#patchbay/kernel';
import { metaEvents } from '#patchbay/meta';
import { createTestContext } from '../../../../test/support/create-test-context.js';
import { ownerQuery } from '../../../../test/support/owner-query.js';
import {
  type TestTenant,
  type TwoTenants,
  twoTenants,
} from '../../../../test/support/two-tenants.js';
import { InboxDatabase } from '../persistence/inbox-database.js';
import { DispatchInboxEvents } from './dispatch-inbox-events.js';
import { FindWaitingTenants } from './find-waiting-tenants.js';
import { type HandOverEvent, handOverEvent } from './hand-over-event.js';
import { keepAccountEvents } from './keep-account-events.js';
import { routeEvents } from './route-events.js';

@Module({ providers: [InboxDatabase, FindWaitingTenants] })
class TestInbox {}

let context: INestApplicationContext;
let world: TwoTenants;
let clock: SystemClock;
let consumers: Consumers;
const logs: Record<string, unknown>[] = [];

beforeAll(async () => {
  context = await createTestContext([TestInbox]);
  world = await twoTenants(context);
  clock = context.get<Clock>(CLOCK) as SystemClock;
  const envelope = context.get<Envelope>(ENVELOPE);
  consumers = new Consumers({ envelope, lookupKey: randomBytes(32), clock });
});
beforeEach(async () => {
  logs.length = 0;
  const tenants = [[world.acme.tenantId, world.globex.tenantId]];
  await ownerQuery(`delete from inbox_event where tenant_id = any($1::uuid[])`, tenants);
  await ownerQuery(`delete from message where tenant_id = any($1::uuid[])`, tenants);
});
afterAll(() => context.close());

function dispatcher(handOver: HandOverEvent = handOverEvent): DispatchInboxEvents {
  const destination = { write: (line: string) => void logs.push(JSON.parse(line)) };
  return new DispatchInboxEvents({
    database: context.get(TenantDatabase),
    clock,
    logger: createLogger({ name: 'test', level: 'info', destination }),
    handOver,
    doorbell: { ring: () => undefined },
  });
}

/** Keeps the events of a value as ingest does, and gives back for whom there is work. */
function keep(field: string, value: object, entryId = '0') {
  const { events } = metaEvents({ entryId, field, value, atMs: 1_790_000_000_000 });
  return context.get(InboxDatabase).run(async (tx) => {
    const requests = events.map((event) => ({ appKey: world.apps.alpha.appKey, event }));
    const routes = await routeEvents(tx, requests);
    const kept = events.map((event, index) => {
      const route = routes[index]!;
      if (route.kind !== 'owned') throw new Error(route.reason);
      return { route, event, deliveryId: randomUUID(), traceparent: newTraceparent() };
    });
    return keepAccountEvents(tx, { clock, consumers }, kept);
  });
}
const keepSettings = (status: string, second: number, of: TestTenant = world.acme) =>
  keep('account_settings_update', {
    timestamp: String(1_790_000_000 + second),
    phone_number_settings: { phone_number_id: of.numbers[0]!.phoneNumberId, calling: { status } },
  });

interface EventRow {
  id: string;
  kind: string;
  context: string;
  outcome: string | null;
  attempts: number;
  last_error: string | null;
  payload: Record<string, unknown>;
  processed_at: Date | null;
  consumer_id: string | null;
}
const eventsOf = ({ tenantId }: TestTenant) =>
  ownerQuery<EventRow & { retry_at: Date | null }>(
    `select * from inbox_event where tenant_id = $1 order by id`,
    [tenantId],
  );
const messagesOf = ({ tenantId }: TestTenant) =>
  ownerQuery<{ event_type: string; number_id: string; waba_row_id: string; payload: object }>(
    `select event_type, number_id, waba_row_id, payload from message where tenant_id = $1 order by id`,
    [tenantId],
  );

const WA_ID = '254700000101';

describe('events about no call', () => {
  it('reach their context, and what follows is the tenant’s alone', async () => {
    expect(await keepSettings('DISABLED', 1)).toMatchObject([{ tenantId: world.acme.tenantId }]);
    expect(await context.get(FindWaitingTenants).execute()).toContain(world.acme.tenantId);
    // Another tenant's turn does nothing to them.
    await dispatcher().execute(world.globex.tenantId);
    expect(await eventsOf(world.acme)).toMatchObject([{ outcome: null, processed_at: null }]);

    expect(await dispatcher().execute(world.acme.tenantId)).toBe(false);

    expect(await eventsOf(world.acme)).toMatchObject([
      { context: 'numbers', kind: 'account_settings_update', outcome: 'APPLIED', attempts: 0 },
    ]);
    const { id, wabaRowId, phoneNumberId } = world.acme.numbers[0]!;
    expect(await messagesOf(world.acme)).toMatchObject([
      {
        event_type: 'phone_number.settings.updated',
        number_id: id,
        waba_row_id: wabaRowId,
        payload: { phoneNumberId, calling: { status: 'DISABLED' } },
      },
    ]);
    expect(await messagesOf(world.globex)).toEqual([]);
    expect(await context.get(FindWaitingTenants).execute()).not.toContain(world.acme.tenantId);
  });

  it('are told once when they are replayed, and by two dispatchers at once', async () => {
    await keepSettings('ENABLED', 2);
    await Promise.all([
      dispatcher().execute(world.acme.tenantId),
      dispatcher().execute(world.acme.tenantId),
    ]);
    expect(await messagesOf(world.acme)).toHaveLength(1);
    const [event] = await eventsOf(world.acme);
    await ownerQuery(`update inbox_event set processed_at = null, outcome = null where id = $1`, [
      event!.id,
    ]);
    await dispatcher().execute(world.acme.tenantId);
    expect(await eventsOf(world.acme)).toMatchObject([{ outcome: 'APPLIED' }]);
    expect(await messagesOf(world.acme)).toHaveLength(1);
  });

  it('of kinds that nobody handles yet, or nobody knows, are kept and wait for nobody', async () => {
    const { wabaId } = world.acme.wabas[0]!;
    expect(await keep('security', { event: 'PIN_CHANGED' }, wabaId)).toEqual([]);
    expect(await keep('flows', { event: 'FLOW_STATUS_CHANGE' }, wabaId)).toEqual([]);
    expect(await eventsOf(world.acme)).toMatchObject([
      { kind: 'security', outcome: 'UNHANDLED', processed_at: expect.any(Date) },
      {
        kind: 'unknown',
        context: 'unknown',
        outcome: 'UNHANDLED',
        payload: { field: 'flows', name: 'FLOW_STATUS_CHANGE', subject: { wabaId } },
      },
    ]);
    // A replay finds nobody either, and does not try for ever.
    await ownerQuery(`update inbox_event set processed_at = null where tenant_id = $1`, [
      world.acme.tenantId,
    ]);
    await dispatcher().execute(world.acme.tenantId);
    expect(await eventsOf(world.acme)).toMatchObject([
      { outcome: 'UNHANDLED', processed_at: expect.any(Date) },
      { outcome: 'UNHANDLED', processed_at: expect.any(Date) },
    ]);
  });

  it('hold no identity: users are consumers, also one who is known by a BSUID alone', async () => {
    const { phoneNumberId } = world.acme.numbers[0]!;
    const from_user_id = 'KE.12340000000000777';
    const inNumber = (messages: object[]) => ({
      metadata: { phone_number_id: phoneNumberId },
      contacts: [{ profile: { name: 'Amina Odhiambo' }, user_id: from_user_id }],
      messages,
    });
    const text = { id: 'wamid.a', timestamp: '1790000000', type: 'text', from_user_id };
    await keep('messages', inNumber([text]));
    const system = {
      type: 'user_changed_user_id',
      user_id: 'KE.98765',
      previous_user_id: from_user_id,
    };
    const change = { id: 'wamid.b', timestamp: 1790000001, type: 'system', from: WA_ID, system };
    await keep('messages', inNumber([change]));
    const [received, changed] = await eventsOf(world.acme);
    expect(received).toMatchObject({ kind: 'messages.received', consumer_id: expect.any(String) });
    expect(changed).toMatchObject({
      kind: 'messages.user_changed_user_id',
      consumer_id: received!.consumer_id,
      payload: { currentConsumerId: expect.any(String) },
    });
    const kept = JSON.stringify([received!.payload, changed!.payload]);
    for (const identity of ['Amina', WA_ID, 'KE.']) expect(kept).not.toContain(identity);
  });
});

describe('a context that fails', () => {
  const failing: HandOverEvent = async (...given) => {
    await handOverEvent(...given);
    throw new Error('no place for Bearer EAAsecretsecretsecret');
  };

  it('is asked again later and ever later, and after eight times no more', async () => {
    await keepSettings('DISABLED', 10);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await dispatcher(failing).execute(world.acme.tenantId);
      const [event] = await eventsOf(world.acme);
      expect(event!.attempts).toBe(attempt);
      if (event!.retry_at === null) break;
      // Not before its time.
      await dispatcher(failing).execute(world.acme.tenantId);
      waits.push(Math.round((event!.retry_at.getTime() - clock.nowMs()) / 1000));
      clock.setOffset(clock.offsetMs + event!.retry_at.getTime() - clock.nowMs() + 1);
    }
    clock.setOffset(0);
    expect(waits).toEqual([1, 4, 16, 64, 256, 600, 600]);
    const [event] = await eventsOf(world.acme);
    expect(event).toMatchObject({ outcome: 'FAILED', processed_at: expect.any(Date) });
    expect(event!.last_error).toContain('no place for');
    expect(event!.last_error).not.toContain('EAAsecret');
    expect(logs.filter(({ msg }) => msg === 'inbox.event_failed')).toHaveLength(1);
    // Nothing of what it had begun is there, and another try by hand still works.
    expect(await messagesOf(world.acme)).toEqual([]);
  });

  it('holds up neither the events after it nor those of another tenant', async () => {
    await keepSettings('DISABLED', 20);
    await keepSettings('ENABLED', 21);
    await keepSettings('ENABLED', 22, world.globex);
    const [first] = await eventsOf(world.acme);
    const failingOnce: HandOverEvent = (tx, event, at) =>
      event.id === first!.id ? failing(tx, event, at) : handOverEvent(tx, event, at);
    await dispatcher(failingOnce).execute(world.acme.tenantId);
    await dispatcher(failingOnce).execute(world.globex.tenantId);
    expect(await eventsOf(world.acme)).toMatchObject([
      { outcome: null, attempts: 1, retry_at: expect.any(Date) },
      { outcome: 'APPLIED', attempts: 0 },
    ]);
    expect(await eventsOf(world.globex)).toMatchObject([{ outcome: 'APPLIED' }]);
  });
});
