import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { ChatKit, DAY_MS, type Person } from './support/chat-kit.js';

describe('call_permission_reply', () => {
  let chat: ChatKit;
  let number: string;
  let sdp: string;
  beforeAll(async () => {
    chat = await ChatKit.open();
    number = await chat.numbers.addEnabled();
    const peer = chat.kit.peer();
    sdp = await peer.offer();
  });
  afterEach(() => chat.reset());
  afterAll(() => chat.close());

  const answerOf = (element: { interactive: { call_permission_reply: unknown } }) =>
    element.interactive.call_permission_reply;

  const profile = (what: 'grants' | 'revocations', { waId }: Person) =>
    chat.control('POST', `/consumers/${waId}/permission-${what}`, { phoneNumberId: number });

  const inDays = (days: number) => Math.floor((chat.kit.clock.nowMs() + days * DAY_MS) / 1000);

  async function withCallback(): Promise<string> {
    const id = await chat.numbers.addEnabled();
    await chat.numbers.set(id, { callback_permission_status: 'ENABLED' });
    return id;
  }

  it('F-PERMISSIONS-35 F-PERMISSIONS-36 comes as an interactive message: a temporary accept of a request', async () => {
    const person = await chat.acquaintance(number, { username: 'ana.s' });
    const wamid = await chat.asked(number, person);
    await chat.answer(person, 'accept-temporary');
    const { element, entry, field, value } = await chat.reply(person);
    expect(field).toBe('messages');
    expect(entry.id).toBe('510000000000001');
    expect(value).toEqual({
      messaging_product: 'whatsapp',
      metadata: {
        display_phone_number: expect.stringMatching(/^4477009020/),
        phone_number_id: number,
      },
      contacts: [
        {
          profile: { name: expect.any(String), username: 'ana.s' },
          wa_id: person.waId,
          user_id: person.userId,
        },
      ],
      messages: [
        {
          context: { from: value.metadata.display_phone_number, id: wamid },
          from: person.waId,
          from_user_id: person.userId,
          id: expect.stringMatching(/^wamid\./),
          timestamp: expect.stringMatching(/^\d{10}$/),
          type: 'interactive',
          interactive: {
            type: 'call_permission_reply',
            call_permission_reply: {
              response: 'accept',
              is_permanent: false,
              expiration_timestamp: expect.stringMatching(/^\d{10}$/),
              response_source: 'user_action',
            },
          },
        },
      ],
    });
    const { expiration_timestamp: expiry } = element.interactive.call_permission_reply;
    expect(Number(expiry) - inDays(7)).toBeGreaterThanOrEqual(-2);
    expect(Number(expiry)).toBeLessThanOrEqual(inDays(7));
  });

  it('F-PERMISSIONS-37 a permanent accept of a request has no expiry', async () => {
    const person = await chat.acquaintance(number);
    const wamid = await chat.asked(number, person);
    await chat.answer(person, 'accept-permanent');
    const { element } = await chat.reply(person);
    expect(element.context.id).toBe(wamid);
    expect(answerOf(element)).toEqual({
      response: 'accept',
      is_permanent: true,
      response_source: 'user_action',
    });
  });

  it('F-PERMISSIONS-38 a rejection of a request says neither how long nor until when', async () => {
    const person = await chat.acquaintance(number);
    const wamid = await chat.asked(number, person);
    await chat.answer(person, 'reject');
    const { element } = await chat.reply(person);
    expect(element.context.id).toBe(wamid);
    expect(answerOf(element)).toEqual({ response: 'reject', response_source: 'user_action' });
  });

  it('F-PERMISSIONS-39 a grant in the business profile is permanent and has no context', async () => {
    const person = await chat.person();
    await profile('grants', person);
    const { element } = await chat.reply(person);
    expect(element).not.toHaveProperty('context');
    expect(answerOf(element)).toEqual({
      response: 'accept',
      is_permanent: true,
      response_source: 'user_action',
    });
  });

  it('F-PERMISSIONS-40 a revocation in the profile counts at once; whether it is told is a switch', async () => {
    const [told, untold] = [await chat.person(), await chat.person()];
    for (const person of [told, untold]) await profile('grants', person);
    await profile('revocations', told);
    const { element } = await chat.reply(told, 2);
    expect(element).not.toHaveProperty('context');
    expect(answerOf(element)).toEqual({ response: 'reject', response_source: 'user_action' });
    await chat.switches({ isManualRevokeTold: false });
    await profile('revocations', untold);
    await chat.switches({ isManualRevokeTold: true });
    expect((await chat.pair(number, untold)).permission.status).toBe('no_permission');
    // Granted anew, so that a reply to the revocation would have come before.
    await profile('grants', untold);
    await chat.reply(untold, 2);
    const responses = chat
      .replies(untold)
      .map((reply) => reply.element.interactive.call_permission_reply.response);
    expect(responses).toEqual(['accept', 'accept']);
  });

  it('F-PERMISSIONS-41 a missed call of the user gives callback permission for 7 days, with the call as context', async () => {
    const id = await withCallback();
    const person = await chat.person();
    const wacid = await chat.userRingsBriefly(id, person);
    const { element } = await chat.reply(person);
    expect(element.context.id).toBe(wacid);
    expect(answerOf(element)).toEqual({
      response: 'accept',
      is_permanent: false,
      expiration_timestamp: expect.stringMatching(/^\d{10}$/),
      response_source: 'automatic',
    });
    expect((await chat.pair(id, person)).permission.status).toBe('temporary');
  });

  it('F-PERMISSIONS-42 there is no callback permission where the setting is not enabled, from companion devices, or in place of a permanent one', async () => {
    const id = await withCallback();
    const [off, companion, permanent] = [
      await chat.person(),
      await chat.person(),
      await chat.person({ permissions: [{ phoneNumberId: id, status: 'permanent' }] }),
    ];
    await chat.userRingsBriefly(number, off);
    await chat.userRingsBriefly(id, companion, { device: 'companion' });
    await chat.userRingsBriefly(id, permanent);
    expect((await chat.pair(number, off)).permission.status).toBe('no_permission');
    expect((await chat.pair(id, companion)).permission.status).toBe('no_permission');
    expect((await chat.pair(id, permanent)).permission.status).toBe('permanent');
    expect([off, companion, permanent].flatMap((person) => chat.replies(person))).toEqual([]);
  });

  it('F-PERMISSIONS-43 F-PERMISSIONS-44 F-PERMISSIONS-45 two missed or rejected calls in a row make WhatsApp ask the user to reconsider, four take the permission back', async () => {
    const person = await chat.person({
      permissions: [{ phoneNumberId: number, status: 'permanent' }],
    });
    await chat.behave(person, { onRing: 'ignore' });
    const { body } = await chat.connect(number, person, sdp);
    await eventually(() => chat.kit.sink.find(body.calls[0].id, 'RINGING'));
    await chat.control('POST', `/calls/${body.calls[0].id}/timeout`);
    await chat.behave(person, { onRing: 'reject', answerAfterMs: 0 });
    await chat.rejected(number, person, sdp);
    expect(await chat.inbox(person)).toMatchObject([{ kind: 'reconsider_permission' }]);
    await chat.rejected(number, person, sdp);
    expect((await chat.pair(number, person)).permission.status).toBe('permanent');
    expect(chat.replies(person)).toEqual([]);
    await chat.rejected(number, person, sdp);
    const { element } = await chat.reply(person);
    expect(element).not.toHaveProperty('context');
    expect(answerOf(element)).toEqual({ response: 'reject', response_source: 'automatic' });
    expect((await chat.connect(number, person, sdp)).body.error.code).toBe(138006);
    expect((await chat.inbox(person)).at(-1)).toMatchObject({ kind: 'permission_revoked' });
  });

  it('F-PERMISSIONS-46 in sandboxes that is after five and after ten', async () => {
    const sandbox = await chat.numbers.addEnabled({ accountMode: 'SANDBOX' });
    const person = await chat.person({
      permissions: [{ phoneNumberId: sandbox, status: 'permanent' }],
    });
    await chat.behave(person, { onRing: 'reject', answerAfterMs: 0 });
    await chat.use(sandbox, person, { unansweredCalls: 3 });
    await chat.rejected(sandbox, person, sdp);
    expect(await chat.inbox(person)).toEqual([]);
    await chat.rejected(sandbox, person, sdp);
    expect(await chat.inbox(person)).toMatchObject([{ kind: 'reconsider_permission' }]);
    await chat.use(sandbox, person, { unansweredCalls: 4 });
    await chat.rejected(sandbox, person, sdp);
    await chat.reply(person);
    expect((await chat.pair(sandbox, person)).permission.status).toBe('no_permission');
  });

  it('F-PERMISSIONS-47 the user may allow calls again after that, also by the same request', async () => {
    const person = await chat.acquaintance(number);
    await chat.asked(number, person);
    await chat.answer(person, 'accept-temporary');
    await chat.use(number, person, { unansweredCalls: 3 });
    await chat.behave(person, { onRing: 'reject', answerAfterMs: 0 });
    await chat.rejected(number, person, sdp);
    await chat.reply(person, 2);
    await chat.answer(person, 'accept-permanent');
    expect(await chat.pair(number, person)).toMatchObject({
      permission: { status: 'permanent' },
      unansweredInARow: 0,
    });
  });

  it('F-PERMISSIONS-48 the expiry is a text, or a number', async () => {
    const person = await chat.acquaintance(number);
    await chat.asked(number, person);
    await chat.switches({ replyExpiryType: 'integer' });
    await chat.answer(person, 'accept-temporary');
    await chat.switches({ replyExpiryType: 'string' });
    const { element } = await chat.reply(person);
    expect(element.interactive.call_permission_reply.expiration_timestamp).toEqual(
      expect.any(Number),
    );
  });

  it('F-PERMISSIONS-49 the context names the business as its sender, or the customer', async () => {
    const person = await chat.acquaintance(number);
    await chat.asked(number, person);
    await chat.switches({ replyContextFrom: 'customer' });
    await chat.answer(person, 'reject');
    await chat.switches({ replyContextFrom: 'business' });
    expect((await chat.reply(person)).element.context.from).toBe(person.waId);
  });

  it('F-PERMISSIONS-50 users who hide their number are told by their ids alone', async () => {
    const parentUserId = 'KE.ENT.22815799212886844830';
    const person = await chat.acquaintance(number, { isNumberHidden: true, parentUserId });
    await chat.asked(number, person);
    await chat.switches({ replyContextFrom: 'customer' });
    await chat.answer(person, 'accept-permanent');
    await chat.switches({ replyContextFrom: 'business' });
    const { raw, value } = await chat.reply(person);
    expect(raw.toString()).not.toContain(person.waId);
    const ids = { user_id: person.userId, parent_user_id: parentUserId };
    expect(value.contacts[0]).toEqual({ profile: { name: expect.any(String) }, ...ids });
    expect(value.messages[0]).toMatchObject({
      from_user_id: person.userId,
      from_parent_user_id: parentUserId,
    });
  });
});
