import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ACME_SECOND_WABA,
  ACME_WABA,
  CREDIT_LINE,
  type GraphAnswer,
  PARTNER,
  PartnerDesk,
  refusalOf,
} from './support/partner-desk.js';
import { NUMBER } from './support/simulator-kit.js';
import type { Json } from './support/webhook-sink.js';

const HOUR_MS = 3_600_000;
const TOO_MANY = { status: 400, code: 80_008 };

describe('rate limits', () => {
  let desk: PartnerDesk;
  beforeAll(async () => {
    desk = await PartnerDesk.open();
  });
  beforeEach(() => desk.fresh());
  afterAll(() => desk.kit.close());

  const limits = (body: Record<string, number>) => desk.control('PUT', '/rate-limits', body);
  const ofMeta = () => desk.control('DELETE', '/rate-limits');
  const usage = ({ headers }: GraphAnswer, name: string): Json =>
    JSON.parse(headers.get(name) ?? 'null');
  const ofBusiness = (answer: GraphAnswer, id = ACME_WABA): Json =>
    usage(answer, 'x-business-use-case-usage')[id][0];
  const read = (id = ACME_WABA, token?: string) => desk.get(`/${id}?fields=id`, token);
  /** So many reads at once, then the answer to one more that was counted among them. */
  async function readTimes(times: number, id = ACME_WABA): Promise<GraphAnswer> {
    await Promise.all(Array.from({ length: times - 1 }, () => read(id)));
    return read(id);
  }

  it('F-RATE-01 every answer carries x-app-usage in percent', async () => {
    expect(usage(await read(), 'x-app-usage')).toEqual({
      call_count: 1,
      total_cputime: 1,
      total_time: 1,
    });
    await limits({ appPerHour: 4 });
    expect(usage(await read(), 'x-app-usage').call_count).toBe(50);
  });

  it('F-RATE-14 answers and refusals carry the headers by which Meta finds a request', async () => {
    const refused = await desk.get('/429');
    for (const { headers } of [await read(), refused]) {
      expect(Object.fromEntries(headers)).toMatchObject({
        'facebook-api-version': 'v26.0',
        'x-fb-request-id': expect.stringMatching(/^A\S{10,}$/),
        'x-fb-trace-id': expect.stringMatching(/^A\S{10,}$/),
        'x-fb-rev': expect.stringMatching(/^\d+$/),
        'x-fb-debug': expect.stringMatching(/^\S{40,}$/),
        'x-app-usage': expect.stringContaining('call_count'),
      });
    }
    expect(refused.headers.get('x-fb-trace-id')).toBe(refused.body.error.fbtrace_id);
  });

  it('F-RATE-02 management of a WABA carries x-business-use-case-usage by its id', async () => {
    await limits({ activeManagementPerHour: 20 });
    const answers = [await read(), await desk.get(`/${ACME_WABA}/phone_numbers`)];
    expect(answers.map((answer) => usage(answer, 'x-business-use-case-usage'))).toEqual([
      {
        [ACME_WABA]: [
          {
            type: 'whatsapp_business_management',
            ...{ call_count: 5, total_cputime: 2, total_time: 3 },
            estimated_time_to_regain_access: 0,
          },
        ],
      },
      { [ACME_WABA]: [expect.objectContaining({ call_count: 10 })] },
    ]);
    expect((await desk.get(`/${NUMBER}`)).headers.get('x-business-use-case-usage')).toBeNull();
  });

  it('F-RATE-03 200 requests an hour, app and WABA without a registered number', async () => {
    expect((await ofMeta()).managementPerHour).toBe(200);
    const { wabaId } = await desk.finish();
    const last = await readTimes(200, wabaId);
    expect(last.status).toBe(200);
    expect(ofBusiness(last, wabaId).call_count).toBe(100);
    const refused = await read(wabaId);
    expect(refusalOf(refused)).toEqual(TOO_MANY);
    expect(refused.body.error.is_transient).toBe(true);
    expect((await read()).status).toBe(200);
  });

  it('F-RATE-04 a WABA with a registered number has 5,000', async () => {
    expect((await ofMeta()).activeManagementPerHour).toBe(5000);
    expect(ofBusiness(await readTimes(51)).call_count).toBe(2);
    await desk.post(`/${NUMBER}/deregister`);
    expect(ofBusiness(await read()).call_count).toBe(26);
  });

  it.each([80_008, 80_007])(
    'F-RATE-05 wabaRateLimitCode: a WABA over its limit is %s with 400, and says when to come back',
    async (wabaRateLimitCode) => {
      await desk.switch({ wabaRateLimitCode });
      await limits({ activeManagementPerHour: 2 });
      await readTimes(2);
      const refused = await read();
      expect(refusalOf(refused)).toEqual({ status: 400, code: wabaRateLimitCode });
      const { call_count, estimated_time_to_regain_access } = ofBusiness(refused);
      expect(call_count).toBe(100);
      expect([59, 60]).toContain(estimated_time_to_regain_access);
    },
  );

  it('F-RATE-06 an hour later there is room again, by the virtual clock', async () => {
    await limits({ activeManagementPerHour: 2 });
    await readTimes(2);
    await desk.advance(HOUR_MS / 2);
    expect(refusalOf(await read())).toEqual(TOO_MANY);
    await desk.advance(HOUR_MS / 2);
    expect((await read()).status).toBe(200);
  });

  it('F-RATE-07 the limit is kept for each app and each WABA', async () => {
    await limits({ activeManagementPerHour: 1 });
    await read();
    expect(refusalOf(await read())).toEqual(TOO_MANY);
    expect((await read(ACME_SECOND_WABA)).status).toBe(200);
    const other = await desk.token({ app: 'beta', wabaIds: [ACME_WABA] });
    expect((await read(ACME_WABA, other)).status).toBe(200);
  });

  it('F-RATE-08 phone_numbers, assigned_users, message_templates and subscribed_apps count together', async () => {
    await limits({ activeManagementPerHour: 4 });
    for (const edge of [
      'phone_numbers',
      `assigned_users?business=${PARTNER}`,
      'message_templates',
      'subscribed_apps',
    ]) {
      expect(await desk.get(`/${ACME_WABA}/${edge}`)).toMatchObject({ status: 200 });
    }
    expect(refusalOf(await read())).toEqual(TOO_MANY);
  });

  it('F-RATE-09 a WABA can make 100 templates an hour', async () => {
    expect((await ofMeta()).templatesPerHour).toBe(100);
    await limits({ templatesPerHour: 1 });
    const make = (name: string) =>
      desk.post(`/${ACME_WABA}/message_templates`, {
        ...{ name, language: 'en_US', category: 'UTILITY' },
        components: [{ type: 'BODY', text: 'Your parcel has arrived.' }],
      });
    expect(await make('parcel_one')).toMatchObject({ status: 200 });
    expect(refusalOf(await make('parcel_two'))).toEqual(TOO_MANY);
    expect((await desk.get(`/${ACME_WABA}/message_templates`)).status).toBe(200);
  });

  it('F-RATE-10 endpoints of a line of credit have 5,000 an hour', async () => {
    expect((await ofMeta()).creditPerHour).toBe(5000);
    await limits({ creditPerHour: 1 });
    const list = () => desk.get(`/${CREDIT_LINE}/owning_credit_allocation_configs`);
    expect((await list()).status).toBe(200);
    expect(refusalOf(await list())).toEqual(TOO_MANY);
  });

  it('F-RATE-11 request_code and verify_code have 125 an hour each', async () => {
    expect((await ofMeta()).codesPerHour).toBe(125);
    await limits({ codesPerHour: 1 });
    const number = { cc: '44', phone_number: '7700900777', verified_name: 'Acme Sales' };
    const { id } = (await desk.post(`/${ACME_WABA}/phone_numbers`, number)).body;
    const ask = () => desk.post(`/${id}/request_code`, { code_method: 'SMS', language: 'en' });
    expect((await ask()).status).toBe(200);
    expect(refusalOf(await ask())).toEqual(TOO_MANY);
    const tryCode = () => desk.post(`/${id}/verify_code`, { code: 'wrong' });
    expect(refusalOf(await tryCode())).toEqual({ status: 400, code: 136_025 });
    expect(refusalOf(await tryCode())).toEqual(TOO_MANY);
  });

  it('F-RATE-12 an app over its own limit is 4 with 400', async () => {
    await limits({ appPerHour: 2 });
    await readTimes(2);
    const refused = await read();
    expect(refusalOf(refused)).toEqual({ status: 400, code: 4 });
    expect(usage(refused, 'x-app-usage').call_count).toBe(100);
  });

  it('F-RATE-13 calls and messages have limits of their own and use up neither', async () => {
    await limits({ appPerHour: 1 });
    const token = desk.kit.tokenOf(NUMBER);
    for (let i = 0; i < 3; i++) {
      const path = `/${NUMBER}/call_permissions?user_wa_id=254700000101`;
      const answer = await desk.get(path, token);
      expect(answer.status).toBe(200);
      expect(usage(answer, 'x-app-usage').call_count).toBe(0);
    }
    expect((await read()).status).toBe(200);
  });
});
