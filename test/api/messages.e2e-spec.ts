import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { encodeId } from '#patchbay/kernel';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { expectSuccess, graphql } from '../support/graphql-client.js';
import { twoTenants } from '../support/two-tenants.js';
import { ep, msg, ToldMessages } from './support/told-messages.js';

const MESSAGES = `query ($first: Int! = 50, $after: String, $filter: MessageFilter) {
  messages(first: $first, after: $after, filter: $filter) {
    edges { node {
      id type callId body createdAt expiresAt
      deliveries { endpointId status attempts nextAttemptAt deliveredAt isReplay
                   deadLetter { reason diedAt recoveredAt } }
    } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const ATTEMPTS = `query ($first: Int! = 50, $after: String, $messageId: MessageID, $endpointId: EndpointID) {
  attempts(first: $first, after: $after, messageId: $messageId, endpointId: $endpointId) {
    edges { node {
      id messageId endpointId number target outcome statusCode durationSeconds reason responseExcerpt
      startedAt
    } }
    pageInfo { hasNextPage endCursor }
  }
}`;

interface Page {
  readonly edges: readonly { readonly node: Record<string, unknown> }[];
  readonly pageInfo: Record<string, unknown>;
}
const nodes = (page: Page) => page.edges.map(({ node }) => node);
const ids = (page: Page) => nodes(page).map(({ id }) => id);

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

const ask = async (query: string, variables: object = {}, of = acme) =>
  expectSuccess(await graphql(api, of.tenant.token, query, { ...variables })) as Page;

describe('messages', () => {
  it('are shown newest first, with what became of each at each endpoint', async () => {
    const callId = randomUUID();
    const one = await acme.endpoint(['call.connect', 'call.terminated'], 'one');
    const other = await acme.endpoint(['call.terminated'], 'other');
    const connect = await acme.message('call.connect', callId);
    const ended = await acme.message('call.terminated', callId);
    await globex.endpoint(['call.connect']);
    const foreign = await globex.message('call.connect');
    await acme.bury(connect, one, 'EXPIRED');
    await acme.deliver(ended, one);
    await acme.attempt(ended, other);

    const page = await ask(MESSAGES);

    expect(nodes(page)).toEqual([
      {
        id: msg(ended),
        type: 'call.terminated',
        callId: encodeId('call', callId),
        body: expect.any(String),
        createdAt: expect.any(String),
        expiresAt: null,
        deliveries: [
          {
            endpointId: ep(one),
            status: 'DELIVERED',
            attempts: 1,
            nextAttemptAt: null,
            deliveredAt: expect.any(String),
            isReplay: false,
            deadLetter: null,
          },
          {
            endpointId: ep(other),
            status: 'PENDING',
            attempts: 0,
            nextAttemptAt: expect.any(String),
            deliveredAt: null,
            isReplay: false,
            deadLetter: null,
          },
        ],
      },
      expect.objectContaining({
        id: msg(connect),
        deliveries: [
          expect.objectContaining({
            endpointId: ep(one),
            status: 'DEAD',
            attempts: 8,
            deadLetter: { reason: 'EXPIRED', diedAt: expect.any(String), recoveredAt: null },
          }),
        ],
      }),
    ]);
    expect(ids(await ask(MESSAGES, {}, globex))).toEqual([msg(foreign)]);
  });

  it('have a body without what joins it when it leaves: SDP and the consumer', async () => {
    const callId = randomUUID();
    const id = await acme.message('call.connect', callId);
    const [node] = nodes(await ask(MESSAGES));
    expect(JSON.parse(String(node?.body))).toEqual({
      id: msg(id),
      type: 'call.connect',
      apiVersion: expect.any(String),
      timestamp: expect.any(String),
      tenantId: acme.tenant.publicId,
      data: {
        callId: encodeId('call', callId),
        direction: 'USER_INITIATED',
        about: `secret of ${acme.tenant.key}`,
      },
    });
  });

  it('wait for no time at an endpoint that is disabled', async () => {
    const endpoint = await acme.endpoint(['call.terminated']);
    await acme.message('call.terminated');
    await acme.setStatus(endpoint, 'DISABLED');
    const [node] = nodes(await ask(MESSAGES));
    expect(node?.deliveries).toMatchObject([{ status: 'PENDING', nextAttemptAt: null }]);
  });

  it('are found by type, call, endpoint, status and time, alone and together', async () => {
    const callId = randomUUID();
    const one = await acme.endpoint(['call.connect', 'call.terminated'], 'one');
    const other = await acme.endpoint(['call.terminated'], 'other');
    const connect = await acme.message('call.connect', callId);
    const ended = await acme.message('call.terminated', callId);
    const untold = await acme.message('trunk.up');
    const late = await acme.message('call.connect');
    await acme.bury(connect, one);
    await acme.deliver(ended, one);
    const found = async (filter: object) => ids(await ask(MESSAGES, { filter }));
    const call = encodeId('call', callId);
    const all = [late, untold, ended, connect].map(msg);

    expect(await found({})).toEqual(all);
    expect(await found({ eventTypes: ['call.connect'] })).toEqual([late, connect].map(msg));
    expect(await found({ eventTypes: ['trunk.up', 'call.terminated'] })).toEqual(
      [untold, ended].map(msg),
    );
    expect(await found({ callId: call })).toEqual([ended, connect].map(msg));
    expect(await found({ callId: call, eventTypes: ['call.connect'] })).toEqual([msg(connect)]);
    expect(await found({ endpointId: ep(one) })).toEqual([late, ended, connect].map(msg));
    expect(await found({ endpointId: ep(other) })).toEqual([msg(ended)]);
    expect(await found({ status: 'DEAD' })).toEqual([msg(connect)]);
    expect(await found({ status: 'PENDING' })).toEqual([late, ended].map(msg));
    expect(await found({ status: 'DELIVERED' })).toEqual([msg(ended)]);
    // Of one delivery, not of two: what waits at the other endpoint does not wait at this one.
    expect(await found({ status: 'PENDING', endpointId: ep(one) })).toEqual([msg(late)]);
    expect(await found({ status: 'DELIVERED', endpointId: ep(other) })).toEqual([]);
    const atOther = { callId: call, endpointId: ep(other) };
    expect(await found({ ...atOther, status: 'DELIVERED' })).toEqual([]);
    expect(await found({ ...atOther, status: 'PENDING' })).toEqual([msg(ended)]);
    expect(await found({ status: 'DEAD', endpointId: ep(one), eventTypes: ['trunk.up'] })).toEqual(
      [],
    );
    const now = api.clock.nowMs();
    expect(await found({ from: new Date(now - 60_000), to: new Date(now + 1000) })).toEqual(all);
    expect(await found({ from: new Date(now + 1000) })).toEqual([]);
    expect(await found({ to: new Date(now - 60_000), status: 'DEAD' })).toEqual([]);
    for (const filter of [{ endpointId: ep(one) }, { callId: call }]) {
      expect(ids(await ask(MESSAGES, { filter }, globex))).toEqual([]);
    }
  });

  it('are paged through, each once, with and without a filter', async () => {
    const endpoint = await acme.endpoint(['call.terminated']);
    const made: string[] = [];
    for (let n = 0; n < 5; n += 1) made.unshift(await acme.message('call.terminated'));
    for (const filter of [
      undefined,
      { endpointId: ep(endpoint), status: 'PENDING' },
      { eventTypes: ['call.terminated', 'call.connect'] },
    ]) {
      const seen: unknown[] = [];
      let after: unknown;
      for (let hasNextPage = true; hasNextPage;) {
        const page = await ask(MESSAGES, { first: 2, after, filter });
        seen.push(...ids(page));
        ({ endCursor: after, hasNextPage } = page.pageInfo as never);
      }
      expect(seen).toEqual(made.map(msg));
    }
    const { pageInfo } = await ask(MESSAGES, { first: 5 });
    expect(pageInfo.hasNextPage).toBe(false);
  });

  it('are BAD_USER_INPUT with an event type that there is not', async () => {
    const filter = { eventTypes: ['call.sung'] };
    const answer = await graphql(api, acme.tenant.token, MESSAGES, { filter });
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ field: 'filter.eventTypes', problem: 'has the unknown call.sung' }],
    });
  });
});

describe('attempts', () => {
  it('are shown of a message or at an endpoint, newest first, page by page', async () => {
    const endpoint = await acme.endpoint(['call.terminated']);
    const other = await acme.endpoint(['call.terminated'], 'other');
    const message = await acme.message('call.terminated');
    const next = await acme.message('call.terminated');
    const failed = await acme.attempt(message, endpoint);
    const elsewhere = await acme.attempt(message, other);
    const taken = await acme.attempt(next, endpoint, 'DELIVERED');
    const att = (id: string) => encodeId('attempt', id);

    const ofMessage = await ask(ATTEMPTS, { messageId: msg(message) });
    expect(nodes(ofMessage)).toEqual([
      expect.objectContaining({ id: att(elsewhere) }),
      {
        id: att(failed),
        messageId: msg(message),
        endpointId: ep(endpoint),
        number: 1,
        target: 'PRIMARY',
        outcome: 'FAILED',
        statusCode: 503,
        durationSeconds: 1.5,
        reason: 'STATUS',
        responseExcerpt: 'what it said',
        startedAt: expect.any(String),
      },
    ]);
    const both = { messageId: msg(message), endpointId: ep(endpoint) };
    expect(ids(await ask(ATTEMPTS, both))).toEqual([att(failed)]);

    const first = await ask(ATTEMPTS, { endpointId: ep(endpoint), first: 1 });
    expect([ids(first), first.pageInfo.hasNextPage]).toEqual([[att(taken)], true]);
    const rest = { endpointId: ep(endpoint), first: 1, after: first.pageInfo.endCursor };
    expect(ids(await ask(ATTEMPTS, rest))).toEqual([att(failed)]);
    expect(ids(await ask(ATTEMPTS))).toEqual([taken, elsewhere, failed].map(att));
    expect(ids(await ask(ATTEMPTS, {}, globex))).toEqual([]);
    expect(ids(await ask(ATTEMPTS, { messageId: msg(message) }, globex))).toEqual([]);
    expect(ids(await ask(ATTEMPTS, { endpointId: ep(endpoint) }, globex))).toEqual([]);
  });
});
