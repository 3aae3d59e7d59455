import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NumberKit } from './support/number-kit.js';
import { SimulatorKit } from './support/simulator-kit.js';

const DAY_MS = 86_400_000;
const MONDAY = { day_of_week: 'MONDAY', open_time: '0900', close_time: '1300' };
const HOURS = { status: 'ENABLED', timezone_id: 'Asia/Kolkata', weekly_operating_hours: [MONDAY] };

describe('settings are refused', () => {
  let kit: SimulatorKit;
  let numbers: NumberKit;
  let id: string;
  beforeAll(async () => {
    kit = await SimulatorKit.open();
    numbers = new NumberKit(kit);
  });
  beforeEach(async () => {
    id = await numbers.add();
  });
  afterEach(() => {
    kit.clock.setOffset(0);
  });
  afterAll(() => kit.close());

  const switches = (some: object) => kit.control('PUT', '/switches', some);
  const hours = async (some: object) =>
    (await numbers.refusal(id, { call_hours: { ...HOURS, ...some } })).details;
  const week = (...entries: object[]) => hours({ weekly_operating_hours: entries });
  const holidays = (...entries: object[]) => hours({ holiday_schedule: entries });
  const holiday = (date: string, start_time = '0900', end_time = '1200') => ({
    date,
    start_time,
    end_time,
  });

  it('F-SETTINGS-35 for an invalid status, with HTTP 400, code 100 and the reason in error_data', async () => {
    const wrong = [
      { status: 'ON' },
      { status: 'enabled' },
      { callback_permission_status: true },
      { sip: { status: 'NONE' } },
      { voicemail: { status: 'NONE' } },
      { call_hours: { ...HOURS, status: 'OPEN' } },
    ];
    for (const calling of wrong) {
      expect(await numbers.refusal(id, calling)).toMatchObject({
        status: 400,
        code: 100,
        message: '(#100) Invalid parameter',
        error_data: { messaging_product: 'whatsapp', details: 'Invalid status' },
      });
    }
  });

  it.each([
    ['a day that is none', { day_of_week: 'FUNDAY' }],
    ['a time that is none', { open_time: '2460' }],
    ['a time that is a number', { open_time: 900 }],
    ['closing before opening', { close_time: '0800' }],
    ['closing when opening', { close_time: '0900' }],
  ])('F-SETTINGS-36 for an invalid schedule: %s', async (_name, wrong) => {
    expect(await week({ ...MONDAY, ...wrong })).toBe('Invalid schedule for call_hours');
  });

  it('F-SETTINGS-37 for call hours without any weekly hours', async () => {
    const empty = 'weekly_operating_hours in call_hours cannot be empty';
    expect(await week()).toBe(empty);
  });

  it('F-SETTINGS-38 for a holiday whose date has another form or is on no calendar', async () => {
    const wrong = 'Date format in holiday_schedule for call_hours is invalid';
    for (const date of ['25-12-2099', '2099-12-25T00:00', '2099-02-30', '2099-13-01']) {
      expect(await holidays(holiday(date))).toBe(wrong);
    }
  });

  it("F-SETTINGS-39 for a holiday that is over in the schedule's time zone", async () => {
    const past = 'Holiday given in call_hours is a past date';
    const now = kit.clock.nowMs();
    const dateIn = (ms: number) => new Date(now + ms).toISOString().slice(0, 10);
    const utc = { timezone_id: 'UTC' };
    expect(await hours({ ...utc, holiday_schedule: [holiday(dateIn(-DAY_MS))] })).toBe(past);
    expect(await hours({ ...utc, holiday_schedule: [holiday(dateIn(0))] })).toBeUndefined();
    // In the evening of UTC it is tomorrow on Kiritimati: today is over there.
    kit.clock.setOffset(Date.parse(`${dateIn(0)}T23:00:00Z`) - now);
    const kiritimati = { timezone_id: 'Pacific/Kiritimati' };
    expect(await hours({ ...kiritimati, holiday_schedule: [holiday(dateIn(0))] })).toBe(past);
  });

  it('F-SETTINGS-40 for more than two entries on one day', async () => {
    const many = 'More than 2 entries not allowed in weekly_operating_hours schedule in call_hours';
    const at = (open_time: string, close_time: string) => ({ ...MONDAY, open_time, close_time });
    const three = [at('0900', '1000'), at('1100', '1200'), at('1300', '1400')];
    expect(await week(...three)).toBe(many);
    expect(await week(three[0]!, three[1]!, { ...three[2]!, day_of_week: 'TUESDAY' })).toBe(
      undefined,
    );
  });

  it('F-SETTINGS-41 for entries of a day that overlap; touching ones do not, in either order', async () => {
    const overlap = 'Overlapping schedule in call_hours is not allowed';
    const early = { ...MONDAY, open_time: '0500', close_time: '0600' };
    expect(await week(MONDAY, early)).toBe(undefined);
    expect(await week(MONDAY, { ...MONDAY, open_time: '1259', close_time: '1400' })).toBe(overlap);
    expect(await week(MONDAY, { ...MONDAY, open_time: '1300', close_time: '1400' })).toBe(
      undefined,
    );
  });

  it.each(['Mars/Olympus', '+05:30', '', 330])(
    'F-SETTINGS-42 for a time zone that is none: %s',
    async (timezone_id) => {
      expect(await hours({ timezone_id })).toBe('Timezone is invalid in call_hours');
    },
  );

  it('F-SETTINGS-43 for a field that is missing, which is named', async () => {
    const missing = async (calling: object) => (await numbers.refusal(id, calling)).details;
    const withoutOpening = { ...MONDAY, open_time: undefined };
    expect(await missing({ call_hours: { status: 'ENABLED' } })).toBe(
      'A required field is missing: call_hours.timezone_id',
    );
    expect(await week(withoutOpening)).toContain('weekly_operating_hours.open_time');
    expect(await hours({ status: undefined })).toContain('call_hours.status');
    expect(await holidays({ date: '2099-01-01', start_time: '0900' })).toContain('end_time');
    expect(await missing({ sip: { servers: [{ port: 5061 }] } })).toContain('hostname');
    expect(await missing({ audio: {} })).toContain('additional_codecs');
  });

  it('F-SETTINGS-44 for more than twenty holidays', async () => {
    const days = Array.from({ length: 21 }, (_, i) =>
      holiday(`2099-01-${String(i + 1).padStart(2, '0')}`),
    );
    expect(await holidays(...days.slice(1))).toBeUndefined();
    expect(await holidays(...days)).toContain('20 entries');
  });

  it('F-SETTINGS-45 for holidays that break the rules of a day: two entries, in order, apart', async () => {
    const at = (from: string, until: string) => holiday('2099-01-01', from, until);
    expect(await holidays(at('0900', '1000'), at('1000', '1100'))).toBeUndefined();
    expect(await holidays(at('0900', '1000'), at('0930', '1100'))).toContain('Overlapping');
    expect(await holidays(at('1000', '0900'))).toBe('Invalid schedule for call_hours');
    const three = [at('0900', '1000'), at('1000', '1100'), at('1100', '1200')];
    expect(await holidays(...three)).toContain('More than 2 entries');
  });

  it('F-SETTINGS-46 for hours that are off without a schedule, or taken', async () => {
    const off = { call_hours: { status: 'DISABLED' } };
    expect((await numbers.refusal(id, off)).details).toContain('missing');
    const whole = { ...HOURS, status: 'DISABLED', weekly_operating_hours: [] };
    await numbers.set(id, { call_hours: whole });
    await switches({ isScheduleRequiredWhenOff: false });
    await numbers.set(id, off);
    await switches({ isScheduleRequiredWhenOff: true });
  });

  it('F-SETTINGS-47 for fields that no page describes', async () => {
    for (const unknown of [
      { call_routing: { default: 'SIP' } },
      { video: { status: 'ENABLED' } },
      { call_hours: { ...HOURS, timezone: 'UTC' } },
      { sip: { servers: [{ hostname: 'sip.example.net', password: 'x' }] } },
    ]) {
      expect((await numbers.refusal(id, unknown)).details).toContain('Unexpected field');
    }
  });

  it('F-SETTINGS-48 when they name no settings at all, or no object', async () => {
    expect((await numbers.post(id, {})).body.error.code).toBe(100);
    expect((await numbers.post(id, { calling: [] })).body.error.code).toBe(100);
    expect((await numbers.post(id, { payload_encryption: 'ENABLED' })).body.error.code).toBe(100);
  });

  it('F-SETTINGS-49 as a whole: one bad field and nothing is written', async () => {
    await numbers.refusal(id, { call_icon_visibility: 'DISABLE_ALL', status: 'ON' });
    await numbers.refusal(id, { call_icon_visibility: 'DISABLE_ALL', sip: { status: 'ENABLED' } });
    await numbers.post(id, {
      calling: { call_icon_visibility: 'DISABLE_ALL' },
      payload_encryption: 'ENABLED',
    });
    expect((await numbers.calling(id)).call_icon_visibility).toBe('NOT_SET');
  });

  it('F-SETTINGS-50 with 138015 while the business may message fewer than 2,000 people a day', async () => {
    const small = await numbers.add({ messagingLimit: 'TIER_250' });
    expect(await numbers.refusal(small, { status: 'ENABLED' })).toMatchObject({
      status: 400,
      code: 138_015,
    });
    await numbers.set(small, { call_icon_visibility: 'DISABLE_ALL' });
    await kit.control('PUT', `/numbers/${small}`, { messagingLimit: 'TIER_2K' });
    await numbers.set(small, { status: 'ENABLED' });
  });

  it('F-SETTINGS-51 with no 138015 on test numbers and sandbox accounts', async () => {
    const test = await numbers.add({ messagingLimit: 'TIER_250', recipients: ['254700000101'] });
    await numbers.set(test, { status: 'ENABLED' });
    const sandbox = await numbers.add({ messagingLimit: 'TIER_250', accountMode: 'SANDBOX' });
    await numbers.set(sandbox, { status: 'ENABLED' });
  });

  it('F-SETTINGS-52 F-SETTINGS-53 with 138018 while no app would get the calls webhooks, unless SIP is on', async () => {
    const subscribe = async (wabaId: string, method: string) => {
      const response = await fetch(`${kit.simulator.url}/v26.0/${wabaId}/subscribed_apps`, {
        method,
        headers: { authorization: `Bearer ${numbers.tokenOf(wabaId)}` },
      });
      expect(response.status).toBe(200);
    };
    const waba = kit.seed.wabas[0]!.wabaId;
    await subscribe(waba, 'DELETE');
    expect(await numbers.refusal(id, { status: 'ENABLED' })).toMatchObject({
      status: 400,
      code: 138_018,
    });
    const servers = [{ hostname: 'sip.example.net' }];
    await numbers.set(id, { status: 'ENABLED', sip: { status: 'ENABLED', servers } });
    await subscribe(waba, 'POST');
    await numbers.set(await numbers.add(), { status: 'ENABLED' });
  });
});
