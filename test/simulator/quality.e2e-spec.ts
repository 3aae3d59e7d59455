import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { ACME_WABA, NumberKit, type Told, TWO_APP_WABA } from './support/number-kit.js';
import { AMINA, COMFORT, type JsonReply, SimulatorKit } from './support/simulator-kit.js';

const DAY_MS = 86_400_000;
const BUSINESS = 'RESTRICTED_BUSINESS_INITIATED_CALLING';
const USER = 'RESTRICTED_USER_INITIATED_CALLING';
const BOTH = 'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING';
const HIDDEN = 'RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN';

describe('calling quality', () => {
  let kit: SimulatorKit;
  let numbers: NumberKit;
  beforeAll(async () => {
    kit = await SimulatorKit.open();
    numbers = new NumberKit(kit);
  });
  afterEach(async () => {
    kit.clock.setOffset(0);
    await kit.control('PUT', '/quality', DEFAULTS);
  });
  afterAll(() => kit.close());

  const DEFAULTS = { pickupSample: 5000, feedbackWarn: 50, feedbackPause: 100 };
  const switches = (some: object) => kit.control('PUT', '/switches', some);
  const restrict = (id: string, type: string): Promise<JsonReply> =>
    kit.control('POST', `/numbers/${id}/restrictions`, { type });

  /** A number whose users call it and webhooks name it. */
  async function number(): Promise<{ id: string; digits: string }> {
    const id = await numbers.addEnabled();
    const { displayPhoneNumber } = (await kit.control('GET', `/numbers/${id}`)).body;
    return { id, digits: displayPhoneNumber };
  }

  const updatesOf = (digits: string): Told[] =>
    numbers.told('account_update').filter(({ value }) => value.phone_number === digits);
  const update = (digits: string, event: string): Promise<Told> =>
    eventually(() => updatesOf(digits).find(({ value }) => value.event === event));

  async function missedCalls(id: string, count: number): Promise<void> {
    for (let i = 0; i < count; i++) await numbers.userRefusal(id, AMINA, 'button');
  }

  describe('warned of', () => {
    it.each(['LOW_BUSINESS_INITIATED_CALLING_QUALITY', 'LOW_USER_INITIATED_CALLING_QUALITY'])(
      'F-QUALITY-01 F-QUALITY-02 is an ACCOUNT_VIOLATION of type %s with the entry 0, and closes nothing',
      async (type) => {
        const { digits, id } = await number();
        await kit.control('POST', `/numbers/${id}/warnings`, { type });
        const { entry, isWrapped, value } = await update(digits, 'ACCOUNT_VIOLATION');
        expect(value).toEqual({
          phone_number: digits,
          event: 'ACCOUNT_VIOLATION',
          violation_info: { violation_type: type },
        });
        expect(entry).toMatchObject({ id: '0', time: expect.any(Number) });
        expect(isWrapped).toBe(false);
        expect(await numbers.userRefusal(id, AMINA)).toBeUndefined();
        expect(await numbers.startCode(id, AMINA)).not.toBe(138_014);
      },
    );

    it('F-QUALITY-03 for few picked up calls says what to do', async () => {
      const { digits, id } = await number();
      const type = 'USER_INITIATED_CALLS_LOW_PICKUP_RATE';
      await kit.control('POST', `/numbers/${id}/warnings`, { type });
      const { value } = await update(digits, 'ACCOUNT_VIOLATION');
      expect(value.violation_info).toEqual({
        violation_type: type,
        remediation: expect.stringMatching(/./),
      });
    });
  });

  describe('restricts', () => {
    it('F-QUALITY-04 F-QUALITY-05 F-QUALITY-06 the business for seven days: 138014, told with an expiration, listed in the settings', async () => {
      const { digits, id } = await number();
      const before = kit.clock.nowMs();
      await restrict(id, BUSINESS);
      const { entry, value } = await update(digits, 'ACCOUNT_RESTRICTION');
      const [{ expiration, ...info }] = value.restriction_info;
      expect(info).toEqual({ restriction_type: BUSINESS });
      expect(expiration * 1000).toBeGreaterThanOrEqual(before + 7 * DAY_MS - 1000);
      expect(expiration * 1000).toBeLessThan(before + 7 * DAY_MS + 10_000);
      expect(entry.id).toBe('0');
      expect((await numbers.calling(id)).restrictions).toEqual({
        restrictions_list: [{ type: BUSINESS, reason: expect.any(String), expiration }],
      });
      expect(await numbers.startCode(id, AMINA)).toBe(138_014);
      expect(await numbers.userRefusal(id, AMINA)).toBeUndefined();
    });

    it('F-QUALITY-07 and ends by itself, without a webhook', async () => {
      const { digits, id } = await number();
      await restrict(id, BUSINESS);
      await update(digits, 'ACCOUNT_RESTRICTION');
      kit.clock.setOffset(7 * DAY_MS - 60_000);
      expect(await numbers.startCode(id, AMINA)).toBe(138_014);
      kit.clock.setOffset(7 * DAY_MS + 1000);
      expect(await numbers.startCode(id, AMINA)).not.toBe(138_014);
      expect(await numbers.calling(id)).not.toHaveProperty('restrictions');
      expect(updatesOf(digits)).toHaveLength(1);
    });

    it('F-QUALITY-08 users, whatever entry they take, while the business may call', async () => {
      const { id } = await number();
      await restrict(id, USER);
      for (const via of ['chat', 'button', 'deep_link', 'call_log']) {
        expect(await numbers.userRefusal(id, AMINA, via)).toContain('at the moment');
      }
      expect(await numbers.startCode(id, AMINA)).not.toBe(138_014);
      kit.clock.setOffset(7 * DAY_MS + 1000);
      expect(await numbers.userRefusal(id, AMINA)).toBeUndefined();
    });

    it('F-QUALITY-24 the call icon goes with a pause of the users', async () => {
      const { id } = await number();
      const isShown = async () => {
        const { body } = await kit.control('GET', `/numbers?consumer=${AMINA}`);
        const seen = body.numbers.find((n: { phoneNumberId: string }) => n.phoneNumberId === id);
        return seen.callButton.isShown;
      };
      expect(await isShown()).toBe(true);
      await restrict(id, USER);
      expect(await isShown()).toBe(false);
    });

    it('F-QUALITY-25 no decision of a user: a permission given during the pause holds after it', async () => {
      const { id } = await number();
      const start = async () => numbers.startCode(id, COMFORT, await kit.peer().offer());
      expect(await start()).not.toBeUndefined();
      await restrict(id, BUSINESS);
      const comfort = kit.seed.consumers.find(({ waId }) => waId === COMFORT)!;
      const permissions = [{ phoneNumberId: id, status: 'permanent' }];
      await kit.control('PUT', `/consumers/${COMFORT}`, { ...comfort, permissions });
      expect(await start()).toBe(138_014);
      kit.clock.setOffset(7 * DAY_MS + 1000);
      expect(await start()).toBeUndefined();
    });

    it('F-QUALITY-09 both at once, which the settings list as two', async () => {
      const { digits, id } = await number();
      await restrict(id, BOTH);
      const { value } = await update(digits, 'ACCOUNT_RESTRICTION');
      expect(value.restriction_info[0].restriction_type).toBe(BOTH);
      const { restrictions_list: list } = (await numbers.calling(id)).restrictions;
      expect(list.map(({ type }: { type: string }) => type)).toEqual([BUSINESS, USER]);
      expect(await numbers.startCode(id, AMINA)).toBe(138_014);
      expect(await numbers.userRefusal(id, AMINA)).toBeDefined();
    });

    it('F-QUALITY-10 F-QUALITY-11 the call button without an end: told with what to do, other entries work', async () => {
      const { digits, id } = await number();
      await restrict(id, HIDDEN);
      const { value } = await update(digits, 'ACCOUNT_RESTRICTION');
      expect(value.restriction_info).toEqual([
        { restriction_type: HIDDEN, remediation: expect.any(String) },
      ]);
      kit.clock.setOffset(30 * DAY_MS);
      expect(await numbers.userRefusal(id, AMINA)).toContain('no call button');
      expect(await numbers.userRefusal(id, AMINA, 'call_log')).toBeUndefined();
      expect(await numbers.calling(id)).not.toHaveProperty('restrictions');
      await numbers.set(id, { call_icon_visibility: 'DEFAULT' });
      expect(await numbers.userRefusal(id, AMINA)).toBeUndefined();
    });

    it('F-QUALITY-12 the call button in the settings too, or beside them', async () => {
      const { id } = await number();
      await restrict(id, HIDDEN);
      expect((await numbers.calling(id)).call_icon_visibility).toBe('DISABLE_ALL');
      const { value } = await numbers.settingsTold(id);
      expect(value.phone_number_settings.calling.call_icon_visibility).toBe('DISABLE_ALL');

      await switches({ isHiddenButtonWritten: false });
      const { id: other } = await number();
      await restrict(other, HIDDEN);
      expect((await numbers.calling(other)).call_icon_visibility).toBe('DEFAULT');
      expect(await numbers.userRefusal(other, AMINA)).toContain('no call button');
      await numbers.set(other, { call_icon_visibility: 'DEFAULT' });
      expect(await numbers.userRefusal(other, AMINA)).toBeUndefined();
      await switches({ isHiddenButtonWritten: true });
    });

    it('F-QUALITY-13 in an array, or not, when pick-up is low', async () => {
      await switches({ isLowPickupWrapped: true });
      const { digits, id } = await number();
      const type = 'USER_INITIATED_CALLS_LOW_PICKUP_RATE';
      await kit.control('POST', `/numbers/${id}/warnings`, { type });
      await restrict(id, HIDDEN);
      await restrict(id, BUSINESS);
      await eventually(() => updatesOf(digits).length === 3);
      await switches({ isLowPickupWrapped: false });
      const wrapped = updatesOf(digits).map(({ isWrapped, value }) => [
        value.restriction_info?.[0].restriction_type ?? value.violation_info.violation_type,
        isWrapped,
      ]);
      expect(Object.fromEntries(wrapped)).toEqual({
        [type]: true,
        [HIDDEN]: true,
        [BUSINESS]: false,
      });
    });

    it('F-QUALITY-14 until control lifts it; calling can be turned off meanwhile', async () => {
      const { id } = await number();
      await restrict(id, BUSINESS);
      await numbers.set(id, { status: 'DISABLED' });
      await numbers.set(id, { status: 'ENABLED' });
      const { body } = await kit.control('DELETE', `/numbers/${id}/restrictions/${BUSINESS}`);
      expect(body.restrictions).toEqual([]);
      expect(await numbers.startCode(id, AMINA)).not.toBe(138_014);
    });
  });

  describe('is judged', () => {
    it("F-QUALITY-15 by the users' calls that were picked up: first a warning, then no button", async () => {
      const { digits, id } = await number();
      await kit.control('PUT', '/quality', { pickupSample: 3 });
      await missedCalls(id, 2);
      expect(updatesOf(digits)).toEqual([]);
      await missedCalls(id, 1);
      const { value } = await update(digits, 'ACCOUNT_VIOLATION');
      expect(value.violation_info.violation_type).toBe('USER_INITIATED_CALLS_LOW_PICKUP_RATE');
      await missedCalls(id, 3);
      const hidden = await update(digits, 'ACCOUNT_RESTRICTION');
      expect(hidden.value.restriction_info[0].restriction_type).toBe(HIDDEN);
      expect(await numbers.userRefusal(id, AMINA)).toContain('no call button');
    });

    it('F-QUALITY-16 by blocks and reports within a week: first a warning, then a pause', async () => {
      const { digits, id } = await number();
      await kit.control('PUT', '/quality', { feedbackWarn: 2, feedbackPause: 4 });
      const block = (direction: string, count: number) =>
        kit.control('POST', `/numbers/${id}/feedback`, { direction, count });
      await block('BUSINESS_INITIATED', 1);
      kit.clock.setOffset(8 * DAY_MS);
      await block('BUSINESS_INITIATED', 1);
      await block('USER_INITIATED', 1);
      expect(updatesOf(digits)).toEqual([]);
      await block('BUSINESS_INITIATED', 2);
      const { value } = await update(digits, 'ACCOUNT_VIOLATION');
      expect(value.violation_info.violation_type).toBe('LOW_BUSINESS_INITIATED_CALLING_QUALITY');
      await block('BUSINESS_INITIATED', 5);
      await update(digits, 'ACCOUNT_RESTRICTION');
      expect(await numbers.startCode(id, AMINA)).toBe(138_014);
      await block('USER_INITIATED', 3);
      const restricted = () =>
        updatesOf(digits).flatMap(({ value }) => value.restriction_info ?? []);
      await eventually(() => restricted().some((info) => info.restriction_type === USER));
      // A pause does not get worse: two warnings and two pauses are all.
      expect(updatesOf(digits)).toHaveLength(4);
      expect(await numbers.userRefusal(id, AMINA)).toContain('at the moment');
    });
  });

  describe('and the messaging limit', () => {
    const told = (field: string) =>
      numbers.told(field).map(({ entry, value }) => ({ wabaId: entry.id, ...value }));

    it('F-QUALITY-17 F-QUALITY-18 F-QUALITY-19 change for the whole portfolio, and every number and account tells so', async () => {
      const { digits, id } = await number();
      kit.sink.received.length = 0;
      await kit.control('PUT', `/numbers/${id}`, { messagingLimit: 'TIER_10K' });
      const quality = await eventually(() => {
        const all = told('phone_number_quality_update');
        return all.some(({ wabaId }) => wabaId === TWO_APP_WABA) ? all : undefined;
      });
      expect(quality.find((value) => value.display_phone_number === digits)).toEqual({
        wabaId: ACME_WABA,
        display_phone_number: digits,
        event: 'UPGRADE',
        max_daily_conversations_per_business: 'TIER_10K',
      });
      const capability = await eventually(() => {
        const all = told('business_capability_update');
        return new Set(all.map(({ wabaId }) => wabaId)).size === 2 ? all : undefined;
      });
      expect(capability[0]).toMatchObject({ max_daily_conversations_per_business: 10_000 });
      const { body } = await kit.control('GET', '/numbers/410000000000004');
      expect(body.messagingLimit).toBe('TIER_2K');
    });

    it('F-QUALITY-20 F-QUALITY-21 F-QUALITY-22 are told with an event, limits and figures of one kind or the other', async () => {
      const { digits, id } = await number();
      await switches({
        limitChangeEvent: 'ONBOARDING',
        hasOldLimitKeys: true,
        capabilityLimitType: 'tier',
      });
      kit.sink.received.length = 0;
      await kit.control('PUT', `/numbers/${id}`, { messagingLimit: 'TIER_250' });
      const value = await eventually(() =>
        told('phone_number_quality_update').find((v) => v.display_phone_number === digits),
      );
      expect(value).toMatchObject({
        event: 'ONBOARDING',
        old_limit: 'TIER_2K',
        current_limit: 'TIER_250',
      });
      const capability = await eventually(() => told('business_capability_update')[0]);
      expect(capability.max_daily_conversations_per_business).toBe('TIER_250');
      await switches({
        limitChangeEvent: 'direction',
        hasOldLimitKeys: false,
        capabilityLimitType: 'integer',
      });
      await kit.control('PUT', `/numbers/${id}`, { messagingLimit: 'TIER_2K' });
    });
  });

  it('F-QUALITY-23 control refuses a number twice, on no WABA, and restrictions nobody knows', async () => {
    const { id } = await number();
    const add = (more: object) =>
      kit.control('POST', '/numbers', {
        phoneNumberId: id,
        displayPhoneNumber: '447700900999',
        wabaId: ACME_WABA,
        ...more,
      });
    expect((await add({})).status).toBe(409);
    expect((await add({ phoneNumberId: '429', wabaId: '1' })).status).toBe(404);
    expect((await restrict(id, 'RESTRICTED_SMILING')).status).toBe(400);
    expect((await restrict('429', USER)).status).toBe(404);
    const changes = { qualityRating: 'RED', recipients: [AMINA], accountMode: 'SANDBOX' };
    expect((await kit.control('PUT', `/numbers/${id}`, changes)).body).toMatchObject(changes);
  });
});
