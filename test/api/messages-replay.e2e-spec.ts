import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { errorCode, expectSuccess, graphql } from '../support/graphql-client.js';
import { ownerQuery } from '../support/owner-query.js';
import { twoTenants } from '../support/two-tenants.js';
import { ep, msg, ToldMessages } from './support/told-messages.js';

const REPLAY = `mutation ($input: ReplayMessageInput!) {
  replayMessage(input: $input) {
    __typename
    ... on ReplayMessageSuccess { replayed }
    ... on MutationError { code message }
    ... on EndpointDisabled { endpointId }
    ... on MessageAlreadyWaiting { nextAttemptAt }
    ... on ReplayTooLarge { limit }
  }
}`;
const RECOVER = `mutation ($input: RecoverEndpointInput!) {
  recoverEndpoint(input: $input) {
    __typename
    ... on RecoverEndpointSuccess { recovered resumeSince }
    ... on EndpointDisabled { code endpointId }
  }
}`;

let api: TestApp;
let acme: ToldMessages;
let globex: ToldMessages;

beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());
beforeEach(async () => {
  const two = await twoTenants(api);
  acme = new ToldMessages(api, two.acme);
  globex = new ToldMessages(api, two.globex);
});

const send = (document: string, input: object, of = acme) =>
  graphql(api, of.tenant.token, document, { input });
const replay = async (input: object) => expectSuccess(await send(REPLAY, input));
const recover = async (input: object) => expectSuccess(await send(RECOVER, input));

