import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Consumers } from '#patchbay/calls';
import { BUSINESS_OFFER } from '#patchbay/calls/testing';
import { TenantDatabase } from '#patchbay/database';
import { systemTenantContext } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { ownerQuery } from '../support/owner-query.js';
import { SignallingWorld } from '../support/signalling-world.js';
import type { TestTenant } from '../support/two-tenants.js';
import type { Json } from './support/scenario.js';

const WA_ID = '254700000701';
const USER_ID = `KE.${WA_ID}`;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const CAN = `query ($phoneNumberId: String!, $consumer: ConsumerInput!) {
  canCall(phoneNumberId: $phoneNumberId, consumer: $consumer) {
    isAllowed retryAt verdicts { rule outcome code retryAt limit { limit used } } } }`;
const PLACE = `mutation ($input: PlaceCallInput!) { placeCall(input: $input) { __typename
  ... on PlaceCallSuccess { call { id } }
  ... on PairLimitReached { code retryAt } ... on MutationError { code message } } }`;

let world: SignallingWorld;
beforeAll(async () => {
  world = await SignallingWorld.start({ consumers: [WA_ID] });
}, 60_000);
afterAll(() => world.stop());

/**
 * Connected calls of the tenant's first number with a consumer, a minute apart, the last one at `lastMs`:
 * rows as calls leave them, for a hundred calls of two users would only take their time.
 */
async function hadCalls(
  tenant: TestTenant,
  identity: object,
  { times, lastMs }: { readonly times: number; readonly lastMs: number },
): Promise<void> {
  const { app } = world.api;
  const consumerId = await app
    .get(TenantDatabase)
    .run(systemTenantContext(tenant.tenantId, 'test'), (tx) =>
      app.get(Consumers).ensure(tx, tenant.tenantId, identity),
    );
  for (let call = 0; call < times; call += 1) {
    const at = new Date(lastMs - call * MINUTE_MS);
    await ownerQuery(
      `insert into call_slot (tenant_id, call_id, number_id, consumer_id, direction, started_at,
                              committed_at, ended_at, created_at)
       values ($1, $2, $3, $4, 'BUSINESS_INITIATED', $5, $5, $5, $5)`,
      [tenant.tenantId, randomUUID(), tenant.numbers[0]!.id, consumerId, at],
    );
  }
}

async function pairOf(tenant: TestTenant, consumer: Json): Promise<Json> {
  const { phoneNumberId } = tenant.numbers[0]!;
  const { verdicts } = await world.ask(tenant, CAN, { phoneNumberId, consumer });
  const [verdict] = (verdicts as Json[]).filter(({ rule }) => rule === 'pair_connected');
  return verdict!;
}

const place = (tenant: TestTenant, consumer: Json): Promise<Json> =>
  world.ask(tenant, PLACE, {
    input: {
      phoneNumberId: tenant.numbers[0]!.phoneNumberId,
      consumer,
      media: { mode: 'PASSTHROUGH', sdpOffer: BUSINESS_OFFER },
    },
  });

it('a user who was two to us has the calls of both: the 101st is refused, however we name them', async () => {
  const { acme, globex } = world.two;
  const nowMs = world.api.clock.nowMs();
  const oldestMs = nowMs - DAY_MS + 10 * MINUTE_MS;
  await hadCalls(acme, { userId: USER_ID }, { times: 40, lastMs: oldestMs + 39 * MINUTE_MS });
  await hadCalls(acme, { waId: WA_ID }, { times: 60, lastMs: nowMs - MINUTE_MS });
  await hadCalls(globex, { waId: WA_ID }, { times: 3, lastMs: nowMs - MINUTE_MS });
  expect((await pairOf(acme, { userId: USER_ID })).limit).toEqual({ limit: 100, used: 40 });
  expect((await pairOf(acme, { waId: WA_ID })).limit).toEqual({ limit: 100, used: 60 });

  // Meta names both ids together in the webhooks of one message.
  await world.sim('POST', `/consumers/${WA_ID}/messages`, {
    phoneNumberId: acme.numbers[0]!.phoneNumberId,
    text: 'Hello',
  });
  await eventually(async () => (await pairOf(acme, { waId: WA_ID })).limit.used === 100, {
    within: 10_000,
  });

  const retryAt = new Date(oldestMs + DAY_MS).toISOString();
  for (const consumer of [{ waId: WA_ID }, { userId: USER_ID }]) {
    expect(await pairOf(acme, consumer)).toMatchObject({
      outcome: 'REFUSED',
      code: 'PAIR_LIMIT_REACHED',
      limit: { limit: 100, used: 100 },
      retryAt,
    });
    expect(await place(acme, consumer)).toMatchObject({
      __typename: 'PairLimitReached',
      code: 'PAIR_LIMIT_REACHED',
      retryAt,
    });
  }
  expect((await pairOf(globex, { waId: WA_ID })).limit.used).toBe(3);
  expect((await place(globex, { waId: WA_ID })).__typename).toBe('PlaceCallSuccess');

  // When the oldest call leaves the window there is room for one.
  await world.pass(10 * MINUTE_MS + 1000);
  expect((await pairOf(acme, { userId: USER_ID })).limit.used).toBe(99);
  expect((await place(acme, { userId: USER_ID })).__typename).toBe('PlaceCallSuccess');
}, 60_000);
