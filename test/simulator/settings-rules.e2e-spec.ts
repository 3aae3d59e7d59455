import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { NumberKit } from './support/number-kit.js';
import { AMINA, BRIAN, SimulatorKit } from './support/simulator-kit.js';

/** A Wednesday of Indian standard time, 09:30 there. */
const WEDNESDAY_MORNING_MS = Date.parse('2098-10-01T04:00:00Z');
const HOUR_MS = 3_600_000;

const HOURS = {
  status: 'ENABLED',
  timezone_id: 'Asia/Kolkata',
  weekly_operating_hours: [{ day_of_week: 'WEDNESDAY', open_time: '0900', close_time: '1700' }],
};
const ENTRIES = ['chat', 'button', 'deep_link', 'call_log'];

describe("a number's settings at work", () => {
  let kit: SimulatorKit;
  let numbers: NumberKit;
  beforeAll(async () => {
    kit = await SimulatorKit.open();
    numbers = new NumberKit(kit);
  });
  afterEach(() => {
    kit.clock.setOffset(0);
  });
  afterAll(() => kit.close());

  const switches = (some: object) => kit.control('PUT', '/switches', some);
  const setTime = (ms: number) => {
    kit.clock.setOffset(0);
    kit.clock.setOffset(ms - kit.clock.nowMs());
  };
  /** The entries through which a user gets a call. */
  async function openEntries(id: string, consumer = AMINA): Promise<string[]> {
    const open = [];
    for (const via of ENTRIES) {
      if ((await numbers.userRefusal(id, consumer, via)) === undefined) open.push(via);
    }
    return open;
  }

  describe('on users', () => {
    it('F-SETTINGS-62 calling that is off refuses every call, and no webhook is sent', async () => {
      const id = await numbers.add();
      expect(await openEntries(id)).toEqual([]);
      await numbers.set(id, { status: 'ENABLED' });
      expect(await openEntries(id)).toEqual(ENTRIES);
      await numbers.set(id, { status: 'DISABLED' });
      const before = numbers.told('calls').length;
      expect(await numbers.userRefusal(id, AMINA)).toContain('cannot be called');
      const later = await numbers.addEnabled();
      await kit.userCalls(BRIAN, later, { media: false });
      expect(numbers.told('calls').length - before).toBeLessThanOrEqual(2);
      expect(JSON.stringify(numbers.told('calls').slice(before))).not.toContain(`"${AMINA}"`);
    });

    it('F-SETTINGS-63 a hidden icon closes the chat alone, or all but what the business sent', async () => {
      const id = await numbers.addEnabled();
      await numbers.set(id, { call_icon_visibility: 'DISABLE_ALL' });
      expect(await openEntries(id)).toEqual(['button', 'deep_link', 'call_log']);
      await switches({ hiddenIconCloses: 'unsolicited' });
      expect(await openEntries(id)).toEqual(['button']);
      await switches({ hiddenIconCloses: 'chat' });
    });

    it("F-SETTINGS-64 icon countries are those of the user's number, and close the chat alone", async () => {
      const id = await numbers.addEnabled();
      await numbers.set(id, { call_icons: { restrict_to_user_countries: ['UG'] } });
      expect(await openEntries(id, BRIAN)).toEqual(ENTRIES);
      expect(await openEntries(id, AMINA)).toEqual(['button', 'deep_link', 'call_log']);
    });

    it('F-SETTINGS-65 F-SETTINGS-66 outside of the call hours no entry is open, and the next slot is shown', async () => {
      const id = await numbers.addEnabled();
      await numbers.set(id, { call_hours: HOURS });
      setTime(WEDNESDAY_MORNING_MS);
      expect(await openEntries(id)).toEqual(ENTRIES);
      setTime(WEDNESDAY_MORNING_MS + 8 * HOUR_MS);
      expect(await openEntries(id)).toEqual([]);
      expect(await numbers.userRefusal(id, AMINA)).toContain('2098-10-08 at 0900 (Asia/Kolkata)');
    });

    it('F-SETTINGS-67 call hours that are off leave the business open around the clock', async () => {
      const id = await numbers.addEnabled();
      await numbers.set(id, { call_hours: { ...HOURS, status: 'DISABLED' } });
      setTime(WEDNESDAY_MORNING_MS + 8 * HOUR_MS);
      expect(await openEntries(id)).toEqual(ENTRIES);
    });

    it('F-SETTINGS-68 a holiday has hours of its own, or is closed in them', async () => {
      const id = await numbers.addEnabled();
      const holiday = { date: '2098-10-01', start_time: '0900', end_time: '1200' };
      await numbers.set(id, { call_hours: { ...HOURS, holiday_schedule: [holiday] } });
      const openAt = async (ms: number) => {
        setTime(ms);
        return (await numbers.userRefusal(id, AMINA)) === undefined;
      };
      const noon = WEDNESDAY_MORNING_MS + 3 * HOUR_MS;
      expect([await openAt(WEDNESDAY_MORNING_MS), await openAt(noon)]).toEqual([true, false]);
      await switches({ holidayTimes: 'closed' });
      expect([await openAt(WEDNESDAY_MORNING_MS), await openAt(noon)]).toEqual([false, true]);
      await switches({ holidayTimes: 'open' });
    });
  });

  describe('on the business', () => {
    it('F-SETTINGS-69 calling that is off refuses its calls with 138000 and HTTP 401', async () => {
      const id = await numbers.add();
      const { body, status } = await kit.graph(
        id,
        { action: 'connect', to: AMINA, session: { sdp_type: 'offer', sdp: 'v=0\r\n' } },
        kit.seed.wabas[0]!.accessToken,
      );
      expect([status, body.error.code]).toEqual([401, 138_000]);
    });

    it('F-SETTINGS-70 SIP that is on refuses the calls endpoint with 131055', async () => {
      const id = await numbers.addEnabled();
      const servers = [{ hostname: 'sip.example.net' }];
      await numbers.set(id, { sip: { status: 'ENABLED', servers } });
      expect(await numbers.startCode(id, AMINA)).toBe(131_055);
      await numbers.set(id, { sip: { status: 'DISABLED' } });
      expect(await numbers.startCode(id, AMINA)).not.toBe(131_055);
    });

    it.each([
      ['USA', '12025550143'],
      ['Canada', '14165550143'],
      ['Egypt', '201001234567'],
      ['Vietnam', '84912345678'],
      ['Nigeria', '2348012345678'],
    ])(
      'F-SETTINGS-71 F-SETTINGS-72 a number of %s cannot call (138013), but users call it',
      async (_country, displayPhoneNumber) => {
        const id = await numbers.addEnabled({ displayPhoneNumber });
        expect(await numbers.startCode(id, AMINA)).toBe(138_013);
        expect(await numbers.userRefusal(id, AMINA)).toBeUndefined();
      },
    );

    it('F-SETTINGS-73 a Turkish number can call, or cannot', async () => {
      const id = await numbers.addEnabled({ displayPhoneNumber: '905321234567' });
      expect(await numbers.startCode(id, AMINA)).not.toBe(138_013);
      await switches({ isTurkeyExcluded: true });
      expect(await numbers.startCode(id, AMINA)).toBe(138_013);
      await switches({ isTurkeyExcluded: false });
    });

    it('F-SETTINGS-74 F-SETTINGS-80 without a payment method its calls are refused with 131044, but not in a sandbox', async () => {
      const id = await numbers.addEnabled();
      await kit.control('PUT', `/numbers/${id}`, { hasPaymentMethod: false });
      expect(await numbers.startCode(id, AMINA)).toBe(131_044);
      await kit.control('PUT', `/numbers/${id}`, { accountMode: 'SANDBOX' });
      expect(await numbers.startCode(id, AMINA)).not.toBe(131_044);
      await kit.control('PUT', `/numbers/${id}`, { hasPaymentMethod: true });
    });
  });
});