describe('replayMessage', () => {
  it('puts a dead message in line again and marks its dead letter recovered', async () => {
    const endpoint = await acme.endpoint(['call.connect']);
    const message = await acme.message('call.connect');
    await acme.bury(message, endpoint, 'EXPIRED');

    expect(await replay({ messageId: msg(message) })).toMatchObject({ replayed: 1 });

    expect(await acme.due()).toEqual([`${message} ${endpoint} replay`]);
    const rows = await ownerQuery(
      `select d.is_live, d.attempts, d.expires_at, l.reason, l.recovered_at is not null as recovered
         from delivery_due d join dead_letter l using (tenant_id, message_id, endpoint_id)
        where d.tenant_id = $1`,
      [acme.tenant.tenantId],
    );
    // It has no deadline: whoever asks for an old offer gets it, marked as expired.
    expect(rows).toEqual([
      { is_live: false, attempts: 0, expires_at: null, reason: 'EXPIRED', recovered: true },
    ]);
  });

  it('goes to all that it was for, or to the one named', async () => {
    const one = await acme.endpoint(['call.terminated'], 'one');
    const other = await acme.endpoint(['call.terminated'], 'other');
    const message = await acme.message('call.terminated');
    await acme.deliver(message, one);
    await acme.bury(message, other);
    await acme.endpoint(['call.terminated'], 'newer');

    const named = { messageId: msg(message), endpointId: ep(one) };
    expect(await replay(named)).toMatchObject({ replayed: 1 });
    expect(await acme.due()).toEqual([`${message} ${one} replay`]);
    expect(await replay({ messageId: msg(message) })).toMatchObject({ replayed: 1 });
    expect(await acme.due()).toEqual([`${message} ${one} replay`, `${message} ${other} replay`]);
  });

  it('goes to an endpoint that was made later when it asks for such messages', async () => {
    const message = await acme.message('call.terminated');
    const asks = await acme.endpoint(['call.terminated']);
    const other = await acme.endpoint(['call.ringing']);
    const to = (endpointId: string) => ({ messageId: msg(message), endpointId: ep(endpointId) });

    expect(await replay(to(asks))).toMatchObject({ replayed: 1 });
    expect(await replay(to(other))).toMatchObject({ code: 'MESSAGE_NOT_FOR_ENDPOINT' });
  });

  it('is refused for what waits, for a disabled endpoint, and where there is no endpoint', async () => {
    const endpoint = await acme.endpoint(['call.terminated']);
    const message = await acme.message('call.terminated');
    const untold = await acme.message('trunk.up');

    expect(await replay({ messageId: msg(message) })).toMatchObject({
      code: 'MESSAGE_ALREADY_WAITING',
      nextAttemptAt: expect.any(String),
    });
    await acme.deliver(message, endpoint);
    await acme.setStatus(endpoint, 'DISABLED');
    const input = { messageId: msg(message), idempotencyKey: 'once enabled' };
    const refused = { code: 'ENDPOINT_DISABLED', endpointId: ep(endpoint) };
    expect(await replay(input)).toMatchObject(refused);
    expect(await replay({ messageId: msg(untold) })).toMatchObject({
      code: 'MESSAGE_NOT_FOR_ENDPOINT',
    });
    expect(await acme.due()).toEqual([]);
    // A refusal keeps no key: the same request succeeds once the reason is gone.
    await acme.setStatus(endpoint, 'ENABLED');
    expect(await replay(input)).toMatchObject({ replayed: 1 });
  });

  it('is done once for one key, and written down with who asked', async () => {
    const endpoint = await acme.endpoint(['call.terminated']);
    const message = await acme.message('call.terminated');
    await acme.deliver(message, endpoint);
    const input = { messageId: msg(message), idempotencyKey: 'r-1' };

    expect(await replay(input)).toMatchObject({ replayed: 1 });
    await acme.deliver(message, endpoint);
    expect(await replay(input)).toMatchObject({ replayed: 1 });

    expect(await acme.due()).toEqual([]);
    expect(errorCode(await send(REPLAY, { ...input, endpointId: ep(endpoint) }))).toBe('CONFLICT');
    const audit = await ownerQuery(
      `select actor_id, action, subject_id from audit_event
        where tenant_id = $1 and action = 'fanout.replay_message'`,
      [acme.tenant.tenantId],
    );
    expect(audit).toEqual([
      { actor_id: acme.tenant.client.id, action: 'fanout.replay_message', subject_id: message },
    ]);
  });

  it("finds neither another tenant's message nor its endpoint", async () => {
    const theirs = await globex.endpoint(['call.terminated']);
    const foreign = await globex.message('call.terminated');
    await globex.deliver(foreign, theirs);
    const own = await acme.message('call.terminated');

    for (const input of [
      { messageId: msg(foreign) },
      { messageId: msg(randomUUID()) },
      { messageId: msg(own), endpointId: ep(theirs) },
      { filter: { from: new Date(0), endpointId: ep(theirs) } },
    ]) {
      expect(errorCode(await send(REPLAY, input))).toBe('NOT_FOUND');
    }
    expect(await globex.due()).toEqual([]);
  });

  it('of a range repeats what was delivered or died there, and nothing that waits', async () => {
    const one = await acme.endpoint(['call.terminated', 'call.ringing'], 'one');
    const other = await acme.endpoint(['call.terminated'], 'other');
    const [dead, taken, waiting] = [
      await acme.message('call.terminated'),
      await acme.message('call.terminated'),
      await acme.message('call.terminated'),
    ];
    const ringing = await acme.message('call.ringing');
    await acme.bury(dead, one);
    await acme.deliver(dead, other);
    await acme.deliver(taken, one);
    await acme.deliver(taken, other);
    await acme.deliver(ringing, one);
    const theirs = await globex.endpoint(['call.terminated']);
    await globex.bury(await globex.message('call.terminated'), theirs);
    const from = new Date(api.clock.nowMs() - 60_000);
    const range = async (filter: object) =>
      (await replay({ filter: { from, ...filter } })).replayed;
    const asked = async () => (await acme.due()).filter((row) => row.endsWith('replay'));

    expect(await range({ to: from })).toBe(0);
    expect(await range({ status: 'DEAD' })).toBe(1);
    expect(await asked()).toEqual([`${dead} ${one} replay`]);
    expect(await range({ endpointId: ep(other) })).toBe(2);
    expect(await asked()).toEqual([
      `${dead} ${one} replay`,
      `${dead} ${other} replay`,
      `${taken} ${other} replay`,
    ]);
    expect(await range({ eventTypes: ['call.terminated'] })).toBe(1);
    expect(await range({})).toBe(1);
    expect(await range({})).toBe(0);
    expect(await acme.due()).toContain(`${waiting} ${one}`);
    expect(await globex.due()).toEqual([]);
    const pending = { filter: { from, status: 'PENDING' } };
    expect(errorCode(await send(REPLAY, pending))).toBe('BAD_USER_INPUT');
  });

  it('of a range that is too long puts nothing in line', async () => {
    const since = new Date(api.clock.nowMs() - 60_000);
    const endpoint = await acme.endpoint(['call.ringing']);
    await acme.many(10_001, 'call.ringing', since);
    await acme.deliverMany('call.ringing', endpoint);

    expect(await replay({ filter: { from: since } })).toMatchObject({
      code: 'REPLAY_TOO_LARGE',
      limit: 10_000,
    });
    expect(await acme.due()).toEqual([]);
    const from = new Date(since.getTime() + 1);
    expect(await replay({ filter: { from } })).toMatchObject({ replayed: 10_000 });
  });

  it.each([
    [{}],
    [{ messageId: msg(randomUUID()), filter: { from: new Date(0) } }],
    [{ endpointId: ep(randomUUID()), filter: { from: new Date(0) } }],
  ])('is BAD_USER_INPUT with %j', async (input) => {
    expect(errorCode(await send(REPLAY, input))).toBe('BAD_USER_INPUT');
  });
});

