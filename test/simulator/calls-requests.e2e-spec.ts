import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ANSWER, OFFER } from './support/business-sdp.js';
import { CallDesk, refusalOf } from './support/call-desk.js';
import { AMINA, BRIAN, GLOBEX_NUMBER, NUMBER, SimulatorKit } from './support/simulator-kit.js';

const AMINA_ID = 'KE.12340000000000101';
const PARENT_ID = 'KE.ENT.98765432101';
const SUCCESS = { status: 200, body: { messaging_product: 'whatsapp', success: true } };

describe('requests to the calls endpoint', () => {
  let desk: CallDesk;
  beforeAll(async () => {
    desk = new CallDesk(await SimulatorKit.open());
  });
  beforeEach(() => desk.fresh());
  afterAll(() => desk.kit.close());

  const invalid = (details: RegExp) => ({
    status: 400,
    code: 100,
    details: expect.stringMatching(details),
  });

  describe('connect', () => {
    it('F-CALLS-01 is answered with the new wacid', async () => {
      expect(await desk.connect()).toEqual({
        status: 200,
        body: { messaging_product: 'whatsapp', calls: [{ id: expect.stringMatching(/^wacid\./) }] },
      });
    });

    it('F-CALLS-02 takes the number as people write it', async () => {
      const wacid = await desk.place({ to: '+254 700 000-101' });
      expect((await desk.kit.call(wacid)).consumer.waId).toBe(AMINA);
    });

    it('F-CALLS-03 takes a BSUID or a parent BSUID as recipient', async () => {
      const brian = { userId: 'UG.12340000000000102', name: 'Brian', parentUserId: PARENT_ID };
      const permissions = [{ phoneNumberId: NUMBER, status: 'permanent' }];
      await desk.ask('PUT', `/consumers/${BRIAN}`, { ...brian, permissions });
      for (const [recipient, waId] of [
        [AMINA_ID, AMINA],
        [PARENT_ID, BRIAN],
      ]) {
        const wacid = await desk.place({ to: undefined, recipient });
        expect((await desk.kit.call(wacid)).consumer.waId).toBe(waId);
      }
      const bad = await desk.connect({ to: undefined, recipient: '254700000101' });
      expect(refusalOf(bad)).toEqual(invalid(/recipient/));
    });

    it('F-CALLS-04 lets the number win over the BSUID', async () => {
      const wacid = await desk.place({ to: AMINA, recipient: 'UG.12340000000000102' });
      expect((await desk.kit.call(wacid)).consumer.waId).toBe(AMINA);
    });

    it('F-CALLS-05 needs a number or a BSUID', async () => {
      expect(refusalOf(await desk.connect({ to: undefined }))).toEqual(invalid(/to or recipient/));
    });

    it('F-CALLS-06 takes 512 characters of opaque data and no more', async () => {
      const wacid = await desk.place({ biz_opaque_callback_data: 'x'.repeat(512) });
      expect((await desk.kit.call(wacid)).bizOpaqueCallbackData).toHaveLength(512);
      const long = await desk.connect({ biz_opaque_callback_data: 'x'.repeat(513) });
      expect(refusalOf(long)).toEqual(invalid(/biz_opaque_callback_data/));
    });

    it.each([
      ['no session', undefined, /session/],
      ['an answer', { sdp_type: 'answer', sdp: OFFER }, /sdp_type must be offer/],
      ['no SDP', { sdp_type: 'offer' }, /sdp/],
    ])('F-CALLS-07 needs an offer: refused with %s', async (_what, session, details) => {
      expect(refusalOf(await desk.connect({ session }))).toEqual(invalid(details));
    });

    it('F-CALLS-08 takes no SDP in the form from before general availability', async () => {
      const sdp = JSON.stringify({ sdp: OFFER, type: 'offer' });
      const legacy = await desk.connect({ session: undefined, connection: { webrtc: { sdp } } });
      expect(refusalOf(legacy)).toEqual(invalid(/session/));
      const twice = await desk.connect({ session: { sdp_type: 'offer', sdp } });
      expect(refusalOf(twice)).toEqual(invalid(/RFC 8866/));
    });
  });

  it.each(['hold', 'transfer', 'media_update', undefined])(
    'F-CALLS-09 knows five actions and not %s',
    async (action) => {
      const wacid = await desk.userCalls();
      expect(refusalOf(await desk.act({ action, call_id: wacid }))).toEqual(invalid(/action/));
    },
  );

  it('F-CALLS-10 wants messaging_product, and call_id for all but connect', async () => {
    const wacid = await desk.userCalls();
    const reject = { action: 'reject', call_id: wacid };
    const unnamed = await desk.act({ ...reject, messaging_product: undefined });
    expect(refusalOf(unnamed)).toEqual(invalid(/messaging_product is required/));
    expect(refusalOf(await desk.act({ action: 'reject' }))).toEqual(invalid(/call_id is required/));
  });

  it.each(['pre_accept', 'accept'])(
    'F-CALLS-11 wants an answer in %s, never an offer',
    async (action) => {
      const session = { sdp_type: 'offer', sdp: ANSWER };
      const reply = await desk.act({ action, call_id: await desk.userCalls(), session });
      expect(refusalOf(reply)).toEqual(invalid(/sdp_type must be answer/));
    },
  );

  it('F-CALLS-12 pre_accept, accept, reject and terminate answer success', async () => {
    const first = await desk.userCalls();
    expect(await desk.act({ action: 'pre_accept', call_id: first })).toEqual(SUCCESS);
    expect(await desk.act({ action: 'accept', call_id: first })).toEqual(SUCCESS);
    expect(await desk.act({ action: 'terminate', call_id: first })).toEqual(SUCCESS);
    const second = await desk.userCalls();
    expect(await desk.act({ action: 'reject', call_id: second })).toEqual(SUCCESS);
  });

  it('F-CALLS-13 tolerates a `to` beside the call id', async () => {
    const call_id = await desk.userCalls();
    expect(await desk.act({ action: 'accept', call_id, to: AMINA })).toEqual(SUCCESS);
  });

  it('F-CALLS-14 an accept without pre_accept answers the call', async () => {
    const call_id = await desk.userCalls();
    await desk.act({ action: 'accept', call_id });
    expect((await desk.kit.call(call_id)).state).toBe('ACCEPTED');
  });

  it("F-CALLS-15 an accept's SDP must be that of pre_accept; the right one is still taken", async () => {
    const call_id = await desk.userCalls();
    await desk.act({ action: 'pre_accept', call_id });
    const session = { sdp_type: 'answer', sdp: ANSWER.replace('s=-', 's=other') };
    const reply = await desk.act({ action: 'accept', call_id, session });
    expect(refusalOf(reply)).toEqual(invalid(/does not match the SDP answer given in pre_accept/));
    expect(await desk.act({ action: 'accept', call_id })).toEqual(SUCCESS);
  });

  it('F-CALLS-16 the same pre_accept twice is one', async () => {
    const call_id = await desk.userCalls();
    for (let i = 0; i < 2; i++) {
      expect(await desk.act({ action: 'pre_accept', call_id })).toEqual(SUCCESS);
    }
    expect((await desk.kit.call(call_id)).state).toBe('PRE_ACCEPTED');
  });

  it('F-CALLS-17 refuses an id that no call of this number has', async () => {
    const unknown = await desk.act({ action: 'terminate', call_id: 'wacid.nothing' });
    expect(refusalOf(unknown)).toEqual(invalid(/was not found/));
    const call_id = await desk.kit.userCalls(AMINA, GLOBEX_NUMBER, { media: false });
    expect(refusalOf(await desk.act({ action: 'terminate', call_id }))).toEqual(
      invalid(/was not found/),
    );
  });

  it.each([100, 131009])('F-CALLS-18 a step that the state forbids has code %d', async (code) => {
    await desk.switch({ wrongStateCode: code });
    const call_id = await desk.userCalls();
    await desk.step(call_id, 'hangup');
    for (const action of ['pre_accept', 'accept', 'reject', 'terminate']) {
      expect(await desk.act({ action, call_id })).toMatchObject({
        status: 400,
        body: { error: { code } },
      });
    }
  });

  it('F-CALLS-19 a call in progress can be ended, not answered or rejected again', async () => {
    const call_id = await desk.talk();
    for (const action of ['pre_accept', 'accept', 'reject']) {
      const reply = await desk.act({ action, call_id });
      expect(refusalOf(reply)).toEqual(invalid(/already in progress/));
    }
    expect(await desk.act({ action: 'terminate', call_id })).toEqual(SUCCESS);
  });

  it('F-CALLS-20 a call that ended takes no action; the refusal says who ended it', async () => {
    const call_id = await desk.talk();
    await desk.step(call_id, 'hangup');
    const late = await desk.act({ action: 'terminate', call_id });
    expect(refusalOf(late)).toEqual(invalid(/user has already terminated/));
    const rejected = await desk.userCalls();
    await desk.act({ action: 'reject', call_id: rejected });
    const again = await desk.act({ action: 'terminate', call_id: rejected });
    expect(refusalOf(again)).toEqual(invalid(/Reject call is already in progress/));
    const ended = await desk.talk();
    await desk.act({ action: 'terminate', call_id: ended });
    const twice = await desk.act({ action: 'terminate', call_id: ended });
    expect(refusalOf(twice)).toEqual(invalid(/already ended/));
  });

  it("F-CALLS-21 the business's own call can be ended and nothing else", async () => {
    const call_id = await desk.placeAnswered();
    for (const action of ['pre_accept', 'accept', 'reject']) {
      expect(refusalOf(await desk.act({ action, call_id }))).toEqual(invalid(/\w/));
    }
    expect(await desk.act({ action: 'terminate', call_id })).toEqual(SUCCESS);
  });

  it.each([true, false])(
    'F-CALLS-22 an accept after the window is a time-out (138007) or a wrong state: %p',
    async (isLateAnswerTimeout) => {
      await desk.switch({ isLateAnswerTimeout });
      const call_id = await desk.userCalls();
      await desk.advance(46_000);
      const reply = await desk.act({ action: 'accept', call_id });
      expect(refusalOf(reply)).toMatchObject(
        isLateAnswerTimeout ? { status: 500, code: 138007 } : { status: 400, code: 100 },
      );
      expect(refusalOf(await desk.act({ action: 'reject', call_id }))).toMatchObject({ code: 100 });
    },
  );

  it('F-CALLS-23 opaque data comes with accept, not with pre_accept', async () => {
    const call_id = await desk.userCalls();
    await desk.act({ action: 'pre_accept', call_id, biz_opaque_callback_data: 'early' });
    expect((await desk.kit.call(call_id)).bizOpaqueCallbackData).toBeNull();
    await desk.act({ action: 'accept', call_id, biz_opaque_callback_data: 'pb1.call43' });
    expect((await desk.kit.call(call_id)).bizOpaqueCallbackData).toBe('pb1.call43');
  });
});
