import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { ChatKit, DAY_MS, type Person } from './support/chat-kit.js';

describe('permissions and calls', () => {
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

  const permitted = (status = 'permanent', id = number) =>
    chat.person({ permissions: [{ phoneNumberId: id, status }] });

  const startCode = async (person: Person): Promise<number> => {
    const { body, status } = await chat.connect(number, person, sdp);
    return status === 200 ? 200 : body.error.code;
  };

  const template = async (components: unknown[]): Promise<Record<string, unknown>> => {
    const name = `t${Math.floor(performance.now() * 1000)}`;
    const { body } = await chat.graph('POST', '510000000000001/message_templates', {
      ...{ name, language: 'en', category: 'UTILITY' },
      components: [{ type: 'BODY', text: 'Hello' }, ...components],
    });
    await chat.control('POST', `/templates/${body.id}/review`, { status: 'APPROVED' });
    return { type: 'template', template: { name, language: { code: 'en' } } };
  };

  it('F-PERMISSIONS-51 without a permission, or after its end, a call is refused with 138006 and 401', async () => {
    const [never, temporary] = [await chat.acquaintance(number), await permitted('temporary')];
    const { body, status } = await chat.connect(number, never, sdp);
    expect(status).toBe(401);
    expect(body.error).toMatchObject({
      message: '(#138006) No approved call permission found',
      code: 138006,
    });
    chat.kit.clock.setOffset(7 * DAY_MS + 1000);
    expect(await startCode(temporary)).toBe(138006);
  });

  it('F-PERMISSIONS-52 the 101st connected call in 24 hours is refused with 138012, and told when the next may be', async () => {
    const person = await permitted();
    const usedAtS = Math.floor(chat.kit.clock.nowMs() / 1000);
    await chat.use(number, person, { connectedCalls: 100 });
    const { body, status } = await chat.connect(number, person, sdp);
    expect([status, body.error.code]).toEqual([400, 138012]);
    const nextS = Number(/at (\d{10})/.exec(body.error.error_data.details)?.[1]);
    expect(Math.abs(nextS - usedAtS - 86_400)).toBeLessThanOrEqual(2);
    expect((await chat.pair(number, person)).permission.status).toBe('permanent');
    chat.kit.clock.setOffset(DAY_MS + 1000);
    expect(await startCode(person)).toBe(200);
  });

  it('F-PERMISSIONS-53 before any conversation a call is refused with 138011; a message of the user, a call or a template begins one', async () => {
    const people = [];
    for (let i = 0; i < 4; i++) {
      const person = await chat.person();
      const { waId } = person;
      await chat.control('POST', `/consumers/${waId}/permission-grants`, { phoneNumberId: number });
      people.push(person);
    }
    const [silent, writer, caller, reader] = people as [Person, Person, Person, Person];
    await chat.control('POST', `/consumers/${writer.waId}/messages`, { phoneNumberId: number });
    await chat.userRingsBriefly(number, caller);
    await chat.send(number, { to: reader.waId, ...(await template([])) });
    expect(await Promise.all([silent, writer, caller, reader].map(startCode))).toEqual([
      138011, 200, 200, 200,
    ]);
  });

  it.each([
    { isRequestAConversation: true, code: 200 },
    { isRequestAConversation: false, code: 138011 },
  ])(
    'F-PERMISSIONS-54 whether a permission request alone begins a conversation is a switch: $isRequestAConversation',
    async ({ code, isRequestAConversation }) => {
      await chat.switches({ isRequestAConversation });
      const person = await chat.person();
      await chat.behave(person, { onPermissionRequest: 'accept-permanent' });
      const request = await template([{ type: 'call_permission_request' }]);
      await chat.send(number, { to: person.waId, ...request });
      await chat.reply(person);
      expect(await startCode(person)).toBe(code);
      await chat.switches({ isRequestAConversation: true });
    },
  );

  it("F-PERMISSIONS-55 F-PERMISSIONS-56 a user's call that is answered allows new requests and callbacks", async () => {
    const id = await chat.numbers.addEnabled();
    await chat.numbers.set(id, { callback_permission_status: 'ENABLED' });
    const person = await chat.acquaintance(id);
    await chat.asked(id, person);
    const wacid = await chat.kit.userCalls(person.waId, id);
    const { element } = await eventually(() => chat.kit.sink.find(wacid, 'connect'));
    const peer = chat.kit.peer();
    const answer = await peer.answer(element.session.sdp);
    const act = (body: Record<string, unknown>) =>
      chat.graph('POST', `${id}/calls`, { messaging_product: 'whatsapp', call_id: wacid, ...body });
    await act({ action: 'accept', session: { sdp_type: 'answer', sdp: answer } });
    expect(await chat.pair(id, person)).toMatchObject({
      requestsIn7Days: 0,
      connectedIn24Hours: 0,
    });
    // A peer that is closed in the middle of its handshake would keep its timers.
    await eventually(() => peer.isConnected);
    await act({ action: 'terminate' });
    expect((await chat.reply(person)).element).toMatchObject({
      context: { id: wacid },
      interactive: { call_permission_reply: { response: 'accept', response_source: 'automatic' } },
    });
    expect((await chat.ask(id, person)).status).toBe(200);
  });

  it("F-PERMISSIONS-57 F-PERMISSIONS-58 the business's call that is answered allows new requests, counts as connected, begins the missed ones anew and opens the customer service window", async () => {
    const person = await permitted('temporary');
    await chat.behave(person, { answerAfterMs: 0 });
    await chat.use(number, person, { requests: 2, unansweredCalls: 1 });
    const { body } = await chat.connect(number, person, sdp);
    const wacid = body.calls[0].id;
    await eventually(() => chat.kit.sink.find(wacid, 'RINGING'));
    // No media comes from this business; the answer is told after a while all the same.
    await eventually(() => {
      chat.kit.clock.setOffset(chat.kit.clock.offsetMs + 500);
      return chat.kit.sink.find(wacid, 'ACCEPTED');
    });
    expect(await chat.pair(number, person)).toMatchObject({
      requestsIn7Days: 0,
      connectedIn24Hours: 1,
      unansweredInARow: 0,
      customerServiceWindowEndsAtMs: expect.any(Number),
    });
    expect((await chat.ask(number, person)).status).toBe(200);
    expect((await chat.permissions(number, person)).body.actions[1].limits[0]).toMatchObject({
      current_usage: 1,
    });
  });

  it('F-PERMISSIONS-59 calls that nobody picked up use up nothing', async () => {
    const person = await permitted();
    await chat.behave(person, { onRing: 'reject', answerAfterMs: 0 });
    await chat.use(number, person, { requests: 1 });
    await chat.rejected(number, person, sdp);
    expect(await chat.pair(number, person)).toMatchObject({
      requestsIn7Days: 1,
      connectedIn24Hours: 0,
      unansweredInARow: 1,
      customerServiceWindowEndsAtMs: null,
    });
  });
});
