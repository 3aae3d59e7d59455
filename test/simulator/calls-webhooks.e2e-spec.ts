import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CallDesk } from './support/call-desk.js';
import { AMINA, BRIAN, NUMBER, SimulatorKit } from './support/simulator-kit.js';

const BUSINESS = '447700900101';
const AMINA_ID = 'KE.12340000000000101';
const DIGITS = expect.stringMatching(/^\d{10}$/);

describe('the webhooks of calls', () => {
  let desk: CallDesk;
  beforeAll(async () => {
    desk = new CallDesk(await SimulatorKit.open());
  });
  beforeEach(() => desk.fresh());
  afterAll(() => desk.kit.close());

  const envelopeOf = (raw: Buffer) => JSON.parse(raw.toString());

  /** One user with everything that usernames bring. */
  async function hideBrian(): Promise<void> {
    await desk.ask('PUT', `/consumers/${BRIAN}`, {
      userId: 'UG.12340000000000102',
      name: 'Brian Okello',
      username: 'brian.o',
      parentUserId: 'UG.ENT.77',
      isNumberHidden: true,
      permissions: [{ phoneNumberId: NUMBER, status: 'permanent' }],
    });
    await desk.behave({}, BRIAN);
  }

  it('F-CALLS-46 come in one envelope: WABA, field calls, the number, and either calls or statuses', async () => {
    const wacid = await desk.placeAnswered();
    const metadata = { display_phone_number: BUSINESS, phone_number_id: NUMBER };
    for (const [kind, key] of [
      ['connect', 'calls'],
      ['RINGING', 'statuses'],
    ] as const) {
      const body = envelopeOf((await desk.told(wacid, kind)).raw);
      expect(body).toEqual({
        object: 'whatsapp_business_account',
        entry: [{ id: '510000000000001', changes: [{ field: 'calls', value: expect.anything() }] }],
      });
      const { value } = body.entry[0].changes[0];
      expect(value).toMatchObject({ messaging_product: 'whatsapp', metadata });
      expect(Object.keys(value).filter((name) => ['calls', 'statuses'].includes(name))).toEqual([
        key,
      ]);
    }
  });

  it.each([true, false])('F-CALLS-47 carry entry.time or not: %p', async (hasEntryTimeOnCalls) => {
    await desk.switch({ hasEntryTimeOnCalls });
    const [entry] = envelopeOf((await desk.told(await desk.userCalls(), 'connect')).raw).entry;
    expect(entry.time).toEqual(hasEntryTimeOnCalls ? expect.any(Number) : undefined);
  });

  it("F-CALLS-48 connect of a user's call: Meta's offer, both numbers as digits, the user's ids", async () => {
    const { element, value } = await desk.told(await desk.userCalls(), 'connect');
    expect(element).toEqual({
      id: expect.stringMatching(/^wacid\./),
      from: AMINA,
      from_user_id: AMINA_ID,
      to: BUSINESS,
      event: 'connect',
      timestamp: DIGITS,
      direction: 'USER_INITIATED',
      session: { sdp_type: 'offer', sdp: expect.stringMatching(/^v=0\r\n[\s\S]+\r\n$/) },
    });
    expect(value.contacts).toEqual([
      { profile: { name: 'Amina Odhiambo' }, wa_id: AMINA, user_id: AMINA_ID },
    ]);
  });

  it("F-CALLS-49 connect of the business's call: Meta's answer, the user's ids, the opaque data", async () => {
    const wacid = await desk.place({ biz_opaque_callback_data: 'pb1.call42' });
    const { element } = await desk.told(wacid, 'connect');
    expect(element).toMatchObject({
      id: wacid,
      from: BUSINESS,
      to: AMINA,
      to_user_id: AMINA_ID,
      direction: 'BUSINESS_INITIATED',
      biz_opaque_callback_data: 'pb1.call42',
      session: { sdp_type: 'answer', sdp: expect.stringMatching(/^v=0\r\n/) },
    });
    expect(element).not.toHaveProperty('from_user_id');
  });

  it('F-CALLS-50 the payload of a tapped button comes with connect and terminate', async () => {
    const wacid = await desk.userCalls({ via: 'button', ctaPayload: 'order=1522' });
    await desk.step(wacid, 'hangup');
    for (const kind of ['connect', 'terminate']) {
      const { element } = await desk.told(wacid, kind);
      expect(element.cta_payload).toBe('order=1522');
      expect(element).not.toHaveProperty('deeplink_payload');
    }
  });

  it('F-CALLS-51 the payload of a deep link comes with connect and terminate', async () => {
    const wacid = await desk.userCalls({ via: 'deep_link', deeplinkPayload: 'campaign=7' });
    await desk.step(wacid, 'hangup');
    for (const kind of ['connect', 'terminate']) {
      const { element } = await desk.told(wacid, kind);
      expect(element.deeplink_payload).toBe('campaign=7');
      expect(element).not.toHaveProperty('cta_payload');
    }
  });

  it('F-CALLS-52 calls from the chat, the log, or a button without one carry no payload', async () => {
    for (const via of ['chat', 'call_log', 'button', 'deep_link']) {
      const wacid = await desk.userCalls({ via });
      const { element } = await desk.told(wacid, 'connect');
      expect(element).not.toHaveProperty('cta_payload');
      expect(element).not.toHaveProperty('deeplink_payload');
      await desk.step(wacid, 'hangup');
    }
    const mixed = { consumer: AMINA, phoneNumberId: NUMBER, via: 'chat', ctaPayload: 'x' };
    expect((await desk.kit.control('POST', '/calls', mixed)).status).toBe(400);
  });

  it('F-CALLS-53 old clients know no payloads', async () => {
    const old = { userId: AMINA_ID, name: 'Amina', hasOldClient: true };
    await desk.ask('PUT', `/consumers/${AMINA}`, old);
    const { element } = await desk.told(await desk.userCalls({ ctaPayload: 'order=1' }), 'connect');
    expect(element).not.toHaveProperty('cta_payload');
  });

  it.each(['RINGING', 'ACCEPTED'])(
    'F-CALLS-54 a status (%s) names the recipient and the opaque data',
    async (kind) => {
      const wacid = await desk.placeAnswered({ biz_opaque_callback_data: 'pb1.call42' });
      const { element } = await desk.told(wacid, kind);
      expect(element).toEqual({
        id: wacid,
        timestamp: DIGITS,
        type: 'call',
        status: kind,
        recipient_id: AMINA,
        recipient_user_id: AMINA_ID,
        biz_opaque_callback_data: 'pb1.call42',
      });
    },
  );

  it('F-CALLS-55 opaque data comes back with terminate, from connect or from accept', async () => {
    const placed = await desk.placeAnswered({ biz_opaque_callback_data: 'ours' });
    await desk.step(placed, 'hangup');
    expect((await desk.told(placed, 'terminate')).element.biz_opaque_callback_data).toBe('ours');
    const call_id = await desk.userCalls();
    await desk.act({ action: 'accept', call_id, biz_opaque_callback_data: 'theirs' });
    await desk.step(call_id, 'hangup');
    expect((await desk.told(call_id, 'terminate')).element).toMatchObject({
      biz_opaque_callback_data: 'theirs',
    });
    const { element } = await desk.told(call_id, 'connect');
    expect(element).not.toHaveProperty('biz_opaque_callback_data');
  });

  it('F-CALLS-56 terminate comes for every end, also those the business made', async () => {
    const made = await desk.talk();
    await desk.act({ action: 'terminate', call_id: made });
    expect((await desk.told(made, 'terminate')).element).toMatchObject({
      from: AMINA,
      from_user_id: AMINA_ID,
      to: BUSINESS,
      event: 'terminate',
      direction: 'USER_INITIATED',
      timestamp: DIGITS,
      status: 'COMPLETED',
      duration: expect.any(Number),
    });
  });

  it("F-CALLS-57 of a user's call hide the number behind a username", async () => {
    await hideBrian();
    const wacid = await desk.userCalls({}, BRIAN);
    await desk.step(wacid, 'hangup');
    for (const kind of ['connect', 'terminate']) {
      const { element, raw, value } = await desk.told(wacid, kind);
      expect(raw.toString()).not.toContain(BRIAN);
      expect(element).toMatchObject({ from_user_id: 'UG.12340000000000102', to: BUSINESS });
      expect(element).not.toHaveProperty('from');
      expect(value.contacts).toEqual([
        {
          profile: { name: 'Brian Okello', username: 'brian.o' },
          user_id: 'UG.12340000000000102',
          parent_user_id: 'UG.ENT.77',
        },
      ]);
    }
  });

  it("F-CALLS-58 of the business's call hide it too: no `to`, no `recipient_id`", async () => {
    await hideBrian();
    const wacid = await desk.placeAnswered({ to: undefined, recipient: 'UG.12340000000000102' });
    const connect = (await desk.told(wacid, 'connect')).element;
    expect(connect).toMatchObject({ from: BUSINESS, to_user_id: 'UG.12340000000000102' });
    expect(connect).not.toHaveProperty('to');
    const status = (await desk.told(wacid, 'RINGING')).element;
    expect(status).toMatchObject({ recipient_user_id: 'UG.12340000000000102' });
    expect(status).not.toHaveProperty('recipient_id');
  });

  it('F-CALLS-59 carry parent BSUIDs beside the others where parents exist', async () => {
    await hideBrian();
    const called = await desk.placeAnswered({ to: BRIAN });
    expect((await desk.told(called, 'connect')).element.to_parent_user_id).toBe('UG.ENT.77');
    expect((await desk.told(called, 'RINGING')).element).toMatchObject({
      recipient_parent_user_id: 'UG.ENT.77',
    });
    await desk.step(called, 'hangup');
    const calling = await desk.userCalls({}, BRIAN);
    expect((await desk.told(calling, 'connect')).element).toMatchObject({
      from_parent_user_id: 'UG.ENT.77',
    });
  });

  it.each([true, false])(
    'F-CALLS-60 statuses carry contacts or not: %p',
    async (hasContactsOnStatuses) => {
      await desk.switch({ hasContactsOnStatuses });
      const { value } = await desk.told(await desk.placeAnswered(), 'RINGING');
      expect(value.contacts === undefined).toBe(!hasContactsOnStatuses);
    },
  );

  it.each([true, false])(
    "F-CALLS-61 the business's calls carry contacts or not: %p",
    async (hasContactsOnBusinessCalls) => {
      await desk.switch({ hasContactsOnBusinessCalls });
      const wacid = await desk.placeAnswered();
      await desk.step(wacid, 'hangup');
      for (const kind of ['connect', 'terminate']) {
        const { value } = await desk.told(wacid, kind);
        expect(value.contacts === undefined).toBe(!hasContactsOnBusinessCalls);
      }
      const { value } = await desk.told(await desk.userCalls(), 'connect');
      expect(value.contacts).toHaveLength(1);
    },
  );

  it.each([true, false])(
    'F-CALLS-62 connect names its direction or not: %p',
    async (hasDirection) => {
      await desk.switch({ hasDirection });
      const wacid = await desk.userCalls();
      await desk.step(wacid, 'hangup');
      const { element } = await desk.told(wacid, 'connect');
      expect(element.direction).toBe(hasDirection ? 'USER_INITIATED' : undefined);
      expect((await desk.told(wacid, 'terminate')).element.direction).toBe('USER_INITIATED');
    },
  );

  it.each([true, false])(
    "F-CALLS-63 connect of the business's call has the old connection beside the session, or not: %p",
    async (hasLegacyConnection) => {
      await desk.switch({ hasLegacyConnection });
      const { element } = await desk.told(await desk.place(), 'connect');
      const { sdp } = element.session;
      const legacy = { webrtc: { sdp: JSON.stringify({ sdp, type: 'answer' }) } };
      expect(element.connection).toEqual(hasLegacyConnection ? legacy : undefined);
      await desk.fresh();
      const users = await desk.told(await desk.userCalls(), 'connect');
      expect(users.element).not.toHaveProperty('connection');
    },
  );

  it.each([
    ['upper', 'COMPLETED', 'FAILED'],
    ['title', 'Completed', 'Failed'],
  ])(
    'F-CALLS-64 write the status of the end in %s case',
    async (terminateStatusCase, completed, failed) => {
      await desk.switch({ terminateStatusCase });
      const [first, second] = [await desk.talk(), await desk.talk({}, BRIAN)];
      await desk.step(first, 'hangup');
      await desk.step(second, 'fail', { code: 138020 });
      expect((await desk.told(first, 'terminate')).element.status).toBe(completed);
      expect((await desk.told(second, 'terminate')).element.status).toBe(failed);
    },
  );
});