describe('recoverEndpoint', () => {
  it('puts in line what the endpoint asks for, never took and is not waiting for', async () => {
    const endpoint = await acme.endpoint(['call.terminated', 'call.connect']);
    const other = await acme.endpoint(['call.terminated'], 'other');
    const early = await acme.message('call.terminated');
    await acme.bury(early, endpoint);
    const since = new Date(api.clock.nowMs() + 50);
    api.clock.setOffset(100);
    const dead = await acme.message('call.terminated');
    const taken = await acme.message('call.terminated');
    const waiting = await acme.message('call.terminated');
    await acme.bury(dead, endpoint);
    await acme.deliver(taken, endpoint);
    await acme.setStatus(endpoint, 'DISABLED');
    const whileDisabled = await acme.message('call.connect');
    await acme.message('trunk.up');
    await globex.endpoint(['call.connect']);
    const theirs = await globex.due();
    const input = { endpointId: ep(endpoint), since };

    expect(await recover(input)).toMatchObject({
      code: 'ENDPOINT_DISABLED',
      endpointId: ep(endpoint),
    });
    await acme.setStatus(endpoint, 'ENABLED');
    expect(await recover(input)).toEqual({
      __typename: 'RecoverEndpointSuccess',
      recovered: 2,
      resumeSince: null,
    });
    const rows = (await acme.due()).filter((row) => !row.includes(other));
    expect(rows).toEqual([
      `${dead} ${endpoint} replay`,
      `${waiting} ${endpoint}`,
      `${whileDisabled} ${endpoint} replay`,
    ]);
    expect(await recover(input)).toMatchObject({ recovered: 0 });
    expect(await recover({ ...input, since: new Date(0) })).toMatchObject({ recovered: 1 });
    expect(await globex.due()).toEqual(theirs);
    api.clock.setOffset(0);
  });

  it('works through a backlog of many pages and counts all of it', async () => {
    const since = new Date(api.clock.nowMs() - 60_000);
    const endpoint = await acme.endpoint(['call.ringing']);
    await acme.many(4500, 'call.ringing', since);
    await globex.many(10, 'call.ringing', since);

    expect(await recover({ endpointId: ep(endpoint), since })).toMatchObject({
      recovered: 4500,
      resumeSince: null,
    });
    expect(new Set(await acme.due()).size).toBe(4500);
  });

  it("does not find another tenant's endpoint", async () => {
    const theirs = await globex.endpoint(['call.terminated']);
    await globex.message('call.terminated');
    const input = { endpointId: ep(theirs), since: new Date(0) };
    expect(errorCode(await send(RECOVER, input))).toBe('NOT_FOUND');
  });
});
