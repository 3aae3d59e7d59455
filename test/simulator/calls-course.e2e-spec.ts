import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { CallDesk, refusalOf } from './support/call-desk.js';
import { AMINA, BRIAN, GLOBEX_NUMBER, NUMBER, SimulatorKit } from './support/simulator-kit.js';

const HOUR_MS = 3_600_000;

describe('the course of calls', () => {
  let desk: CallDesk;
  beforeAll(async () => {
    desk = new CallDesk(await SimulatorKit.open());
  });
  beforeEach(() => desk.fresh());
  afterAll(() => desk.kit.close());

  const shown = async (wacid: string) => (await desk.kit.call(wacid)).shown;

  /** The end as the business hears it. */
  async function endOf(wacid: string) {
    return (await desk.told(wacid, 'terminate')).element;
  }

  async function expectUnanswered(wacid: string, status = 'COMPLETED'): Promise<void> {
    const element = await endOf(wacid);
    expect(element.status).toBe(status);
    for (const key of ['start_time', 'end_time', 'duration']) {
      expect(element).not.toHaveProperty(key);
    }
  }

  describe("of a user's call", () => {
    it('F-CALLS-24 the caller reads Calling, Ringing after pre_accept, and a timer after accept', async () => {
      const call_id = await desk.userCalls();
      expect(await shown(call_id)).toBe('Calling');
      await desk.act({ action: 'pre_accept', call_id });
      expect(await shown(call_id)).toBe('Ringing');
      await desk.act({ action: 'accept', call_id });
      expect(await shown(call_id)).toBe('Call timer');
    });

    it('F-CALLS-25 an answered call ends COMPLETED with its times', async () => {
      const wacid = await desk.talk();
      await desk.advance(120_000);
      await desk.step(wacid, 'hangup');
      const element = await endOf(wacid);
      expect(element).toMatchObject({
        event: 'terminate',
        status: 'COMPLETED',
        direction: 'USER_INITIATED',
        start_time: expect.stringMatching(/^\d{10}$/),
        end_time: expect.stringMatching(/^\d{10}$/),
      });
      expect(element.duration).toBe(Number(element.end_time) - Number(element.start_time));
      expect([120, 121]).toContain(element.duration);
    });

    it('F-CALLS-26 a rejected one ends COMPLETED without times', async () => {
      const call_id = await desk.userCalls();
      await desk.act({ action: 'reject', call_id });
      await expectUnanswered(call_id);
      expect(await shown(call_id)).toBe('Not answered');
    });

    it('F-CALLS-27 nobody answers: it lasts 30 s at least, and ends within 60 s without times', async () => {
      const wacid = await desk.userCalls();
      await desk.advance(30_000);
      expect((await desk.kit.call(wacid)).state).toBe('CALLING');
      await desk.advance(30_000);
      await expectUnanswered(wacid);
      expect(await shown(wacid)).toBe('Not answered');
    });

    it('F-CALLS-28 a pre_accept does not stop the answer window', async () => {
      const call_id = await desk.userCalls();
      await desk.advance(29_000);
      await desk.act({ action: 'pre_accept', call_id });
      await desk.advance(31_000);
      await expectUnanswered(call_id);
    });

    it('F-CALLS-29 the caller hangs up first: the end has no times and an accept fails', async () => {
      const call_id = await desk.userCalls();
      await desk.step(call_id, 'hangup');
      await expectUnanswered(call_id);
      expect(await desk.act({ action: 'accept', call_id })).toMatchObject({ status: 400 });
    });

    it('F-CALLS-30 one may last as long as it likes', async () => {
      const wacid = await desk.talk();
      await desk.advance(25 * HOUR_MS);
      expect((await desk.kit.call(wacid)).state).toBe('ACCEPTED');
    });

    it('F-CALLS-31 media before accept counts as answered; the accept that follows changes nothing', async () => {
      const call_id = await desk.kit.userCalls(BRIAN, NUMBER);
      const { element } = await desk.told(call_id, 'connect');
      const peer = desk.kit.peer();
      const sdp = await peer.answer(element.session.sdp);
      const session = { sdp_type: 'answer', sdp };
      await desk.act({ action: 'pre_accept', call_id, session });
      await eventually(() => peer.isConnected);
      expect(await shown(call_id)).toBe('Ringing');
      peer.speak();
      await eventually(async () => (await desk.kit.call(call_id)).state === 'ANSWERED');
      expect(await shown(call_id)).toBe('Call timer');
      const { startMs } = (await desk.kit.call(call_id)).billed;
      await desk.advance(61_000);
      expect(await desk.act({ action: 'accept', call_id, session })).toMatchObject({ status: 200 });
      expect(await desk.kit.call(call_id)).toMatchObject({
        state: 'ACCEPTED',
        billed: { startMs },
      });
      await peer.close();
    });
  });

  describe("of the business's call", () => {
    it('F-CALLS-72 what the number changes during a call holds for later calls only', async () => {
      await desk.behave({ onRing: 'ignore' });
      await desk.place();
      const call_id = await desk.userCalls({}, BRIAN);
      await desk.settings({ srtp_key_exchange_protocol: 'SDES' });
      expect(await desk.act({ action: 'accept', call_id })).toMatchObject({ status: 200 });
      await desk.step(call_id, 'hangup');
      expect(await desk.connect({ to: BRIAN })).toMatchObject({ body: { error: { code: 100 } } });
    });

    it('F-CALLS-32 connect comes while the phone is searched, then RINGING, ACCEPTED, terminate', async () => {
      const wacid = await desk.placeAnswered();
      await desk.step(wacid, 'hangup');
      await endOf(wacid);
      expect(desk.kit.sink.kindsOf(wacid)).toEqual(['connect', 'RINGING', 'ACCEPTED', 'terminate']);
    });

    it('F-CALLS-33 connect is no answer: times begin with the answer', async () => {
      await desk.behave({ onRing: 'ignore' });
      const wacid = await desk.place();
      await desk.told(wacid, 'RINGING');
      await desk.advance(10_000);
      await desk.step(wacid, 'answer');
      await desk.told(wacid, 'ACCEPTED');
      await desk.advance(5000);
      await desk.act({ action: 'terminate', call_id: wacid });
      const element = await endOf(wacid);
      expect(element.status).toBe('COMPLETED');
      expect([5, 6]).toContain(element.duration);
    });

    it('F-CALLS-34 REJECTED is followed by an end without times', async () => {
      await desk.behave({ onRing: 'reject' });
      const wacid = await desk.place();
      await expectUnanswered(wacid);
      expect(desk.kit.sink.kindsOf(wacid)).toEqual(['connect', 'RINGING', 'REJECTED', 'terminate']);
    });

    it('F-CALLS-35 an unanswered one counts as COMPLETED, without times', async () => {
      await desk.behave({ onRing: 'ignore' });
      const wacid = await desk.place();
      await desk.told(wacid, 'RINGING');
      await desk.advance(31_000);
      await expectUnanswered(wacid);
    });

    it('F-CALLS-36 a phone that is off never rings', async () => {
      await desk.behave({ onRing: 'unreachable' });
      const wacid = await desk.place();
      await desk.advance(31_000);
      await expectUnanswered(wacid);
      expect(desk.kit.sink.kindsOf(wacid)).toEqual(['connect', 'terminate']);
    });

    it('F-CALLS-37 can be withdrawn while it rings, without times', async () => {
      await desk.behave({ onRing: 'ignore' });
      const wacid = await desk.place();
      await desk.told(wacid, 'RINGING');
      await desk.act({ action: 'terminate', call_id: wacid });
      await expectUnanswered(wacid);
    });

    it('F-CALLS-38 the user may answer so much later, and hang up after so long', async () => {
      await desk.behave({ onRing: 'ignore', talkMs: 60_000 });
      const wacid = await desk.place();
      await desk.told(wacid, 'RINGING');
      await desk.step(wacid, 'answer', { afterMs: 20_000 });
      await desk.advance(19_000);
      expect((await desk.kit.call(wacid)).state).toBe('RINGING');
      await desk.advance(2000);
      await desk.told(wacid, 'ACCEPTED');
      await desk.advance(61_000);
      expect((await endOf(wacid)).duration).toBe(60);
    });
  });

  it('F-CALLS-39 keys are pressed during a call; no webhook tells of them', async () => {
    const early = await desk.userCalls();
    const refused = await desk.kit.control('POST', `/calls/${early}/digits`, { digits: '1' });
    expect(refused.status).toBe(409);
    await desk.act({ action: 'accept', call_id: early });
    await desk.step(early, 'digits', { digits: '19*#' });
    await desk.step(early, 'hangup');
    await endOf(early);
    expect(desk.kit.sink.kindsOf(early)).toEqual(['connect', 'terminate']);
  });

  it('F-CALLS-40 between a number and a user there is one call; another business may call', async () => {
    await desk.userCalls();
    const busy = await desk.kit.control('POST', '/calls', {
      consumer: AMINA,
      phoneNumberId: NUMBER,
    });
    expect(busy).toMatchObject({ status: 409, body: { error: expect.stringMatching(/already/) } });
    expect(await desk.connect()).toMatchObject({ body: { error: { code: 138003 } } });
    await desk.kit.userCalls(AMINA, GLOBEX_NUMBER, { media: false });
    await desk.userCalls({}, BRIAN);
  });

  it('F-CALLS-41 two connects at the same instant make one call', async () => {
    const replies = await Promise.all([desk.connect(), desk.connect(), desk.connect()]);
    expect(replies.map((reply) => reply.body.error?.code).sort()).toEqual([
      138003,
      138003,
      undefined,
    ]);
  });

  it('F-CALLS-73 a desktop cannot call, by a link neither; the business hears nothing', async () => {
    const before = desk.kit.sink.received.length;
    const device = 'desktop';
    const call = { consumer: AMINA, phoneNumberId: NUMBER, device };
    expect((await desk.kit.control('POST', '/calls', call)).status).toBe(409);
    const link = { url: 'https://wa.me/call/447700900101', device };
    const opened = await desk.kit.control('POST', `/consumers/${AMINA}/deep-links`, link);
    expect(opened).toMatchObject({
      status: 409,
      body: { error: expect.stringContaining('phone') },
    });
    const later = await desk.userCalls({ device: 'companion' });
    await desk.told(later, 'connect');
    expect(desk.kit.sink.received.slice(before).map(({ wacid }) => wacid)).toEqual([later]);
  });

  it('F-CALLS-74 a number that is not registered neither calls nor is called', async () => {
    await desk.graph('POST', `/${NUMBER}/deregister`);
    expect(refusalOf(await desk.connect())).toMatchObject({ status: 400, code: 133010 });
    const call = { consumer: AMINA, phoneNumberId: NUMBER };
    expect((await desk.kit.control('POST', '/calls', call)).status).toBe(409);
    const registration = { messaging_product: 'whatsapp', pin: '123456' };
    await desk.graph('POST', `/${NUMBER}/register`, registration);
    await desk.place();
  });

  it('F-CALLS-42 a user who calls while the number has no line free hears a general text, the business nothing', async () => {
    await desk.ask('PUT', `/numbers/${NUMBER}/call-limits`, { concurrent: 999 });
    const before = desk.kit.sink.received.length;
    const first = await desk.userCalls();
    const body = { consumer: BRIAN, phoneNumberId: NUMBER };
    expect(await desk.kit.control('POST', '/calls', body)).toEqual({
      status: 409,
      body: { error: 'This call cannot be placed right now' },
    });
    // What comes after it shows that nothing came before.
    const later = await desk.kit.userCalls(BRIAN, GLOBEX_NUMBER, { media: false });
    await desk.told(later, 'connect');
    const callers = desk.kit.sink.received.slice(before).map((webhook) => webhook.wacid);
    expect(callers.filter((wacid) => wacid !== later && wacid !== first)).toEqual([]);
  });

  it('F-CALLS-43 a call that ended makes room, in either direction', async () => {
    await desk.ask('PUT', `/numbers/${NUMBER}/call-limits`, { concurrent: 999 });
    const wacid = await desk.userCalls();
    expect(await desk.connect({ to: BRIAN })).toMatchObject({ body: { error: { code: 138002 } } });
    await desk.step(wacid, 'hangup');
    await desk.place({ to: BRIAN });
    expect(await desk.ask('GET', `/numbers/${NUMBER}/call-limits`)).toMatchObject({
      concurrent: 1000,
    });
  });

  it.each([1000, 5000])(
    'F-CALLS-44 a number has room for %d calls at a time',
    async (concurrentCalls) => {
      await desk.switch({ concurrentCalls });
      await desk.ask('PUT', `/numbers/${NUMBER}/call-limits`, { concurrent: concurrentCalls - 1 });
      await desk.userCalls();
      expect(await desk.connect({ to: BRIAN })).toMatchObject({
        status: 429,
        body: { error: { code: 138002 } },
      });
    },
  );

  it('F-CALLS-45 a business starts 10,000 calls in 24 hours, wherever the hours begin', async () => {
    await desk.ask('PUT', `/numbers/${NUMBER}/call-limits`, { starts: 9999 });
    await desk.advance(HOUR_MS);
    await desk.place();
    const over = { status: 429, body: { error: { code: 138005 } } };
    expect(await desk.connect({ to: BRIAN })).toMatchObject(over);
    await desk.advance(22 * HOUR_MS);
    expect(await desk.connect({ to: BRIAN })).toMatchObject(over);
    // Users may call all the same.
    await desk.userCalls({}, BRIAN);
    await desk.advance(HOUR_MS + 1000);
    expect(await desk.ask('GET', `/numbers/${NUMBER}/call-limits`)).toMatchObject({ starts: 1 });
  });
});
