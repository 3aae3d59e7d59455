import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { ANSWER, OFFER } from './support/business-sdp.js';
import { ACME_WABA, PartnerDesk, refusalOf } from './support/partner-desk.js';
import { AMINA, BRIAN, NUMBER } from './support/simulator-kit.js';
import type { Json } from './support/webhook-sink.js';

const HOUR_MS = 3_600_000;
/** Noon in London, where the account is, on a day of the next winter. */
const NOON = Date.UTC(2027, 0, 15, 12);
const START = Date.UTC(2027, 0, 1) / 1000;
const END = Date.UTC(2027, 2, 1) / 1000;

describe('call_analytics', () => {
  let desk: PartnerDesk;
  beforeAll(async () => {
    desk = await PartnerDesk.open();
  });
  beforeEach(async () => {
    await desk.fresh();
    for (const consumer of [AMINA, BRIAN]) {
      const behaviour = { media: false, answerAfterMs: 0 };
      await desk.control('PUT', `/consumers/${consumer}/behaviour`, behaviour);
    }
    desk.at(NOON);
  });
  afterAll(() => desk.kit.close());

  /** A call of a user, answered unless `seconds` is zero. */
  async function received(seconds: number, consumer = AMINA): Promise<void> {
    const call_id = await desk.kit.userCalls(consumer, NUMBER, { media: false });
    if (seconds > 0) {
      const session = { sdp_type: 'answer', sdp: ANSWER };
      await desk.kit.graph(NUMBER, { action: 'accept', call_id, session });
    }
    await hangUpAfter(call_id, seconds);
  }

  /** A call of the business. */
  async function placed(seconds: number, to = AMINA): Promise<void> {
    const session = { sdp_type: 'offer', sdp: OFFER };
    const { body } = await desk.kit.graph(NUMBER, { action: 'connect', to, session });
    const wacid = body.calls[0].id;
    await eventually(async () => (await desk.kit.call(wacid)).state === 'ACCEPTED');
    await hangUpAfter(wacid, seconds);
  }

  /** The real milliseconds of a test must not make a second more. */
  async function hangUpAfter(wacid: string, seconds: number): Promise<void> {
    if (seconds > 0) await desk.advance(seconds * 1000 - 500);
    await desk.control('POST', `/calls/${wacid}/hangup`, {});
  }

  const ask = (args: string) =>
    desk.get(`/${ACME_WABA}?fields=call_analytics${encodeURIComponent(args)}`);
  async function analytics(args: string): Promise<Json> {
    const { body } = await ask(`.start(${START}).end(${END})${args}`);
    return body.call_analytics;
  }

  it('F-ANALYTICS-01 data points hang on the object itself, with start, end, count, cost and average', async () => {
    await received(60);
    const { body } = await ask(
      `.start(${START}).end(${END}).granularity(DAILY).directions(USER_INITIATED)`,
    );
    const day = Date.UTC(2027, 0, 15) / 1000;
    expect(body).toEqual({
      call_analytics: {
        granularity: 'DAILY',
        directions: 'USER_INITIATED',
        data_points: [
          {
            start: day,
            end: day + 86_400,
            cost: 0,
            count: 1,
            average_duration: expect.any(Number),
          },
        ],
      },
      id: ACME_WABA,
    });
    expect([59, 60]).toContain(body.call_analytics.data_points[0].average_duration);
  });

  it("F-ANALYTICS-02 business-initiated calls cost their begun pulses of 6 seconds, users' calls nothing", async () => {
    await received(600);
    await placed(56);
    await placed(0.6, BRIAN);
    const points = (await analytics('.granularity(MONTHLY).dimensions(direction)')).data_points;
    const of = (direction: string) => points.find((point: Json) => point.direction === direction);
    expect(of('USER_INITIATED').cost).toBe(0);
    // Ten pulses and one at most, at 0.0103 USD a minute.
    expect([0.0103, 0.01133]).toContain(of('BUSINESS_INITIATED').cost);
  });

  it('F-ANALYTICS-03 days and months are those of the time zone of the WABA', async () => {
    desk.at(Date.UTC(2027, 5, 30, 22, 40));
    await received(60);
    await desk.advance(HOUR_MS);
    await received(60);
    const start = Date.UTC(2027, 5, 1) / 1000;
    const range = `.start(${start}).end(${start + 60 * 86_400})`;
    const starts = async (granularity: string) =>
      (await ask(`${range}.granularity(${granularity})`)).body.call_analytics.data_points.map(
        (point: Json) => point.start * 1000,
      );
    // British summer time: July begins at 23:00 UTC.
    expect(await starts('MONTHLY')).toEqual([Date.UTC(2027, 4, 31, 23), Date.UTC(2027, 5, 30, 23)]);
    expect(await starts('DAILY')).toEqual([Date.UTC(2027, 5, 29, 23), Date.UTC(2027, 5, 30, 23)]);
    expect(await starts('HALF_HOUR')).toEqual([
      Date.UTC(2027, 5, 30, 22, 30),
      Date.UTC(2027, 5, 30, 23, 30),
    ]);
  });

  it('F-ANALYTICS-04 phone_numbers, country_codes and directions choose the calls', async () => {
    await received(60);
    await received(60, BRIAN);
    await placed(60);
    const count = async (args: string) =>
      (await analytics(`.granularity(MONTHLY)${args}`)).data_points[0]?.count ?? 0;
    expect(await count('')).toBe(3);
    expect(await count('.country_codes([UG])')).toBe(1);
    expect(await count('.country_codes(["KE","UG"])')).toBe(3);
    expect(await count('.directions([BUSINESS_INITIATED])')).toBe(1);
    expect(await count('.directions([BUSINESS_INITIATED,USER_INITIATED])')).toBe(3);
    expect(await count('.phone_numbers([447700900101])')).toBe(3);
    expect(await count('.phone_numbers([15550001111])')).toBe(0);
  });

  it.each([
    ['singular', { phone: '447700900101', direction: 'USER_INITIATED', country: 'KE' }],
    ['absent', {}],
  ])(
    'F-ANALYTICS-05 analyticsKeys %s: dimensions split the points',
    async (analyticsKeys, keys) => {
      await desk.switch({ analyticsKeys });
      await received(60);
      await received(60, BRIAN);
      const { data_points } = await analytics(
        '.granularity(MONTHLY).dimensions([phone,direction,country]).metric_types(COUNT)',
      );
      expect(data_points).toHaveLength(2);
      const { end, start, ...rest } = data_points[0];
      expect(end).toBeGreaterThan(start);
      expect(rest).toEqual({ count: 1, ...keys });
    },
  );

  it('F-ANALYTICS-06 metric_types chooses the figures, none means all', async () => {
    await received(60);
    const keys = async (args: string) =>
      Object.keys((await analytics(`.granularity(DAILY)${args}`)).data_points[0]).sort();
    expect(await keys('.metric_types(COST)')).toEqual(['cost', 'end', 'start']);
    expect(await keys('.metric_types([COUNT,AVERAGE_DURATION])')).toEqual([
      ...['average_duration', 'count', 'end', 'start'],
    ]);
    expect(await keys('')).toEqual(['average_duration', 'cost', 'count', 'end', 'start']);
  });

  it('F-ANALYTICS-07 start, end and granularity are required, words outside their lists are 100', async () => {
    const range = `.start(${START}).end(${END})`;
    for (const args of [
      '',
      `.start(${START}).granularity(DAILY)`,
      range,
      `.start(${END}).end(${START}).granularity(DAILY)`,
      `${range}.granularity(YEARLY)`,
      `${range}.granularity(DAILY).directions(SIDEWAYS)`,
      `${range}.granularity(DAILY).dimensions(colour)`,
      `${range}.granularity(DAILY).metric_types(JOY)`,
    ]) {
      expect(refusalOf(await ask(args))).toEqual({ status: 400, code: 100 });
    }
  });

  it('F-ANALYTICS-08 a call nobody answered counts, and lowers no average', async () => {
    await received(60);
    await received(0);
    const [point] = (await analytics('.granularity(DAILY)')).data_points;
    expect(point.count).toBe(2);
    expect([59, 60]).toContain(point.average_duration);
  });

  it('F-ANALYTICS-09 only calls between start and end are told', async () => {
    await received(60);
    const at = Math.floor(NOON / 1000);
    const count = async (start: number, end: number) =>
      (await ask(`.start(${start}).end(${end}).granularity(HALF_HOUR)`)).body.call_analytics
        .data_points.length;
    expect(await count(at, at + 1800)).toBe(1);
    expect(await count(at - 1800, at)).toBe(0);
    expect(await count(at + 3600, at + 7200)).toBe(0);
  });

  it('F-ANALYTICS-10 a call that crosses a volume tier costs the cheaper price as a whole, and the tier is told', async () => {
    const minutes = 50_001;
    desk.at(Date.UTC(2027, 0, 31, 12));
    await placed(minutes * 60);
    // 0.0084 USD a minute from 50,001 minutes on.
    const [point] = (await analytics('.granularity(MONTHLY)')).data_points;
    expect(Math.abs(point.cost - minutes * 0.0084)).toBeLessThan(0.01);
    const { entry, field, value } = await desk.told('VOLUME_BASED_PRICING_TIER_UPDATE');
    expect({ field, id: entry.id, value }).toEqual({
      field: 'account_update',
      id: ACME_WABA,
      value: {
        event: 'VOLUME_BASED_PRICING_TIER_UPDATE',
        volume_tier_info: {
          tier_update_time: expect.any(Number),
          pricing_category: 'CALLING',
          tier: '50001:250000',
          effective_month: '2027-01',
          region: 'Rest of Africa',
        },
      },
    });
  });
});
