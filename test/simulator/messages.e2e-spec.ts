import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ChatKit, DAY_MS, type Person, wamidOf } from './support/chat-kit.js';

const RESTRICTION = 'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING';

describe('messages', () => {
  let chat: ChatKit;
  let number: string;
  beforeAll(async () => {
    chat = await ChatKit.open();
    number = await chat.numbers.addEnabled();
  });
  afterEach(() => chat.reset());
  afterAll(() => chat.close());

  const text = (body = 'Hello') => ({ type: 'text', text: { body } });

  const button = ({ waId }: Person, parameters?: unknown, more = {}) =>
    chat.send(number, {
      to: waId,
      type: 'interactive',
      interactive: {
        type: 'voice_call',
        body: { text: 'Need help? Call us.' },
        action: { name: 'voice_call', ...(parameters === undefined ? {} : { parameters }) },
        ...more,
      },
    });

  const code = async (reply: Promise<{ status: number; body: { error?: { code: number } } }>) => {
    const { body, status } = await reply;
    return status === 200 ? 200 : body.error?.code;
  };

  describe('are addressed', () => {
    it('F-MESSAGES-01 to a phone number; the reply names the contact and the message', async () => {
      const { userId, waId } = await chat.acquaintance(number);
      const reply = await chat.send(number, { to: waId, ...text() });
      expect(reply).toEqual({
        status: 200,
        body: {
          messaging_product: 'whatsapp',
          contacts: [{ input: waId, wa_id: waId, user_id: userId }],
          messages: [{ id: expect.stringMatching(/^wamid\./) }],
        },
      });
    });

    it('F-MESSAGES-02 in any writing of the number', async () => {
      const { waId } = await chat.acquaintance(number);
      const { body } = await chat.send(number, { to: `+254 ${waId.slice(3)}`, ...text() });
      expect(body.contacts[0]).toMatchObject({ input: `+254 ${waId.slice(3)}`, wa_id: waId });
      expect(await code(chat.send(number, { to: Number(waId), ...text() }))).toBe(200);
    });

    it('F-MESSAGES-03 to a BSUID or a parent BSUID as recipient; a hidden number stays hidden', async () => {
      const parentUserId = 'KE.ENT.33815799212886844830';
      const { userId } = await chat.acquaintance(number, { isNumberHidden: true, parentUserId });
      for (const recipient of [userId, parentUserId]) {
        const { body } = await chat.send(number, { recipient, ...text() });
        expect(body.contacts).toEqual([
          { input: recipient, user_id: userId, parent_user_id: parentUserId },
        ]);
      }
    });

    it('F-MESSAGES-04 to the number when both are given', async () => {
      const [one, two] = [await chat.acquaintance(number), await chat.acquaintance(number)];
      const both = { to: one.waId, recipient: two.userId };
      const { body } = await chat.send(number, { ...both, ...text() });
      expect(body.contacts[0].user_id).toBe(one.userId);
    });

    it('F-MESSAGES-05 or refused: nobody named is 131008, another product is 100', async () => {
      expect(await code(chat.send(number, text()))).toBe(131008);
      const product = { messaging_product: 'instagram', to: '254711', ...text() };
      expect(await code(chat.send(number, product))).toBe(100);
    });

    it('F-MESSAGES-44 from a number that is registered, else 133010', async () => {
      const id = await chat.numbers.addEnabled();
      const { waId } = await chat.acquaintance(id);
      const body = { messaging_product: 'whatsapp', to: waId, ...text() };
      await chat.graph('POST', `${id}/deregister`);
      expect(await chat.graph('POST', `${id}/messages`, body)).toMatchObject({
        status: 400,
        body: { error: { code: 133_010 } },
      });
    });

    it("F-MESSAGES-06 with the number's own token", async () => {
      const { waId } = await chat.acquaintance(number);
      const body = { messaging_product: 'whatsapp', to: waId, ...text() };
      const globex = chat.numbers.tokenOf('510000000000003');
      const foreign = await chat.graph('POST', `${number}/messages`, body, globex);
      expect(foreign).toMatchObject({ status: 403, body: { error: { code: 200 } } });
    });
  });

  describe('that ask for permission', () => {
    it('F-MESSAGES-07 F-MESSAGES-08 need no body; the user sees the text that is there', async () => {
      const [bare, worded] = [await chat.acquaintance(number), await chat.acquaintance(number)];
      await chat.delivered(wamidOf((await chat.ask(number, bare, { body: undefined })).body));
      await chat.asked(number, worded);
      const shown = { kind: 'call_permission_request', request: { answer: null, expired: null } };
      expect(await chat.inbox(bare)).toMatchObject([{ ...shown, text: null }]);
      expect(await chat.inbox(worded)).toMatchObject([{ ...shown, text: 'May we call you?' }]);
    });

    it('F-MESSAGES-09 have neither header nor footer, and their action is named like them', async () => {
      const person = await chat.acquaintance(number);
      const wrong = [
        { header: { type: 'text', text: 'Hello' } },
        { footer: { text: 'Thank you' } },
        { action: { name: 'voice_call' } },
        { body: { text: 'x'.repeat(1025) } },
      ];
      for (const more of wrong) expect(await code(chat.ask(number, person, more))).toBe(131009);
      expect(await code(chat.ask(number, person, { action: undefined }))).toBe(131008);
    });

    it('F-MESSAGES-10 F-MESSAGES-11 F-MESSAGES-12 are refused for the number: 138000, 138013, 138014', async () => {
      const untouched = await chat.numbers.add();
      const egyptian = await chat.numbers.addEnabled({ displayPhoneNumber: '201001234567' });
      const paused = await chat.numbers.addEnabled();
      await chat.control('POST', `/numbers/${paused}/restrictions`, { type: RESTRICTION });
      const asked = async (id: string) => chat.ask(id, await chat.acquaintance(id));
      const replies = [await asked(untouched), await asked(egyptian), await asked(paused)];
      expect(replies.map(({ body, status }) => [status, body.error.code])).toEqual([
        [401, 138000],
        [400, 138013],
        [400, 138014],
      ]);
    });

    it('F-MESSAGES-13 are refused with 138001 for whom cannot be called', async () => {
      const person = await chat.acquaintance(number, { isCallable: false });
      expect(await code(chat.ask(number, person))).toBe(138001);
    });

    it('F-MESSAGES-14 are refused with 131030, like all messages, off the list of a public test number', async () => {
      const friend = await chat.person();
      const test = await chat.numbers.addEnabled({ recipients: [friend.waId] });
      const stranger = await chat.acquaintance(test);
      const { waId } = friend;
      await chat.control('POST', `/consumers/${waId}/messages`, { phoneNumberId: test });
      expect(await code(chat.ask(test, stranger))).toBe(131030);
      expect(await code(chat.send(test, { to: stranger.waId, ...text() }))).toBe(131030);
      expect(await code(chat.ask(test, friend))).toBe(200);
    });
  });

  describe('in the business’s own words', () => {
    it('F-MESSAGES-15 F-MESSAGES-16 need the customer service window: 24 hours from the last message of the user', async () => {
      const person = await chat.person();
      const say = () => code(chat.send(number, { to: person.waId, ...text() }));
      expect(await say()).toBe(131047);
      const write = { phoneNumberId: number, text: 'Hello?' };
      await chat.control('POST', `/consumers/${person.waId}/messages`, write);
      expect(await say()).toBe(200);
      chat.kit.clock.setOffset(DAY_MS - 5000);
      expect(await say()).toBe(200);
      chat.kit.clock.setOffset(DAY_MS + 1000);
      expect([
        await say(),
        await code(chat.ask(number, person)),
        await code(button(person)),
      ]).toEqual([131047, 131047, 131047]);
    });

    it("F-MESSAGES-17 the user's call opens the window too, answered or not", async () => {
      const person = await chat.person();
      await chat.userRingsBriefly(number, person);
      expect(await code(chat.ask(number, person))).toBe(200);
    });

    it('F-MESSAGES-18 a closed window is told as a refusal, or later as a failed status; such a request counts for nothing', async () => {
      const person = await chat.person();
      await chat.switches({ closedWindowTold: 'failed' });
      const { body, status } = await chat.ask(number, person);
      await chat.switches({ closedWindowTold: 'refused' });
      expect(status).toBe(200);
      const { element } = await chat.status(wamidOf(body), 'failed');
      expect(element.errors[0].code).toBe(131047);
      expect((await chat.pair(number, person)).requestsIn7Days).toBe(0);
      expect(await chat.inbox(person)).toEqual([]);
    });

    it('F-MESSAGES-19 are texts of up to 4,096 characters', async () => {
      const { waId } = await chat.acquaintance(number);
      const say = (body: string) => code(chat.send(number, { to: waId, ...text(body) }));
      expect([await say('x'.repeat(4096)), await say('x'.repeat(4097)), await say('')]).toEqual([
        200, 131009, 131009,
      ]);
    });

    it('F-MESSAGES-20 are of no other type here: 131051, and 131009 for other interactive ones', async () => {
      const { waId } = await chat.acquaintance(number);
      expect(await code(chat.send(number, { to: waId, type: 'sticker' }))).toBe(131051);
      const interactive = { type: 'list' };
      expect(await code(chat.send(number, { to: waId, type: 'interactive', interactive }))).toBe(
        131009,
      );
    });
  });

  describe('with a call button', () => {
    it('F-MESSAGES-21 F-MESSAGES-22 say Call Now and work for 7 days, unless told', async () => {
      const person = await chat.acquaintance(number);
      await chat.delivered(wamidOf((await button(person)).body));
      const own = { display_text: 'Ring us up', ttl_minutes: 100, payload: 'order=1522' };
      await chat.delivered(wamidOf((await button(person, own)).body));
      const [usual, special] = await chat.inbox(person);
      expect(usual).toMatchObject({ kind: 'voice_call', button: { displayText: 'Call Now' } });
      expect(usual.button.endsAtMs - usual.sentAtMs).toBe(10_080 * 60_000);
      expect(special).toMatchObject({ text: 'Need help? Call us.' });
      expect(special.button).toMatchObject({ displayText: 'Ring us up', isWorking: true });
      expect(special.button.endsAtMs - special.sentAtMs).toBe(100 * 60_000);
    });

    /** The codes for values of one parameter. */
    async function codesOf(key: string, values: readonly unknown[]): Promise<unknown[]> {
      const person = await chat.acquaintance(number);
      return Promise.all(values.map((value) => code(button(person, { [key]: value }))));
    }

    it('F-MESSAGES-23 say something of up to 20 characters', async () => {
      const codes = await codesOf('display_text', ['x'.repeat(20), 'x'.repeat(21), 7]);
      expect(codes).toEqual([200, 131009, 131009]);
    });

    it('F-MESSAGES-24 work for 1 to 43200 minutes', async () => {
      const codes = await codesOf('ttl_minutes', [1, 43_200, 0, 43_201, 1.5, '60']);
      expect(codes).toEqual([200, 200, 131009, 131009, 131009, 131009]);
    });

    it('F-MESSAGES-25 carry a payload of up to 512 characters', async () => {
      const codes = await codesOf('payload', ['x'.repeat(512), 'x'.repeat(513), {}]);
      expect(codes).toEqual([200, 131009, 131009]);
    });

    it('F-MESSAGES-26 need a body and the action voice_call', async () => {
      const person = await chat.acquaintance(number);
      expect(await code(button(person, {}, { body: undefined }))).toBe(131008);
      expect(await code(button(person, {}, { action: { name: 'call' } }))).toBe(131009);
    });

    it('F-MESSAGES-27 are refused with 131009 on numbers of countries without them', async () => {
      const cuban = await chat.numbers.addEnabled({ displayPhoneNumber: '5352345678' });
      const person = await chat.acquaintance(cuban);
      const interactive = {
        type: 'voice_call',
        body: { text: 'Call us' },
        action: { name: 'voice_call' },
      };
      const { body, status } = await chat.send(cuban, {
        to: person.waId,
        type: 'interactive',
        interactive,
      });
      expect([status, body.error.code]).toEqual([400, 131009]);
      expect(body.error.error_data.details).toMatch(/voice_call not supported/);
    });
  });
});
