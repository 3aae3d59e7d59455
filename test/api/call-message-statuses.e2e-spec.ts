import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { DELIVERY_DOORBELL } from '#patchbay/fanout';
import { DispatchInboxEvents, InboxDispatchModule } from '#patchbay/inbox';
import { eventually } from '#patchbay/kernel/testing';
import { SendDueMessages } from '#patchbay/permissions';
import { createTestContext } from '../support/create-test-context.js';
import { expectSuccess, graphql } from '../support/graphql-client.js';
import { ownerQuery } from '../support/owner-query.js';
import { SignallingWorld } from '../support/signalling-world.js';

/** JSON of another process, read by tests that know its form. */
type Json = ReturnType<typeof JSON.parse>;

const MESSAGE = 'id state wamid metaError { code } deliveredAt failedAt templateName';
const REQUEST = `mutation ($input: RequestCallPermissionInput!) {
  requestCallPermission(input: $input) {
    __typename ... on RequestCallPermissionSuccess { request { ${MESSAGE} } }
    ... on MutationError { code message } } }`;
const TEMPLATE = `mutation ($input: CreateCallPermissionTemplateInput!) {
  createCallPermissionTemplate(input: $input) {
    ... on CreateCallTemplateSuccess { template { id status } } } }`;
const READ = `query ($id: ConsumerMessageID!) { consumerMessage(id: $id) { ${MESSAGE} } }`;

const silent = { provide: DELIVERY_DOORBELL, useValue: { ring: () => undefined } };
@Module({ providers: [silent], exports: [silent] })
class SilentDoorbell {}

let world: SignallingWorld;
let dispatching: INestApplicationContext;
let dispatch: DispatchInboxEvents;
let people = 0;

beforeAll(async () => {
  world = await SignallingWorld.start({ consumers: [], api: { META_GRAPH_TIMEOUT_MS: '1000' } });
  const doorbell = { module: SilentDoorbell, global: true };
  dispatching = await createTestContext([doorbell, InboxDispatchModule]);
  dispatch = dispatching.get(DispatchInboxEvents);
}, 30_000);
afterAll(async () => {
  await dispatching.close();
  await world.stop();
});

const number = (): string => world.two.acme.numbers[0]!.phoneNumberId;

/** Somebody who has just written to the number, so that a conversation is open. */
async function writer(more: Json = {}): Promise<string> {
  people += 1;
  const waId = `254722${String(people).padStart(6, '0')}`;
  await world.sim('PUT', `/consumers/${waId}`, { userId: `KE.${waId}`, name: waId, ...more });
  await world.sim('POST', `/consumers/${waId}/messages`, { phoneNumberId: number() });
  return waId;
}

async function ask(waId: string, more: Json = {}): Promise<Json> {
  const input = { phoneNumberId: number(), consumer: { waId }, ...more };
  return expectSuccess(await graphql(world.api, world.two.acme.token, REQUEST, { input }));
}

/** The message once `isSo`, with all that Meta told meanwhile. */
function messageOnce(id: string, isSo: (message: Json) => boolean): Promise<Json> {
  return eventually(async () => {
    await dispatch.execute(world.two.acme.tenantId);
    const message = await world.ask(world.two.acme, READ, { id });
    if (!isSo(message)) throw new Error(JSON.stringify(message));
    return message;
  });
}

const toldOf = (requestId: string): Promise<Json[]> =>
  ownerQuery(
    `select payload from message where event_type = 'call.permission.updated'
       and payload -> 'request' ->> 'id' = $1`,
    [requestId],
  );

describe('the statuses of a request', () => {
  it('come back to it', async () => {
    const { request } = await ask(await writer(), { form: 'FREE_FORM' });
    const message = await messageOnce(request.id, ({ state }) => state === 'DELIVERED');
    expect(message).toMatchObject({ wamid: request.wamid, metaError: null });
    expect(await toldOf(request.id)).toEqual([]);
  });

  it('say that an old WhatsApp cannot show it (131026), and the tenant is told once', async () => {
    const { request } = await ask(await writer({ hasOldClient: true }), { form: 'FREE_FORM' });
    const message = await messageOnce(request.id, ({ state }) => state === 'FAILED');
    expect(message.metaError).toEqual({ code: 131_026 });
    expect(await toldOf(request.id)).toMatchObject([
      {
        payload: {
          phoneNumberId: number(),
          requestMessageId: request.wamid,
          request: {
            state: 'FAILED',
            code: 'CONSUMER_CANNOT_BE_CALLED',
            metaError: { code: 131_026 },
          },
        },
      },
    ]);
  });

  it('tell what became of one whose answer was lost', async () => {
    const waId = await writer();
    await world.sim('PUT', '/faults', {
      graph: [{ endpoint: 'messages', timeoutMs: 6000, applied: true }],
    });
    const { request } = await ask(waId, { form: 'FREE_FORM' });
    await world.sim('DELETE', '/faults');
    expect(request).toMatchObject({ wamid: null });
    const message = await messageOnce(request.id, ({ state }) => state === 'DELIVERED');
    expect(message.wamid).toMatch(/^wamid\./);
    // And the consumer's answer finds its request by it.
    const [entry] = await ownerQuery<Json>(
      `select detail from permission_entry where kind = 'REQUESTED' and detail ->> 'requestMessageId' = $1`,
      [message.wamid],
    );
    expect(entry).toBeDefined();
  });
});

