import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { ChatKit, DAY_MS, type Person, wamidOf } from './support/chat-kit.js';

describe('what becomes of messages', () => {
  let chat: ChatKit;
  let number: string;
  let display: string;
  beforeAll(async () => {
    chat = await ChatKit.open();
    number = await chat.numbers.addEnabled();
    display = (await chat.control('GET', `/numbers/${number}`)).displayPhoneNumber;
  });
  afterEach(() => chat.reset());
  afterAll(() => chat.close());

  const say = async (to: string, more: Record<string, unknown> = {}): Promise<string> =>
    wamidOf((await chat.send(number, { to, type: 'text', text: { body: 'Hello' }, ...more })).body);

  const button = async ({ waId }: Person, parameters = {}): Promise<string> =>
    wamidOf(
      (
        await chat.send(number, {
          to: waId,
          type: 'interactive',
          interactive: {
            type: 'voice_call',
            body: { text: 'Call us' },
            action: { name: 'voice_call', parameters },
          },
        })
      ).body,
    );

  const write = async ({ waId }: Person, text = 'Hi'): Promise<string> =>
    (await chat.control('POST', `/consumers/${waId}/messages`, { phoneNumberId: number, text }))
      .wamid;

  const metadata = () => ({ display_phone_number: display, phone_number_id: number });

  describe('statuses', () => {
    it('F-MESSAGES-28 F-MESSAGES-29 tell of sent and delivered on the field messages, with the recipient and the price', async () => {
      const person = await chat.acquaintance(number);
      const wamid = await say(person.waId, { biz_opaque_callback_data: 'tenant7' });
      const { field, value } = await chat.status(wamid, 'sent');
      expect(field).toBe('messages');
      expect(value).toEqual({
        messaging_product: 'whatsapp',
        metadata: metadata(),
        statuses: [
          {
            id: wamid,
            status: 'sent',
            timestamp: expect.stringMatching(/^\d{10}$/),
            recipient_id: person.waId,
            recipient_user_id: person.userId,
            biz_opaque_callback_data: 'tenant7',
            pricing: {
              billable: false,
              pricing_model: 'PMP',
              category: 'service',
              type: 'free_customer_service',
            },
          },
        ],
      });
      await chat.status(wamid, 'delivered');
    });

    it('F-MESSAGES-30 tell of read when the user has read it', async () => {
      const [quick, slow] = [await chat.acquaintance(number), await chat.acquaintance(number)];
      await chat.behave(quick, { onMessage: 'read' });
      await chat.status(await say(quick.waId), 'read');
      const wamid = await chat.delivered(await say(slow.waId));
      expect(chat.kit.sink.find(wamid, 'read')).toBeUndefined();
      await chat.control('POST', `/messages/${wamid}/read`);
      expect((await chat.status(wamid, 'read')).element).not.toHaveProperty('pricing');
    });

    it('F-MESSAGES-31 wait while the user is away', async () => {
      const person = await chat.acquaintance(number);
      await chat.behave(person, { onMessage: 'hold' });
      const wamid = await say(person.waId);
      await chat.status(wamid, 'sent');
      expect(await chat.inbox(person)).toEqual([]);
      await chat.control('POST', `/messages/${wamid}/deliver`);
      await chat.status(wamid, 'delivered');
      expect(await chat.inbox(person)).toHaveLength(1);
      expect((await chat.kit.control('POST', `/messages/${wamid}/deliver`)).status).toBe(409);
    });

    it('F-MESSAGES-32 F-MESSAGES-33 tell later, with 131026, that an old client cannot show a request or a button', async () => {
      const person = await chat.acquaintance(number, { hasOldClient: true });
      const ask = await chat.ask(number, person);
      expect(ask.status).toBe(200);
      const failures = [
        await chat.status(wamidOf(ask.body), 'failed'),
        await chat.status(await button(person), 'failed'),
      ];
      for (const { element } of failures) {
        expect(element.errors).toEqual([
          {
            code: 131026,
            title: 'Message undeliverable',
            message: 'Message undeliverable',
            error_data: { details: expect.any(String) },
            href: expect.stringMatching(/^https:/),
          },
        ]);
      }
      await chat.status(await say(person.waId), 'delivered');
      expect(await chat.inbox(person)).toHaveLength(1);
    });

    it('F-MESSAGES-34 tell later that nobody has the number', async () => {
      await chat.switches({ closedWindowTold: 'failed' });
      const template = { name: 'hello_there', language: { code: 'en' } };
      const { body } = await chat.graph('POST', '510000000000001/message_templates', {
        ...{ name: 'hello_there', language: 'en', category: 'MARKETING' },
        components: [{ type: 'BODY', text: 'Hello' }],
      });
      await chat.control('POST', `/templates/${body.id}/review`, { status: 'APPROVED' });
      const reply = await chat.send(number, { to: '254788888888', type: 'template', template });
      await chat.switches({ closedWindowTold: 'refused' });
      expect(reply.body.contacts).toEqual([{ input: '254788888888', wa_id: '254788888888' }]);
      const { element } = await chat.status(wamidOf(reply.body), 'failed');
      expect(element).toMatchObject({ recipient_id: '254788888888', errors: [{ code: 131026 }] });
    });

    it('F-MESSAGES-35 name a user who hides the number by ids alone', async () => {
      const person = await chat.acquaintance(number, { isNumberHidden: true });
      const { raw } = await chat.status(await say(person.waId), 'delivered');
      expect(raw.toString()).not.toContain(person.waId);
      expect(raw.toString()).toContain(`"recipient_user_id":"${person.userId}"`);
    });
  });

  describe('of users', () => {
    it('F-MESSAGES-36 are told as text with the contact', async () => {
      const person = await chat.person();
      const wamid = await write(person, 'Where is my order?');
      const { value } = await eventually(() => chat.told(person)[0]);
      expect(value).toEqual({
        messaging_product: 'whatsapp',
        metadata: metadata(),
        contacts: [
          { profile: { name: expect.any(String) }, wa_id: person.waId, user_id: person.userId },
        ],
        messages: [
          {
            from: person.waId,
            from_user_id: person.userId,
            id: wamid,
            timestamp: expect.stringMatching(/^\d{10}$/),
            type: 'text',
            text: { body: 'Where is my order?' },
          },
        ],
      });
    });

    it('F-MESSAGES-37 are marked as read; others than those of the number are code 100', async () => {
      const wamid = await write(await chat.person());
      const mark = (id: string, of = number) => chat.send(of, { status: 'read', message_id: id });
      expect(await mark(wamid)).toEqual({ status: 200, body: { success: true } });
      const other = await chat.numbers.addEnabled();
      const refused = [await mark(wamid, other), await mark('wamid.none')];
      expect(refused.map(({ body }) => body.error.code)).toEqual([100, 100]);
    });

    it('F-MESSAGES-38 a changed BSUID is told by a system message without contacts, and the old one reaches nobody', async () => {
      const person = await chat.acquaintance(number);
      const stranger = await chat.person();
      const userId = `KE.99${person.waId}`;
      await chat.control('POST', `/consumers/${person.waId}/user-id`, { userId });
      const isSystem = ({ element }: { element: { type?: string } }) => element.type === 'system';
      const { value } = await eventually(() => chat.told(person).find(isSystem));
      expect(value).not.toHaveProperty('contacts');
      expect(value.messages[0]).toEqual({
        from: person.waId,
        from_user_id: person.userId,
        id: expect.stringMatching(/^wamid\./),
        timestamp: expect.stringMatching(/^\d{10}$/),
        type: 'system',
        system: {
          body: expect.stringContaining(userId),
          user_id: userId,
          type: 'user_changed_user_id',
        },
      });
      const by = (recipient: string) =>
        chat.graph('GET', `${number}/call_permissions?recipient=${recipient}`);
      await chat.control('POST', `/consumers/${person.waId}/permission-grants`, {
        phoneNumberId: number,
      });
      expect((await by(userId)).body.permission.status).toBe('permanent');
      expect((await by(person.userId)).body.permission.status).toBe('no_permission');
      const taken = await chat.kit.control('POST', `/consumers/${stranger.waId}/user-id`, {
        userId,
      });
      expect(taken.status).toBe(409);
    });
  });

  describe('that invite to call', () => {
    const tap = (person: Person, wamid: string) =>
      chat.kit.control('POST', `/consumers/${person.waId}/button-taps`, { wamid });

    const follow = ({ waId }: Person, url: string) =>
      chat.kit.control('POST', `/consumers/${waId}/deep-links`, { url });

    async function endOf(wacid: string) {
      const connect = await eventually(() => chat.kit.sink.find(wacid, 'connect'));
      await chat.control('POST', `/calls/${wacid}/hangup`);
      const terminate = await eventually(() => chat.kit.sink.find(wacid, 'terminate'));
      return [connect.element, terminate.element];
    }

    it('F-MESSAGES-39 a tapped button calls the business, its payload in connect and terminate', async () => {
      const person = await chat.acquaintance(number);
      const wamid = await chat.delivered(await button(person, { payload: 'order=1522' }));
      const { body, status } = await tap(person, wamid);
      expect(status).toBe(201);
      for (const element of await endOf(body.wacid)) {
        expect(element).toMatchObject({ cta_payload: 'order=1522', direction: 'USER_INITIATED' });
        expect(element).not.toHaveProperty('deeplink_payload');
      }
    });

    it('F-MESSAGES-40 a button without payload brings none', async () => {
      const person = await chat.acquaintance(number);
      const { body } = await tap(person, await chat.delivered(await button(person)));
      const [connect] = await endOf(body.wacid);
      expect(connect).not.toHaveProperty('cta_payload');
    });

    it('F-MESSAGES-41 a button does nothing any more when its time is over', async () => {
      const person = await chat.acquaintance(number);
      const wamid = await chat.delivered(await button(person, { ttl_minutes: 1440 }));
      chat.kit.clock.setOffset(DAY_MS + 1000);
      expect((await tap(person, wamid)).status).toBe(409);
      expect((await chat.inbox(person))[0].button.isWorking).toBe(false);
    });

    it('F-MESSAGES-42 a deep link calls the number in it, its biz_payload in connect and terminate', async () => {
      const person = await chat.person();
      const url = `https://wa.me/call/${display}?biz_payload=campaign%3D7`;
      const { body } = await follow(person, url);
      for (const element of await endOf(body.wacid)) {
        expect(element).toMatchObject({ deeplink_payload: 'campaign=7', to: display });
        expect(element).not.toHaveProperty('cta_payload');
      }
      const wrong = await Promise.all(
        ['https://wa.me/call/999', `https://wa.me/${display}`, 'call us'].map((link) =>
          follow(person, link),
        ),
      );
      expect(wrong.map(({ status }) => status)).toEqual([409, 409, 409]);
    });

    it('F-MESSAGES-43 an old client opens the link and loses the payload', async () => {
      const person = await chat.person({ hasOldClient: true });
      const { body } = await follow(person, `https://wa.me/call/${display}?biz_payload=x`);
      const [connect] = await endOf(body.wacid);
      expect(connect).not.toHaveProperty('deeplink_payload');
    });
  });
});
