import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ownerQuery } from '../support/owner-query.js';
import { errorCode, expectSuccess, graphql } from '../support/graphql-client.js';
import { SignallingWorld } from '../support/signalling-world.js';
import type { TestTenant } from '../support/two-tenants.js';

/** JSON of another process, read by tests that know its form. */
type Json = ReturnType<typeof JSON.parse>;

const MESSAGE = 'id purpose form state wamid templateName metaError { code } sentAt failedAt';
const REFUSALS = `... on MutationError { code message }
  ... on CallRefusal { retryAt metaError { code title fbtraceId } }`;
const REQUEST = `mutation ($input: RequestCallPermissionInput!) {
  requestCallPermission(input: $input) {
    __typename ... on RequestCallPermissionSuccess { request { ${MESSAGE} } } ${REFUSALS} } }`;
const BUTTON = `mutation ($input: SendCallButtonInput!) {
  sendCallButton(input: $input) {
    __typename ... on SendCallButtonSuccess { button { ${MESSAGE} } } ${REFUSALS} } }`;
const TEMPLATE_FIELDS = 'id name language purpose category status metaTemplateId';
const PERMISSION_TEMPLATE = `mutation ($input: CreateCallPermissionTemplateInput!) {
  createCallPermissionTemplate(input: $input) {
    __typename ... on CreateCallTemplateSuccess { template { ${TEMPLATE_FIELDS} } } ${REFUSALS} } }`;
const BUTTON_TEMPLATE = `mutation ($input: CreateCallButtonTemplateInput!) {
  createCallButtonTemplate(input: $input) {
    __typename ... on CreateCallTemplateSuccess { template { ${TEMPLATE_FIELDS} } } ${REFUSALS} } }`;
const DEEP_LINK = `query ($phoneNumberId: String!, $payload: String, $pixels: Int) {
  callDeepLink(phoneNumberId: $phoneNumberId, payload: $payload, pixels: $pixels) {
    url qrSvg qrPng } }`;

let world: SignallingWorld;
let acme: TestTenant;
let globex: TestTenant;
let people = 0;
let sentBefore = 0;

beforeAll(async () => {
  world = await SignallingWorld.start({
    consumers: [],
    api: { META_GRAPH_TIMEOUT_MS: '1000' },
  });
  ({ acme, globex } = world.two);
}, 30_000);
afterAll(() => world.stop());
beforeEach(async () => {
  await world.sim('DELETE', '/faults');
  sentBefore = 0;
  sentBefore = await sends();
});

const number = (tenant = acme): string => tenant.numbers[0]!.phoneNumberId;

/** Somebody whom no business knows; or who has just written to the tenant's number. */
async function person({ hasWritten = false, ...more }: Json = {}): Promise<string> {
  people += 1;
  const waId = `254711${String(people).padStart(6, '0')}`;
  await world.sim('PUT', `/consumers/${waId}`, { userId: `KE.${waId}`, name: waId, ...more });
  if (hasWritten) {
    await world.sim('POST', `/consumers/${waId}/messages`, { phoneNumberId: number() });
  }
  return waId;
}

const send = (query: string, waId: string, more: Json = {}, tenant = acme) =>
  graphql(world.api, tenant.token, query, {
    input: { phoneNumberId: number(tenant), consumer: { waId }, ...more },
  });
const ask = async (waId: string, more: Json = {}): Promise<Json> =>
  expectSuccess(await send(REQUEST, waId, { form: 'FREE_FORM', ...more }));
const button = async (waId: string, more: Json = {}): Promise<Json> =>
  expectSuccess(await send(BUTTON, waId, { form: 'FREE_FORM', body: 'Need help?', ...more }));

/** How many messages Meta was asked to send since the test began. */
async function sends(): Promise<number> {
  const { requests } = await world.sim('GET', '/graph-requests');
  return requests.filter((one: Json) => one.endpoint === 'messages').length - sentBefore;
}