describe('the form of a request', () => {
  it('is free where the ledger knows of an open window, and else an approved template’s', async () => {
    const waId = await writer();
    await eventually(async () => {
      await dispatch.execute(world.two.acme.tenantId);
      const rows = await ownerQuery(
        `select 1 from call_permission where window_opened_at is not null and tenant_id = $1`,
        [world.two.acme.tenantId],
      );
      if (rows.length < people) throw new Error('not all windows are known');
      return true;
    });
    expect(await ask(waId)).toMatchObject({ request: { templateName: null } });

    const stranger = `254733${String(people).padStart(6, '0')}`;
    await world.sim('PUT', `/consumers/${stranger}`, { userId: `KE.${stranger}`, name: stranger });
    expect(await ask(stranger)).toMatchObject({
      __typename: 'NoConversation',
      message: expect.stringMatching(/exchange a message first, or send an approved template/),
    });

    const input = {
      wabaId: world.two.acme.wabas[0]!.wabaId,
      name: 'may_we_call',
      language: 'en',
      category: 'UTILITY',
      body: { text: 'May we call you?' },
    };
    await world.ask(world.two.acme, TEMPLATE, { input });
    const asked = await eventually(async () => {
      await dispatch.execute(world.two.acme.tenantId);
      const answer = await ask(stranger);
      if (answer.request === undefined) throw new Error('the template is not approved yet');
      return answer;
    });
    expect(asked.request).toMatchObject({ state: 'SENT', templateName: 'may_we_call' });
  });
});

describe('the first contact of a customer', () => {
  const SET = `mutation ($input: SetFirstContactButtonInput!) {
    setFirstContactButton(input: $input) {
      ... on SetFirstContactButtonSuccess { firstContactButton { isEnabled body ttlMinutes } } } }`;

  /** The batch role's part: what is due leaves. */
  async function greet(): Promise<void> {
    const sendDue = world.api.app.get(SendDueMessages);
    await dispatch.execute(world.two.acme.tenantId);
    await sendDue.execute();
    await sendDue.close();
  }

  /** Texts of the call buttons in a user's chats. */
  async function buttonsOf(waId: string): Promise<string[]> {
    const { items } = await world.sim('GET', `/consumers/${waId}/inbox`);
    return items.filter(({ kind }: Json) => kind === 'voice_call').map(({ text }: Json) => text);
  }

  it('is answered with a call button once, where the number has one', async () => {
    const known = await writer();
    await eventually(async () => {
      await greet();
      const rows = await ownerQuery(`select 1 from first_contact where tenant_id = $1`, [
        world.two.acme.tenantId,
      ]);
      if (rows.length < people) throw new Error('not all contacts are known');
      return true;
    });
    const button = { isEnabled: true, body: 'Welcome! Need help?', ttlMinutes: 60 };
    const input = { ...button, phoneNumberId: number(), displayText: 'Call us', payload: 'hello' };
    expect(await world.ask(world.two.acme, SET, { input })).toEqual({ firstContactButton: button });

    const newcomer = await writer();
    await world.sim('POST', `/consumers/${newcomer}/messages`, { phoneNumberId: number() });
    await world.sim('POST', `/consumers/${known}/messages`, { phoneNumberId: number() });
    const rows = await eventually(async () => {
      await greet();
      const found = await ownerQuery<Json>(
        `select state from call_message where origin = 'FIRST_CONTACT' and tenant_id = $1`,
        [world.two.acme.tenantId],
      );
      if (!found.some(({ state }) => state === 'DELIVERED')) throw new Error(JSON.stringify(found));
      return found;
    });
    expect(rows).toHaveLength(1);
    expect(await buttonsOf(newcomer)).toEqual([button.body]);
    expect(await buttonsOf(known)).toEqual([]);
  });
});
