import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ChatKit, DAY_MS, type Person } from './support/chat-kit.js';
import { AMINA, NUMBER } from './support/simulator-kit.js';

const WEEK_S = 7 * 86_400;

describe('call_permissions', () => {
  let chat: ChatKit;
  let number: string;
  beforeAll(async () => {
    chat = await ChatKit.open();
    number = await chat.numbers.addEnabled();
  });
  afterEach(() => chat.reset());
  afterAll(() => chat.close());

  const nowS = () => Math.floor(chat.kit.clock.nowMs() / 1000);
  const read = async (person: Person, of = number) => (await chat.permissions(of, person)).body;
  const granted = (status: string) => ({ permissions: [{ phoneNumberId: number, status }] });

  it('F-PERMISSIONS-01 answers for a user with the permission and two actions with their limits', async () => {
    const reply = await chat.permissions(number, await chat.person());
    expect(reply).toEqual({
      status: 200,
      body: {
        messaging_product: 'whatsapp',
        permission: { status: 'no_permission' },
        actions: [
          {
            action_name: 'send_call_permission_request',
            can_perform_action: true,
            limits: [
              { time_period: 'PT24H', max_allowed: 1, current_usage: 0 },
              { time_period: 'P7D', max_allowed: 2, current_usage: 0 },
            ],
          },
          {
            action_name: 'start_call',
            can_perform_action: false,
            limits: [{ time_period: 'PT24H', max_allowed: 100, current_usage: 0 }],
          },
        ],
      },
    });
  });

  it('F-PERMISSIONS-02 takes a BSUID, or a parent BSUID, as recipient in place of user_wa_id', async () => {
    const parentUserId = 'KE.ENT.11815799212886844830';
    const { userId } = await chat.person({ parentUserId, ...granted('permanent') });
    for (const id of [userId, parentUserId]) {
      const { body } = await chat.graph('GET', `${number}/call_permissions?recipient=${id}`);
      expect(body.permission).toEqual({ status: 'permanent' });
    }
  });

  it('F-PERMISSIONS-03 without a user is code 100', async () => {
    const reply = await chat.graph('GET', `${number}/call_permissions`);
    expect(reply).toMatchObject({ status: 400, body: { error: { code: 100 } } });
  });

  it('F-PERMISSIONS-04 a permanent permission has no expiry', async () => {
    const body = await read(await chat.person(granted('permanent')));
    expect(body.permission).toEqual({ status: 'permanent' });
    expect(body.actions[1].can_perform_action).toBe(true);
  });

  it('F-PERMISSIONS-05 a temporary one ends 604,800 seconds after the approval, told as expiration_time or expiration', async () => {
    const person = await chat.person(granted('temporary'));
    const { permission } = await read(person);
    expect(permission).toEqual({ status: 'temporary', expiration_time: expect.any(Number) });
    expect(Math.abs(permission.expiration_time - nowS() - WEEK_S)).toBeLessThanOrEqual(2);
    await chat.switches({ permissionExpiryKey: 'expiration' });
    const { expiration_time: expiration } = permission;
    expect((await read(person)).permission).toEqual({ status: 'temporary', expiration });
    await chat.switches({ permissionExpiryKey: 'expiration_time' });
  });

  it('F-PERMISSIONS-06 F-PERMISSIONS-07 counts requests in both windows and tells when a full one is free', async () => {
    const person = await chat.acquaintance(number);
    await chat.asked(number, person);
    const [day, week] = (await read(person)).actions[0].limits;
    expect(day).toMatchObject({ current_usage: 1, limit_expiration_time: expect.any(Number) });
    expect(Math.abs(day.limit_expiration_time - nowS() - 86_400)).toBeLessThanOrEqual(2);
    expect(week).toEqual({ time_period: 'P7D', max_allowed: 2, current_usage: 1 });
    chat.kit.clock.setOffset(2 * DAY_MS);
    await chat.use(number, person, { requests: 1 });
    chat.kit.clock.setOffset(4 * DAY_MS);
    const { can_perform_action: can, limits } = (await read(person)).actions[0];
    expect(can).toBe(false);
    expect(limits[0]).toEqual({ time_period: 'PT24H', max_allowed: 1, current_usage: 0 });
    expect(limits[1]).toMatchObject({
      current_usage: 2,
      limit_expiration_time: Number(day.limit_expiration_time) + WEEK_S - 86_400,
    });
  });

  it('F-PERMISSIONS-08 F-PERMISSIONS-09 F-PERMISSIONS-10 at 100 connected calls start_call is over until the first is 24 hours old; the permission stays', async () => {
    const person = await chat.person(granted('permanent'));
    await chat.use(number, person, { connectedCalls: 99, unansweredCalls: 1 });
    expect((await read(person)).actions[1]).toMatchObject({
      can_perform_action: true,
      limits: [{ time_period: 'PT24H', max_allowed: 100, current_usage: 99 }],
    });
    await chat.use(number, person, { connectedCalls: 1 });
    const { actions, permission } = await read(person);
    expect(permission).toEqual({ status: 'permanent' });
    const [limit] = actions[1].limits;
    expect(actions[1].can_perform_action).toBe(false);
    expect(limit.current_usage).toBe(100);
    expect(Math.abs(limit.limit_expiration_time - nowS() - 86_400)).toBeLessThanOrEqual(2);
    chat.kit.clock.setOffset(DAY_MS + 1000);
    expect((await read(person)).actions[1]).toMatchObject({
      can_perform_action: true,
      limits: [{ current_usage: 0 }],
    });
  });

  it('F-PERMISSIONS-11 answers no_permission for whom cannot be called, as for a stranger', async () => {
    const uncallable = await chat.person({ isCallable: false, ...granted('permanent') });
    const nobody = { waId: '254799999999', userId: '' };
    const stranger = await read(await chat.person());
    expect(await read(uncallable)).toEqual(stranger);
    expect(await chat.permissions(number, nobody)).toEqual({ status: 200, body: stranger });
  });

  it('F-PERMISSIONS-12 is refused with 138013 on numbers of countries without business-initiated calls', async () => {
    const american = await chat.numbers.addEnabled({ displayPhoneNumber: '12125550101' });
    const { body, status } = await chat.permissions(american, await chat.person());
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: 138013,
      type: 'OAuthException',
      error_subcode: 2593139,
      is_transient: false,
      error_data: {
        messaging_product: 'whatsapp',
        details: 'Business initiated calls not available for for this account.',
      },
    });
    expect(body.error.message).not.toContain('#138013');
  });

  it.each([5, 100])(
    'F-PERMISSIONS-13 refuses with 613 and 429 what comes after %s requests within a second',
    async (perSecond) => {
      const busy = await chat.numbers.addEnabled();
      const person = await chat.person();
      await chat.switches({ callPermissionsPerSecond: perSecond });
      // All in one second, however slow the machine is.
      const stopped = jest.spyOn(chat.kit.clock, 'nowMs');
      stopped.mockReturnValue(chat.kit.clock.nowMs());
      const replies = await Promise.all(
        Array.from({ length: perSecond + 2 }, () => chat.permissions(busy, person)),
      );
      stopped.mockRestore();
      const refused = replies.filter(({ status }) => status !== 200);
      expect(refused.map(({ body, status }) => [status, body.error.code])).toEqual([
        [429, 613],
        [429, 613],
      ]);
      chat.kit.clock.setOffset(1001);
      expect((await chat.permissions(busy, person)).status).toBe(200);
      await chat.switches({ callPermissionsPerSecond: 100 });
    },
  );

  it('F-PERMISSIONS-14 needs calling to be enabled: 138000', async () => {
    const untouched = await chat.numbers.add();
    const reply = await chat.permissions(untouched, await chat.person());
    expect(reply).toMatchObject({ status: 401, body: { error: { code: 138000 } } });
  });

  it('F-PERMISSIONS-15 needs a token that reaches the number', async () => {
    const path = `${number}/call_permissions?user_wa_id=${AMINA}`;
    const wrong = await chat.graph('GET', path, undefined, 'EAAwrong');
    expect(wrong).toMatchObject({ status: 401, body: { error: { code: 190 } } });
    const globex = chat.numbers.tokenOf('510000000000003');
    const foreign = await chat.graph('GET', path, undefined, globex);
    expect(foreign).toMatchObject({ status: 403, body: { error: { code: 200 } } });
  });

  it('F-PERMISSIONS-16 says that whoever gave permanent permission cannot be asked', async () => {
    const [ask] = (await read(await chat.person(granted('permanent')))).actions;
    expect(ask).toMatchObject({ can_perform_action: false, limits: [{ current_usage: 0 }, {}] });
    const [askAgain] = (await read(await chat.person(granted('temporary')))).actions;
    expect(askAgain.can_perform_action).toBe(true);
  });

  it('F-PERMISSIONS-17 says that a paused number can neither ask nor call, though permissions stay', async () => {
    const paused = await chat.numbers.addEnabled();
    const person = await chat.person({
      permissions: [{ phoneNumberId: paused, status: 'permanent' }],
    });
    const type = 'RESTRICTED_BUSINESS_INITIATED_CALLING';
    await chat.control('POST', `/numbers/${paused}/restrictions`, { type });
    const { actions, permission } = await read(person, paused);
    expect(permission.status).toBe('permanent');
    expect(
      actions.map((action: { can_perform_action: boolean }) => action.can_perform_action),
    ).toEqual([false, false]);
  });

  it('F-PERMISSIONS-18 gives sandboxes and public test numbers 25 requests a day and 100 a week', async () => {
    const person = await chat.person();
    const sandbox = await chat.numbers.addEnabled({ accountMode: 'SANDBOX' });
    const test = await chat.numbers.addEnabled({ recipients: [person.waId] });
    for (const id of [sandbox, test]) {
      const [ask, start] = (await read(person, id)).actions;
      expect(ask.limits).toMatchObject([{ max_allowed: 25 }, { max_allowed: 100 }]);
      expect(start.limits).toMatchObject([{ max_allowed: 100 }]);
    }
  });

  it('F-PERMISSIONS-19 the people of the seed gave their permission before and have talked before', async () => {
    const pair = await chat.pair(NUMBER, { waId: AMINA, userId: '' });
    expect(pair).toMatchObject({
      permission: { status: 'permanent' },
      hasConversation: true,
      customerServiceWindowEndsAtMs: null,
    });
  });
});