describe('requestCallPermission', () => {
  it('asks the user in free form, and the user gets it', async () => {
    const waId = await person({ hasWritten: true });
    const asked = await ask(waId, { body: 'May we call about order 1522?' });

    expect(asked).toMatchObject({
      __typename: 'RequestCallPermissionSuccess',
      request: {
        id: expect.stringMatching(/^cmsg_/),
        purpose: 'PERMISSION_REQUEST',
        form: 'FREE_FORM',
        state: 'SENT',
        wamid: expect.stringMatching(/^wamid\./),
      },
    });
    const message = await world.sim('GET', `/messages/${asked.request.wamid}`);
    expect(message).toMatchObject({
      kind: 'call_permission_request',
      text: 'May we call about order 1522?',
    });
  });

  it('is refused by our own ledger before Meta is asked again, and says when it is free', async () => {
    const waId = await person({ hasWritten: true });
    await ask(waId);
    const second = await ask(waId);

    expect(second).toMatchObject({
      __typename: 'PermissionRequestsUsedUp',
      code: 'PERMISSION_REQUESTS_USED_UP',
      retryAt: expect.stringMatching(/Z$/),
      metaError: null,
    });
    expect(await sends()).toBe(1);
  });

  it('is refused in Meta’s words where Meta knows better, and counts not', async () => {
    const waId = await person({ hasWritten: true });
    await world.sim('POST', `/consumers/${waId}/permission-usage`, {
      phoneNumberId: number(),
      requests: 1,
    });
    expect(await ask(waId)).toMatchObject({
      __typename: 'PermissionRequestsUsedUp',
      metaError: { code: 138_009, fbtraceId: expect.any(String) },
    });
    const rows = await ownerQuery(
      `select 1 from permission_entry e join call_message m on m.id::text = e.key
        where e.kind = 'REQUESTED' and m.state = 'REFUSED' and e.tenant_id = $1`,
      [acme.tenantId],
    );
    expect(rows).toEqual([]);
  });

  it('explains 138011, and no closed window is an authentication error', async () => {
    const waId = await person();
    expect(await ask(waId)).toMatchObject({
      __typename: 'NoConversation',
      message: expect.stringMatching(/exchange a message first, or send an approved template/),
      metaError: { code: 131_047 },
    });
    await world.sim('PUT', '/faults', {
      graph: [{ endpoint: 'messages', status: 400, code: 138_011 }],
    });
    expect(await ask(await person({ hasWritten: true }))).toMatchObject({
      __typename: 'NoConversation',
      message: expect.stringMatching(/exchange a message, or send a template, first/),
      metaError: { code: 138_011 },
    });
  });

  it('is not asked of a user who allowed calls for good', async () => {
    const waId = await person({ hasWritten: true });
    await world.sim('POST', `/consumers/${waId}/permission-grants`, { phoneNumberId: number() });
    expect(await ask(waId)).toMatchObject({
      __typename: 'PermissionIsPermanent',
      metaError: { code: 138_017 },
    });
  });

  it('without an answer of Meta’s is UNCONFIRMED, and never sent again', async () => {
    const waId = await person({ hasWritten: true });
    await world.sim('PUT', '/faults', {
      graph: [{ endpoint: 'messages', timeoutMs: 6000, applied: true }],
    });
    const input = { idempotencyKey: `once-${waId}` };
    const first = await ask(waId, input);
    expect(first.request).toMatchObject({ state: 'UNCONFIRMED', wamid: null });
    await world.sim('DELETE', '/faults');

    expect((await ask(waId, input)).request.id).toBe(first.request.id);
    expect(await sends()).toBe(1);
    // The user may have been asked: it counts.
    expect(await ask(waId)).toMatchObject({
      __typename: 'PermissionRequestsUsedUp',
      metaError: null,
    });
  });

  it('twice at once with one key is one message', async () => {
    const waId = await person({ hasWritten: true });
    const input = { idempotencyKey: `both-${waId}` };
    const [first, second] = await Promise.all([ask(waId, input), ask(waId, input)]);
    expect(second.request.id).toBe(first.request.id);
    expect(await sends()).toBe(1);
  });

  it('refuses what Meta would refuse for its form, with all problems', async () => {
    const waId = await person();
    const answer = await send(REQUEST, waId, { body: 'x'.repeat(1025) });
    expect(errorCode(answer)).toBe('BAD_USER_INPUT');
    expect(answer.errors![0]!.extensions.fields).toEqual([
      { field: 'body', problem: 'must have 1 to 1024 characters' },
    ]);
  });

  it('is of the tenant’s own numbers only', async () => {
    const waId = await person();
    const phoneNumberId = number(globex);
    const foreign = await graphql(world.api, acme.token, REQUEST, {
      input: { phoneNumberId, consumer: { waId } },
    });
    expect(errorCode(foreign)).toBe('NOT_FOUND');
    expect(await sends()).toBe(0);
  });
});

describe('sendCallButton', () => {
  it('gives the user a button whose payload comes back with the call', async () => {
    const waId = await person({ hasWritten: true });
    const more = { displayText: 'Call us', ttlMinutes: 60, payload: 'order=1522' };
    const { button: message } = await button(waId, more);
    expect(message).toMatchObject({ purpose: 'CALL_BUTTON', form: 'FREE_FORM', state: 'SENT' });
    const shown = await world.sim('GET', `/messages/${message.wamid}`);
    expect(shown.button).toMatchObject({ displayText: 'Call us', isWorking: true });
  });

  it.each([
    [{ displayText: 'x'.repeat(21) }, 'displayText'],
    [{ ttlMinutes: 0 }, 'ttlMinutes'],
    [{ ttlMinutes: 43_201 }, 'ttlMinutes'],
    [{ payload: 'x'.repeat(513) }, 'payload'],
    [{ body: null }, 'body'],
  ])('refuses what Meta would refuse: %#', async (wrong, field) => {
    const input = { form: 'FREE_FORM', body: 'Need help?', ...wrong };
    const answer = await send(BUTTON, await person(), input);
    expect(errorCode(answer)).toBe('BAD_USER_INPUT');
    expect(answer.errors![0]!.extensions.fields).toMatchObject([{ field }]);
  });

  it('needs a conversation, as Meta says', async () => {
    expect(await button(await person())).toMatchObject({
      __typename: 'NoConversation',
      metaError: { code: 131_047 },
    });
  });
});

