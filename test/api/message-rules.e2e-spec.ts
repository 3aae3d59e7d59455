import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { DELIVERY_DOORBELL } from '#patchbay/fanout';
import { DispatchInboxEvents, InboxDispatchModule } from '#patchbay/inbox';
import { eventually } from '#patchbay/kernel/testing';
import { SendDueMessages } from '#patchbay/permissions';
import { createTestContext } from '../support/create-test-context.js';
import { ownerQuery } from '../support/owner-query.js';
import { SignallingWorld } from '../support/signalling-world.js';

/** JSON of another process, read by tests that know its form. */
type Json = ReturnType<typeof JSON.parse>;

const REFUSALS = `... on MutationError { code message } ... on CallRefusal { retryAt metaError { code } }`;
const REQUEST = `mutation ($input: RequestCallPermissionInput!) {
  requestCallPermission(input: $input) { __typename ${REFUSALS} } }`;
const BUTTON = `mutation ($input: SendCallButtonInput!) {
  sendCallButton(input: $input) { __typename ${REFUSALS} } }`;
const STOP = `mutation ($isOn: Boolean!) {
  setKillSwitch(input: { isOn: $isOn, reason: "fraud" }) { __typename } }`;
const SUPPRESS = `mutation ($input: SuppressConsumerInput!) {
  suppressConsumer(input: $input) { __typename } }`;
const QUIET = `mutation ($input: SetQuietHoursInput!) {
  setQuietHours(input: $input) { __typename } }`;
const GREET = `mutation ($input: SetFirstContactButtonInput!) {
  setFirstContactButton(input: $input) { __typename } }`;
const DAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];

@Module({
  providers: [{ provide: DELIVERY_DOORBELL, useValue: { ring: () => undefined } }],
  exports: [DELIVERY_DOORBELL],
})
class SilentDoorbell {}

let world: SignallingWorld;
let dispatching: INestApplicationContext;
let people = 0;
let waId: string;

beforeAll(async () => {
  world = await SignallingWorld.start({ consumers: [] });
  const doorbell = { module: SilentDoorbell, global: true };
  dispatching = await createTestContext([doorbell, InboxDispatchModule]);
}, 30_000);
afterAll(async () => {
  await dispatching.close();
  await world.stop();
});
beforeEach(async () => {
  people += 1;
  waId = `2547660${String(people).padStart(5, '0')}`;
  await world.sim('PUT', `/consumers/${waId}`, { userId: `KE.${waId}`, name: waId });
});
afterEach(async () => {
  for (const table of ['kill_switch', 'quiet_hours']) {
    await ownerQuery(`delete from ${table} where tenant_id = $1`, [world.two.acme.tenantId]);
  }
});

const number = (tenant = world.two.acme): string => tenant.numbers[0]!.phoneNumberId;
const acme = (query: string, variables: Record<string, unknown>): Promise<Json> =>
  world.ask(world.two.acme, query, variables);
const wrote = () =>
  world.sim('POST', `/consumers/${waId}/messages`, { phoneNumberId: number(), text: 'Hello' });
const send = (query: string, more: Json = {}, tenant = world.two.acme): Promise<Json> => {
  const body = 'May we call you?';
  const input = { phoneNumberId: number(tenant), consumer: { waId }, form: 'FREE_FORM', body };
  return world.ask(tenant, query, { input: { ...input, ...more } });
};
async function sends(): Promise<number> {
  const { requests } = await world.sim('GET', '/graph-requests');
  return requests.filter(({ endpoint }: Json) => endpoint === 'messages').length;
}

/** Quiet is the whole of today, in UTC. */
async function beQuiet(): Promise<Date> {
  const now = world.api.clock.now();
  const day = DAYS[now.getUTCDay()];
  const spans = [{ day, from: '00:00', to: '24:00' }];
  await acme(QUIET, { input: { country: 'KE', timeZone: 'UTC', spans } });
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1));
}

describe.each([
  ['a permission request', REQUEST],
  ['a call button', BUTTON],
])('%s', (_, query) => {
  it('is not sent while calls are stopped, and its key is free when they are not', async () => {
    await wrote();
    await acme(STOP, { isOn: true });
    const before = await sends();
    const idempotencyKey = `stopped-${waId}`;
    expect(await send(query, { idempotencyKey })).toMatchObject({
      __typename: 'CallingStopped',
      code: 'CALLING_STOPPED',
      message: expect.stringMatching(/fraud/),
      retryAt: null,
      metaError: null,
    });
    expect(await sends()).toBe(before);
    await acme(STOP, { isOn: false });
    expect((await send(query, { idempotencyKey })).__typename).toMatch(/Success$/);
  });

  it('is not sent to whom the tenant does not call, until that ends', async () => {
    const until = new Date(world.api.clock.nowMs() + 3_600_000).toISOString();
    await acme(SUPPRESS, { input: { consumer: { waId }, reason: 'asked us', until } });
    const before = await sends();
    expect(await send(query)).toMatchObject({
      __typename: 'ConsumerSuppressed',
      retryAt: until,
      metaError: null,
    });
    expect(await sends()).toBe(before);
    // Another tenant's list is its own: it is Meta that refuses.
    expect((await send(query, {}, world.two.globex)).metaError).not.toBeNull();
  });

  it('is not sent in quiet hours, and says when they are over', async () => {
    const endsAt = await beQuiet();
    const before = await sends();
    expect(await send(query)).toMatchObject({
      __typename: 'QuietHours',
      message: expect.stringMatching(/send it when they are over/),
      retryAt: endsAt.toISOString(),
    });
    expect(await sends()).toBe(before);
  });
});

it('a first contact is greeted at the first message at which nothing is against it', async () => {
  const button = { phoneNumberId: number(), isEnabled: true, body: 'Call us', displayText: 'Call' };
  await acme(GREET, { input: button });
  const { tenantId } = world.two.acme;
  const dispatch = dispatching.get(DispatchInboxEvents);
  const due = world.api.app.get(SendDueMessages);
  const greeted = async (): Promise<number> => {
    await dispatch.execute(tenantId);
    await due.execute();
    await due.close();
    const { items } = await world.sim('GET', `/consumers/${waId}/inbox`);
    return items.filter(({ kind }: Json) => kind === 'voice_call').length;
  };
  const isRead = (count: number): Promise<boolean> =>
    eventually(async () => {
      await dispatch.execute(tenantId);
      const rows = await ownerQuery(
        `select 1 from inbox_event where tenant_id = $1 and kind = 'messages.received'
            and processed_at is not null`,
        [tenantId],
      );
      return rows.length >= count;
    });
  const [read] = await ownerQuery<{ count: number }>(
    `select count(*)::int as count from inbox_event where tenant_id = $1
        and kind = 'messages.received'`,
    [tenantId],
  );
  await beQuiet();
  await wrote();
  await isRead(read!.count + 1);
  expect(await greeted()).toBe(0);
  await ownerQuery(`delete from quiet_hours where tenant_id = $1`, [tenantId]);
  await wrote();
  await eventually(async () => (await greeted()) === 1);
  await wrote();
  await isRead(read!.count + 3);
  expect(await greeted()).toBe(1);
});
