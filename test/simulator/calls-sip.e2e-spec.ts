import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CallDesk, refusalOf } from './support/call-desk.js';
import { AMINA, BRIAN, COMFORT, NUMBER, SimulatorKit } from './support/simulator-kit.js';

const BUSINESS = '447700900101';
const SERVERS = [{ hostname: 'sip.example.net', port: 5061 }];

describe('a number in SIP mode', () => {
  let desk: CallDesk;
  beforeAll(async () => {
    desk = new CallDesk(await SimulatorKit.open());
  });
  beforeEach(() => desk.fresh());
  afterAll(() => desk.kit.close());

  const enableSip = (webhook_delivery: 'ENABLED' | 'DISABLED') =>
    desk.settings({ sip: { status: 'ENABLED', webhook_delivery, servers: SERVERS } });

  async function invite(more = {}, consumer = AMINA): Promise<string> {
    const body = { phoneNumberId: NUMBER, consumer, ...more };
    return (await desk.ask('POST', '/sip-calls', body)).wacid;
  }

  /** The kinds of a call's webhooks, once those of a Graph number's call after it have come. */
  async function kindsOf(wacid: string): Promise<string[]> {
    await desk.settings({ sip: { status: 'DISABLED' } });
    const marker = await desk.userCalls({}, COMFORT);
    await desk.told(marker, 'connect');
    await desk.step(marker, 'hangup');
    return desk.kit.sink.kindsOf(wacid);
  }

  it('F-CALLS-65 takes no action over Graph (131055)', async () => {
    const call_id = await desk.userCalls();
    await enableSip('ENABLED');
    const refusal = { status: 400, code: 131055, details: expect.any(String) };
    expect(refusalOf(await desk.connect({ to: BRIAN }))).toEqual(refusal);
    for (const action of ['pre_accept', 'accept', 'reject', 'terminate']) {
      expect(refusalOf(await desk.act({ action, call_id }))).toEqual(refusal);
    }
  });

  it('F-CALLS-66 sends no webhooks of calls unless webhook_delivery is on', async () => {
    await enableSip('DISABLED');
    const [placed, taken] = [await invite(), await desk.userCalls({}, BRIAN)];
    await desk.ask('POST', `/sip-calls/${taken}/answer`);
    for (const wacid of [placed, taken]) await desk.ask('POST', `/sip-calls/${wacid}/bye`);
    expect([...(await kindsOf(placed)), ...(await kindsOf(taken))]).toEqual([]);
  });

  it('F-CALLS-67 with it on, call_created is connect without a session', async () => {
    await enableSip('ENABLED');
    const wacid = await invite();
    const { element, value } = await desk.told(wacid, 'call_created');
    expect(element).toEqual({
      id: wacid,
      from: BUSINESS,
      to: AMINA,
      to_user_id: 'KE.12340000000000101',
      event: 'call_created',
      timestamp: expect.stringMatching(/^\d{10}$/),
      direction: 'BUSINESS_INITIATED',
    });
    expect(value.contacts).toHaveLength(1);
  });

  it.each([true, false])(
    "F-CALLS-68 users' calls have call_created too, or not: %p",
    async (isCallCreatedForUsers) => {
      await desk.switch({ isCallCreatedForUsers });
      await enableSip('ENABLED');
      const wacid = await desk.userCalls();
      await desk.step(wacid, 'hangup');
      await desk.told(wacid, 'terminate');
      const created = desk.kit.sink.find(wacid, 'call_created')?.element;
      if (isCallCreatedForUsers) {
        expect(created).toMatchObject({
          from: AMINA,
          from_user_id: 'KE.12340000000000101',
          to: BUSINESS,
          direction: 'USER_INITIATED',
        });
      } else expect(created).toBeUndefined();
    },
  );

  it.each([true, false])(
    'F-CALLS-69 statuses come in SIP mode or not: %p',
    async (hasStatusesInSipMode) => {
      await desk.switch({ hasStatusesInSipMode });
      await enableSip('ENABLED');
      const wacid = await invite();
      await desk.advance(1000);
      expect((await desk.kit.call(wacid)).state).toBe('ACCEPTED');
      await desk.step(wacid, 'hangup');
      const kinds = await kindsOf(wacid);
      const statuses = hasStatusesInSipMode ? ['RINGING', 'ACCEPTED'] : [];
      expect(kinds.filter((kind) => kind === 'RINGING' || kind === 'ACCEPTED')).toEqual(statuses);
    },
  );

  it('F-CALLS-70 terminate follows as in Graph mode, with times when it was picked up', async () => {
    await enableSip('ENABLED');
    const taken = await desk.userCalls();
    await desk.ask('POST', `/sip-calls/${taken}/answer`);
    await desk.advance(30_000);
    await desk.ask('POST', `/sip-calls/${taken}/bye`);
    const { element } = await desk.told(taken, 'terminate');
    expect(element).toMatchObject({ status: 'COMPLETED', start_time: expect.any(String) });
    expect([30, 31]).toContain(element.duration);
    const declined = await desk.userCalls();
    await desk.ask('POST', `/sip-calls/${declined}/bye`);
    expect((await desk.told(declined, 'terminate')).element).not.toHaveProperty('duration');
  });

  it('F-CALLS-71 the rules of permissions and limits hold for calls by SIP as well', async () => {
    await enableSip('ENABLED');
    const refused = await desk.kit.control('POST', '/sip-calls', {
      phoneNumberId: NUMBER,
      consumer: COMFORT,
    });
    expect(refused).toMatchObject({ status: 409, body: { error: expect.stringMatching(/^403 /) } });
    await invite();
    const twice = { phoneNumberId: NUMBER, consumer: AMINA };
    expect(await desk.kit.control('POST', '/sip-calls', twice)).toMatchObject({
      status: 409,
      body: { error: '403 Duplicate call' },
    });
  });
});