const template = (name: string, more: Json = {}): Json => ({
  wabaId: acme.wabas[0]!.wabaId,
  name,
  language: 'en',
  category: 'UTILITY',
  body: { text: 'May we call you?' },
  ...more,
});
const file = async (query: string, input: Json): Promise<Json> =>
  expectSuccess(await graphql(world.api, acme.token, query, { input }));

describe('templates', () => {
  it('are filed at Meta, once for a name and language', async () => {
    const input = template('ask_twice', {
      header: { text: 'Order {{1}}', examples: ['1522'] },
      body: { text: 'May we call about {{1}}, {{2}}?', examples: ['1522', 'Ana'] },
      footer: 'Thank you',
    });
    const { template: filed } = await file(PERMISSION_TEMPLATE, input);
    expect(filed).toMatchObject({
      id: expect.stringMatching(/^tpl_/),
      purpose: 'PERMISSION_REQUEST',
      status: 'PENDING',
      metaTemplateId: expect.stringMatching(/^\d+$/),
    });
    expect(await file(PERMISSION_TEMPLATE, input)).toMatchObject({
      __typename: 'CallTemplateNameTaken',
    });
  });

  it('with a call button may live a day to 30 days', async () => {
    const website = { text: 'Site', url: 'https://example.net' };
    const input = template('call_us', { buttonText: 'Call now', ttlMinutes: 1440, website });
    expect(await file(BUTTON_TEMPLATE, input)).toMatchObject({
      template: { purpose: 'CALL_BUTTON', status: 'PENDING' },
    });
    const wrong = { ...input, name: 'short', ttlMinutes: 1439 };
    const answer = await graphql(world.api, acme.token, BUTTON_TEMPLATE, { input: wrong });
    expect(answer.errors![0]!.extensions.fields).toMatchObject([{ field: 'ttlMinutes' }]);
  });

  it('that Meta refuses leave no trace, so that the name is free', async () => {
    await world.sim('PUT', '/faults', {
      graph: [{ endpoint: 'message_templates.create', status: 400, code: 100 }],
    });
    const refused = await file(PERMISSION_TEMPLATE, template('at_first_no'));
    expect(refused).toMatchObject({
      __typename: 'MetaParameterRefused',
      metaError: { code: 100 },
    });
    await world.sim('DELETE', '/faults');
    expect(await file(PERMISSION_TEMPLATE, template('at_first_no'))).toHaveProperty('template');
  });

  it('without an answer of Meta’s are looked up, not filed again', async () => {
    await world.sim('PUT', '/faults', {
      graph: [{ endpoint: 'message_templates.create', timeoutMs: 6000, applied: true }],
    });
    const input = template('no_answer');
    expect((await file(PERMISSION_TEMPLATE, input)).template.status).toBe('SUBMITTING');
    await world.sim('DELETE', '/faults');
    expect((await file(PERMISSION_TEMPLATE, input)).template.status).toMatch(/PENDING|APPROVED/);
  });

  it('of another tenant’s account are not found', async () => {
    const input = template('foreign', { wabaId: globex.wabas[0]!.wabaId });
    const answer = await graphql(world.api, acme.token, PERMISSION_TEMPLATE, { input });
    expect(errorCode(answer)).toBe('NOT_FOUND');
  });
});

describe('callDeepLink', () => {
  const link = (variables: Json) =>
    graphql(world.api, acme.token, DEEP_LINK, { phoneNumberId: number(), ...variables });

  it('calls the number with its payload, and has a QR code as SVG and PNG', async () => {
    const { url, qrSvg, qrPng } = expectSuccess(await link({ payload: 'order=1522&from=shop' }));
    const digits = acme.numbers[0]!.displayPhoneNumber;
    expect(url).toBe(`https://wa.me/call/${digits}?biz_payload=order%3D1522%26from%3Dshop`);
    expect(qrSvg).toMatch(/^<svg .*<\/svg>\s*$/s);
    const png = Buffer.from(qrPng, 'base64');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBe(512);
  });

  it('refuses a payload that is too long, an odd size, and a foreign number', async () => {
    expect(errorCode(await link({ payload: 'x'.repeat(513) }))).toBe('BAD_USER_INPUT');
    expect(errorCode(await link({ pixels: 8 }))).toBe('BAD_USER_INPUT');
    expect(errorCode(await link({ phoneNumberId: number(globex) }))).toBe('NOT_FOUND');
  });
});
