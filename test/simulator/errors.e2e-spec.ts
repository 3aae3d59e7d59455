import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CALLING_ERRORS } from '../../apps/simulator/src/graph/calling-errors.js';
import { readSeed } from '../../apps/simulator/src/seed-file.js';
import { OFFER } from './support/business-sdp.js';
import { CallDesk, refusalOf } from './support/call-desk.js';
import {
  AMINA,
  BRIAN,
  COMFORT,
  DISABLED_NUMBER,
  GLOBEX_NUMBER,
  NUMBER,
  SimulatorKit,
} from './support/simulator-kit.js';

const STRANGER = '254799999999';
const US_NUMBER = '410000000000009';

/** The seed and a number in a country whose businesses cannot call. */
function seedWithAmericanNumber() {
  const seed = readSeed('seed/two-tenants.json');
  const [first] = seed.phoneNumbers;
  const american = { ...first!, phoneNumberId: US_NUMBER, displayPhoneNumber: '12025550123' };
  return { ...seed, phoneNumbers: [...seed.phoneNumbers, american] };
}

describe('errors of calls over Graph', () => {
  let desk: CallDesk;
  beforeAll(async () => {
    desk = new CallDesk(await SimulatorKit.open({}, seedWithAmericanNumber()));
  });
  beforeEach(() => desk.fresh());
  afterAll(() => desk.kit.close());

  const code = (reply: unknown) => refusalOf(reply as never).code;
  const connectFrom = (phoneNumberId: string, over = {}) =>
    desk.kit.graph(phoneNumberId, {
      action: 'connect',
      to: AMINA,
      session: { sdp_type: 'offer', sdp: OFFER },
      ...over,
    });

  it('F-ERRORS-01 have one shape: (#code) title, type, code, details, fbtrace_id', async () => {
    const { body, status } = await desk.connect({ to: COMFORT });
    expect(status).toBe(401);
    expect(body).toEqual({
      error: {
        message: '(#138006) No approved call permission found',
        type: 'OAuthException',
        code: 138006,
        error_data: {
          messaging_product: 'whatsapp',
          details: 'No approved call permission from the recipient',
        },
        fbtrace_id: expect.stringMatching(/^A\S{10,}$/),
      },
    });
  });

  it('F-ERRORS-02 say of an SDP exactly what is wrong with it (100)', async () => {
    const bare = OFFER.replace(/a=fingerprint:.*\r\n/, '');
    const reply = await desk.connect({ session: { sdp_type: 'offer', sdp: bare } });
    expect(refusalOf(reply)).toEqual({
      status: 400,
      code: 100,
      details: 'No fingerprint found in SDP',
    });
  });

  it('F-ERRORS-03 131030: a public test number calls its list of recipients only', async () => {
    await desk.ask('PUT', `/numbers/${NUMBER}`, { recipients: [BRIAN] });
    expect(refusalOf(await desk.connect())).toMatchObject({ status: 400, code: 131030 });
    expect(code(await desk.connect({ to: STRANGER }))).toBe(131030);
    const userId = 'KE.12340000000000101';
    expect(code(await desk.connect({ to: undefined, recipient: userId }))).toBe(131030);
    await desk.place({ to: BRIAN });
  });

  it('F-ERRORS-04 131044: without a payment method no call is placed and none answered', async () => {
    const call_id = await desk.userCalls();
    await desk.ask('PUT', `/numbers/${NUMBER}`, { hasPaymentMethod: false });
    const refusal = { status: 400, code: 131044 };
    expect(refusalOf(await desk.connect({ to: BRIAN }))).toMatchObject(refusal);
    for (const action of ['pre_accept', 'accept']) {
      expect(refusalOf(await desk.act({ action, call_id }))).toMatchObject(refusal);
    }
    expect((await desk.act({ action: 'reject', call_id })).status).toBe(200);
  });

  it("F-ERRORS-05 131044: a user's call without one fails, and the terminate webhook says so", async () => {
    await desk.ask('PUT', `/numbers/${NUMBER}`, { hasPaymentMethod: false });
    const wacid = await desk.userCalls();
    const { element, value } = await desk.told(wacid, 'terminate');
    expect(element.status).toBe('FAILED');
    expect(element).not.toHaveProperty('duration');
    expect(value.errors).toMatchObject([{ code: 131044 }]);
    expect(desk.kit.sink.kindsOf(wacid)).toEqual(['terminate']);
  });

  it('F-ERRORS-06 138000 (401): calling is not enabled', async () => {
    expect(refusalOf(await connectFrom(DISABLED_NUMBER))).toMatchObject({
      status: 401,
      code: 138000,
    });
    const call_id = await desk.userCalls();
    await desk.settings({ status: 'DISABLED' });
    expect(refusalOf(await desk.act({ action: 'accept', call_id }))).toMatchObject({
      status: 401,
      code: 138000,
    });
  });

  it('F-ERRORS-07 138001: nobody on WhatsApp has the number', async () => {
    expect(refusalOf(await desk.connect({ to: STRANGER }))).toMatchObject({
      status: 400,
      code: 138001,
    });
  });

  it.each([{ isCallable: false }, { hasOldClient: true }])(
    'F-ERRORS-08 138001: the client or the user cannot be called: %j',
    async (why) => {
      const permissions = [{ phoneNumberId: NUMBER, status: 'permanent' }];
      const amina = { userId: 'KE.12340000000000101', name: 'Amina', permissions, ...why };
      await desk.ask('PUT', `/consumers/${AMINA}`, amina);
      expect(code(await desk.connect())).toBe(138001);
    },
  );

  it('F-ERRORS-09 138002 (429): too many calls at a time', async () => {
    await desk.ask('PUT', `/numbers/${NUMBER}/call-limits`, { concurrent: 1000 });
    expect(refusalOf(await desk.connect())).toMatchObject({ status: 429, code: 138002 });
  });

  it('F-ERRORS-10 138003: there is a call with this user already', async () => {
    await desk.place();
    expect(refusalOf(await desk.connect())).toMatchObject({ status: 400, code: 138003 });
  });

  it('F-ERRORS-11 138004 (500): Meta could not connect the call; nothing has begun', async () => {
    const graph = [{ action: 'connect', status: 500, code: 138004 }];
    await desk.ask('PUT', '/faults', { graph });
    const reply = await desk.connect();
    expect(reply).toMatchObject({
      status: 500,
      body: { error: { code: 138004, message: '(#138004) Connection error' } },
    });
    expect((await desk.ask('GET', '/calls')).calls).toEqual([]);
    await desk.place();
  });

  it('F-ERRORS-12 138005 (429): too many calls started within a day', async () => {
    await desk.ask('PUT', `/numbers/${NUMBER}/call-limits`, { starts: 10_000 });
    expect(refusalOf(await desk.connect())).toMatchObject({ status: 429, code: 138005 });
  });

  it('F-ERRORS-13 138007 (500): the SDP came too late', async () => {
    await desk.ask('PUT', '/faults', { graph: [{ action: 'accept', status: 500, code: 138007 }] });
    const call_id = await desk.userCalls();
    expect(await desk.act({ action: 'accept', call_id })).toMatchObject({
      status: 500,
      body: { error: { code: 138007, message: '(#138007) Connect Timeout error' } },
    });
    expect((await desk.kit.call(call_id)).state).toBe('CALLING');
  });

  it('F-ERRORS-14 138013: businesses of this country cannot call; users may call them', async () => {
    const reply = await connectFrom(US_NUMBER);
    expect(reply).toMatchObject({
      status: 400,
      body: {
        error: {
          message: expect.stringMatching(/^Business-initiated calling is not available\./),
          code: 138013,
          error_subcode: expect.any(Number),
          is_transient: false,
          error_user_title: expect.any(String),
          error_user_msg: expect.any(String),
        },
      },
    });
    await desk.kit.userCalls(AMINA, US_NUMBER, { media: false });
  });

  it('F-ERRORS-15 138014: calling is paused for its quality', async () => {
    const type = 'RESTRICTED_BUSINESS_INITIATED_CALLING';
    await desk.ask('POST', `/numbers/${NUMBER}/restrictions`, { type });
    expect(refusalOf(await desk.connect())).toMatchObject({ status: 400, code: 138014 });
  });

  it('F-ERRORS-16 138015: calling cannot be enabled below a limit of 2,000', async () => {
    await desk.settings({ status: 'DISABLED' });
    await desk.ask('PUT', `/numbers/${NUMBER}`, { messagingLimit: 'TIER_250' });
    const calling = { status: 'ENABLED' };
    const reply = await desk.graph('POST', `/${NUMBER}/settings`, { calling });
    expect(refusalOf(reply)).toMatchObject({ status: 400, code: 138015 });
  });

  it('F-ERRORS-24 138011: business and user have never written or talked to each other', async () => {
    const stranger = '254700000199';
    await desk.ask('PUT', `/consumers/${stranger}`, { userId: 'KE.199', name: 'Stranger' });
    expect(refusalOf(await desk.connect({ to: stranger }))).toMatchObject({
      status: 400,
      code: 138011,
    });
    await desk.step(await desk.talk({}, stranger), 'hangup');
    expect(code(await desk.connect({ to: stranger }))).not.toBe(138011);
  });

  it('F-ERRORS-25 138012: 100 connected calls in 24 hours, and when the next may be', async () => {
    const used = { phoneNumberId: NUMBER, connectedCalls: 100 };
    await desk.ask('POST', `/consumers/${AMINA}/permission-usage`, used);
    expect(refusalOf(await desk.connect())).toEqual({
      status: 400,
      code: 138012,
      details: expect.stringMatching(/\b\d{10}\b/),
    });
    await desk.advance(86_400_000);
    await desk.place();
  });

  describe('come in the order of the checks:', () => {
    it('F-ERRORS-17 number, body, recipient, permission, limits, duplicate', async () => {
      await desk.place();
      await desk.ask('PUT', `/numbers/${NUMBER}/call-limits`, { concurrent: 1000, starts: 10_000 });
      await desk.ask('PUT', `/numbers/${NUMBER}`, { recipients: [BRIAN] });
      await desk.settings({ status: 'DISABLED' });
      const unread = { session: { sdp_type: 'offer', sdp: 'nothing' } };
      expect(code(await desk.connect(unread))).toBe(138000);
      await desk.settings({ status: 'ENABLED' });
      expect(code(await desk.connect(unread))).toBe(100);
      expect(code(await desk.connect())).toBe(131030);
      await desk.ask('PUT', `/numbers/${NUMBER}`, { recipients: null });
      expect(code(await desk.connect({ to: STRANGER }))).toBe(138001);
      expect(code(await desk.connect({ to: COMFORT }))).toBe(138006);
      expect(code(await desk.connect())).toBe(138002);
      await desk.ask('PUT', `/numbers/${NUMBER}/call-limits`, { concurrent: 0 });
      expect(code(await desk.connect())).toBe(138005);
      await desk.ask('PUT', `/numbers/${NUMBER}/call-limits`, { starts: 0 });
      expect(code(await desk.connect())).toBe(138003);
    });

    it('F-ERRORS-18 the token before all: unknown (190), of another WABA (200), unknown number (100)', async () => {
      const asked = { action: 'connect' };
      expect(refusalOf(await desk.kit.graph(NUMBER, asked, 'EAAwrong'))).toMatchObject({
        status: 401,
        code: 190,
      });
      const foreign = await desk.kit.graph(NUMBER, asked, desk.kit.tokenOf(GLOBEX_NUMBER));
      expect(refusalOf(foreign)).toMatchObject({ status: 403, code: 200 });
      const nowhere = await desk.kit.graph('499', asked, desk.kit.tokenOf(NUMBER));
      expect(nowhere.body.error).toMatchObject({ code: 100, error_subcode: 33 });
    });
  });

  it.each([true, false])(
    'F-ERRORS-33 carry an error_subcode or not: %p',
    async (hasErrorSubcode) => {
      await desk.switch({ hasErrorSubcode });
      const { body } = await desk.kit.graph('499', { action: 'connect' }, desk.kit.tokenOf(NUMBER));
      expect(body.error.error_subcode).toBe(hasErrorSubcode ? 33 : undefined);
    },
  );

  it('F-ERRORS-19 have the HTTP status of their code', () => {
    const statuses = Object.values(CALLING_ERRORS).map((e) => [e.code, e.httpStatus]);
    expect(Object.fromEntries(statuses)).toEqual({
      131030: 400,
      131044: 400,
      131055: 400,
      131062: 400,
      138000: 401,
      138001: 400,
      138002: 429,
      138003: 400,
      138004: 500,
      138005: 429,
      138006: 401,
      138007: 500,
      138009: 400,
      138011: 400,
      138012: 400,
      138013: 400,
      138014: 400,
      138015: 400,
      138017: 400,
      138018: 400,
      613: 429,
    });
  });

  it('F-ERRORS-20 can each be ordered as a fault, with the text that belongs to the code', async () => {
    const errors = Object.values(CALLING_ERRORS);
    const graph = errors.map((e) => ({ action: 'connect', status: e.httpStatus, code: e.code }));
    await desk.ask('PUT', '/faults', { graph });
    for (const { code: expected, httpStatus, title } of errors) {
      const { body, status } = await desk.connect();
      expect({ status, code: body.error.code }).toEqual({ status: httpStatus, code: expected });
      expect(body.error.message).toContain(title);
    }
  });

  it('F-ERRORS-34 begin with v17 of the Graph API, and the answer names the version', async () => {
    const asked = async (version: string) => {
      const url = `${desk.kit.simulator.url}/${version}/${NUMBER}/calls`;
      const response = await fetch(url, { method: 'POST' });
      const { error } = (await response.json()) as { error: { code: number } };
      return [error.code, response.headers.get('facebook-api-version')];
    };
    expect(await asked('v17.0')).toEqual([190, 'v17.0']);
    expect(await asked('v26.0')).toEqual([190, 'v26.0']);
    for (const version of ['v16.0', 'v27.0', 'v26']) {
      expect((await asked(version))[0]).toBe(2500);
    }
  });

  it('F-ERRORS-35 have the titles of the error table', () => {
    const titles = Object.values(CALLING_ERRORS).map((e) => [e.code, e.title]);
    expect(Object.fromEntries(titles)).toMatchObject({
      613: 'Fetch Call Permission For Consumer Phone Number API Limit Hit',
      138000: 'Calling not enabled',
      138001: 'Receiver Uncallable',
      138002: 'Concurrent Calls limit',
      138003: 'Duplicate call',
      138004: 'Connection error',
      138005: 'Call rate limit exceeded',
      138006: 'No approved call permission found',
      138007: 'Connect Timeout error',
      138009: 'Call Permission Request Limit Hit',
      138012: 'Business Initiated Calls Limit Hit',
      138014: 'Calling is temporarily disabled',
      138015: 'Calling cannot be enabled',
    });
  });

  it.each([
    [0, 401, 'AuthException'],
    [3, 500, 'API Method'],
    [368, 403, 'Temporarily blocked for policies violations'],
    [130429, 429, 'Rate limit hit'],
    [130497, 403, 'Business account is restricted in this country'],
    [131031, 403, 'Account has been locked'],
    [131057, 500, 'Account in maintenance mode'],
  ])('F-ERRORS-36 of no cause here: %d can be ordered', async (ordered, status, title) => {
    await desk.ask('PUT', '/faults', { graph: [{ action: 'connect', status, code: ordered }] });
    expect(await desk.connect()).toMatchObject({
      status,
      body: { error: { code: ordered, message: `(#${ordered}) ${title}` } },
    });
  });

  it.each([138019, 138020, 138021, 138022, 138023])(
    'F-ERRORS-21 %d comes in `errors` of the terminate webhook, beside `calls`',
    async (failure) => {
      const wacid = await desk.talk();
      await desk.step(wacid, 'fail', { code: failure });
      const { element, value } = await desk.told(wacid, 'terminate');
      expect(element).toMatchObject({ status: 'FAILED', duration: expect.any(Number) });
      expect(value.errors).toEqual([
        {
          code: failure,
          message: expect.any(String),
          href: expect.stringMatching(/^https:\/\/developers\.facebook\.com\//),
          error_data: { details: expect.any(String) },
        },
      ]);
    },
  );

  it('F-ERRORS-37 can be ordered for the calls of one user, and come so long after the answer', async () => {
    const breaks = { code: 138022, afterMs: 3_600_000 };
    await desk.ask('POST', '/faults/rules', { match: { consumer: AMINA }, media: { breaks } });
    const wacid = await desk.talk();
    await desk.ask('POST', '/clock/advance', { ms: breaks.afterMs - 1000 });
    expect((await desk.kit.call(wacid)).state).toBe('ACCEPTED');
    await desk.ask('POST', '/clock/advance', { ms: 1000 });
    const { element, value } = await desk.told(wacid, 'terminate');
    expect(element).toMatchObject({ status: 'FAILED', duration: breaks.afterMs / 1000 });
    expect(value.errors).toMatchObject([{ code: 138022, message: 'Media transmit timeout' }]);
    const misspelt = { media: { breaks: { code: 138024 } } };
    await expect(desk.ask('POST', '/faults/rules', misspelt)).rejects.toThrow('media.breaks.code');
  });

  it('F-ERRORS-22 a call that fails before it is picked up has errors and no times', async () => {
    const wacid = await desk.userCalls();
    await desk.step(wacid, 'fail', { code: 138020 });
    const { element, value } = await desk.told(wacid, 'terminate');
    expect(value.errors).toMatchObject([{ code: 138020, message: 'Relay connection failed' }]);
    expect(element).not.toHaveProperty('start_time');
  });

  it('F-ERRORS-23 a call that did not fail has no errors', async () => {
    const wacid = await desk.talk();
    await desk.step(wacid, 'hangup');
    expect((await desk.told(wacid, 'terminate')).value).not.toHaveProperty('errors');
  });
});
