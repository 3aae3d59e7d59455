import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ACME_SECOND_WABA, ACME_WABA, PartnerDesk, refusalOf } from './support/partner-desk.js';
import { NUMBER } from './support/simulator-kit.js';

const NEW_NUMBER = { cc: '44', phone_number: '7700 900-777', verified_name: 'Acme Sales' };
const HOUR_MS = 3_600_000;

describe('phone numbers', () => {
  let desk: PartnerDesk;
  beforeAll(async () => {
    desk = await PartnerDesk.open();
  });
  beforeEach(() => desk.fresh());
  afterAll(() => desk.kit.close());

  const added = async (): Promise<string> =>
    (await desk.post(`/${ACME_WABA}/phone_numbers`, NEW_NUMBER)).body.id;
  const asked = (id: string) =>
    desk.post(`/${id}/request_code`, { code_method: 'SMS', language: 'en_US' });
  const sent = async (id: string): Promise<string> =>
    (await desk.control('GET', `/numbers/${id}/code`)).code;
  const verified = async (): Promise<string> => {
    const id = await added();
    await asked(id);
    await desk.post(`/${id}/verify_code`, { code: await sent(id) });
    return id;
  };
  const register = (id: string, more: Record<string, unknown> = {}) =>
    desk.post(`/${id}/register`, { messaging_product: 'whatsapp', pin: '123456', ...more });
  const read = async (id: string, fields: string) =>
    (await desk.get(`/${id}?fields=${fields}`)).body;

  it('F-ASSETS-01 a WABA lists its numbers in the international form, with cursors', async () => {
    const { body } = await desk.get(`/${ACME_WABA}/phone_numbers`);
    expect(body.data).toHaveLength(1);
    expect(body.data[0]).toMatchObject({
      id: NUMBER,
      display_phone_number: '+44 7700 900101',
      code_verification_status: 'VERIFIED',
      quality_rating: 'GREEN',
      platform_type: 'CLOUD_API',
      throughput: { level: 'STANDARD' },
    });
    expect(Object.keys(body.paging)).toEqual(['cursors']);
    expect(body.paging.cursors).toEqual({ before: expect.any(String), after: expect.any(String) });
  });

  it('F-ASSETS-02 limit, after and before page through a list, next and previous link its pages', async () => {
    const path = `/${ACME_SECOND_WABA}/phone_numbers?fields=id&limit=1`;
    const first = (await desk.get(path)).body;
    expect(first.data).toHaveLength(1);
    expect(first.paging).not.toHaveProperty('previous');
    const next = new URL(first.paging.next);
    expect(next.search).not.toContain('access_token');
    const second = (await desk.get(next.pathname.slice('/v26.0'.length) + next.search)).body;
    expect(second.data).toHaveLength(1);
    expect(second.data[0].id).not.toBe(first.data[0].id);
    expect(second.paging).not.toHaveProperty('next');
    const before = (await desk.get(`${path}&before=${second.paging.cursors.before}`)).body;
    expect(before.data).toEqual(first.data);
    for (const wrong of ['after=nonsense', 'limit=0']) {
      const answer = await desk.get(`/${ACME_SECOND_WABA}/phone_numbers?${wrong}`);
      expect(refusalOf(answer)).toEqual({ status: 400, code: 100 });
    }
  });

  it('F-ASSETS-03 filtering by account_mode finds sandbox numbers', async () => {
    const filtering = (value: string) =>
      encodeURIComponent(JSON.stringify([{ field: 'account_mode', operator: 'EQUAL', value }]));
    const path = `/${ACME_WABA}/phone_numbers?fields=account_mode&filtering=`;
    expect((await desk.get(path + filtering('LIVE'))).body.data).toEqual([
      { id: NUMBER, account_mode: 'LIVE' },
    ]);
    expect((await desk.get(path + filtering('SANDBOX'))).body).toEqual({ data: [] });
  });

  it('F-ASSETS-04 a filter that cannot be read, or names what is not there, is 100', async () => {
    for (const filter of ['x', '{}', '[{"field":"pin","operator":"EQUAL","value":"1"}]']) {
      const path = `/${ACME_WABA}/phone_numbers?filtering=${encodeURIComponent(filter)}`;
      expect(refusalOf(await desk.get(path))).toEqual({ status: 400, code: 100 });
    }
    const operator = '[{"field":"account_mode","operator":"LIKE","value":"L"}]';
    const path = `/${ACME_WABA}/phone_numbers?filtering=${encodeURIComponent(operator)}`;
    expect(refusalOf(await desk.get(path))).toEqual({ status: 400, code: 100 });
  });

  it('F-ASSETS-05 cc, phone_number and verified_name add a number that is neither verified nor registered', async () => {
    const { body } = await desk.post(`/${ACME_WABA}/phone_numbers`, NEW_NUMBER);
    expect(Object.keys(body)).toEqual(['id']);
    expect(await read(body.id, 'display_phone_number,verified_name,status,quality_rating')).toEqual(
      {
        display_phone_number: '+44 7700 900777',
        verified_name: 'Acme Sales',
        status: 'PENDING',
        quality_rating: 'UNKNOWN',
        id: body.id,
      },
    );
  });

  it('F-ASSETS-06 a field that is missing, or a number that somebody has, is 100', async () => {
    const path = `/${ACME_WABA}/phone_numbers`;
    for (const name of Object.keys(NEW_NUMBER)) {
      const answer = await desk.post(path, { ...NEW_NUMBER, [name]: undefined });
      expect(refusalOf(answer)).toEqual({ status: 400, code: 100 });
    }
    const taken = { ...NEW_NUMBER, phone_number: '7700900104' };
    expect(refusalOf(await desk.post(path, taken))).toEqual({ status: 400, code: 100 });
    const letters = { ...NEW_NUMBER, phone_number: 'ring us' };
    expect(refusalOf(await desk.post(path, letters))).toEqual({ status: 400, code: 100 });
  });

  it('F-ASSETS-07 an unverified business has two numbers at most', async () => {
    await desk.control('PUT', `/wabas/${ACME_WABA}`, { verificationStatus: 'not_verified' });
    const answer = await desk.post(`/${ACME_WABA}/phone_numbers`, NEW_NUMBER);
    expect(refusalOf(answer)).toEqual({ status: 400, code: 100 });
    await desk.control('PUT', `/wabas/${ACME_WABA}`, { verificationStatus: 'verified' });
    expect((await desk.post(`/${ACME_WABA}/phone_numbers`, NEW_NUMBER)).status).toBe(200);
  });

  it('F-ASSETS-08 request_code sends six digits by SMS or VOICE in a language', async () => {
    const id = await added();
    expect((await asked(id)).body).toEqual({ success: true });
    const { code, method, text } = await desk.control('GET', `/numbers/${id}/code`);
    expect(method).toBe('SMS');
    expect(text).toBe(`WhatsApp code ${code.slice(0, 3)}-${code.slice(3)}`);
    const voice = await desk.graph('POST', `/${id}/request_code?code_method=VOICE&language=pt_BR`);
    expect(voice.body).toEqual({ success: true });
  });

  it('F-ASSETS-09 request_code refuses another method or language with 100, a verified number with 136024', async () => {
    const id = await added();
    for (const body of [
      { code_method: 'PIGEON', language: 'en_US' },
      { code_method: 'SMS', language: 'English' },
      { code_method: 'SMS' },
    ]) {
      const answer = await desk.post(`/${id}/request_code`, body);
      expect(refusalOf(answer)).toEqual({ status: 400, code: 100 });
    }
    expect(refusalOf(await asked(NUMBER))).toEqual({ status: 400, code: 136_024 });
  });

  it('F-ASSETS-10 verify_code takes the code with or without its dash, once', async () => {
    const id = await added();
    await asked(id);
    const code = await sent(id);
    const dashed = `${code.slice(0, 3)}-${code.slice(3)}`;
    expect((await desk.post(`/${id}/verify_code?code=${dashed}`)).body).toEqual({ success: true });
    expect((await read(id, 'code_verification_status')).code_verification_status).toBe('VERIFIED');
    const again = await desk.post(`/${id}/verify_code`, { code });
    expect(refusalOf(again)).toEqual({ status: 400, code: 136_024 });
  });

  it('F-ASSETS-11 a wrong or old code is 136025', async () => {
    const id = await added();
    await asked(id);
    const code = await sent(id);
    const wrong = code === '000000' ? '000001' : '000000';
    const refusal = { status: 400, code: 136_025 };
    expect(refusalOf(await desk.post(`/${id}/verify_code`, { code: wrong }))).toEqual(refusal);
    await desk.advance(HOUR_MS);
    expect(refusalOf(await desk.post(`/${id}/verify_code`, { code }))).toEqual(refusal);
  });

  it('F-ASSETS-12 register wants messaging_product and a pin of six digits', async () => {
    const id = await verified();
    for (const more of [{ messaging_product: 'sms' }, { pin: '12345' }, { pin: undefined }]) {
      expect(refusalOf(await register(id, more))).toEqual({ status: 400, code: 100 });
    }
    expect((await register(id)).body).toEqual({ success: true });
    expect(await read(id, 'status,platform_type,is_pin_enabled')).toEqual({
      status: 'CONNECTED',
      platform_type: 'CLOUD_API',
      is_pin_enabled: true,
      id,
    });
  });

  it('F-ASSETS-13 a number that is not verified cannot be registered: 133006', async () => {
    expect(refusalOf(await register(await added()))).toEqual({ status: 400, code: 133_006 });
  });

  it('F-ASSETS-14 the first registration sets the pin, afterwards another pin is 133005', async () => {
    const id = await verified();
    await register(id);
    await desk.post(`/${id}/deregister`);
    expect(refusalOf(await register(id, { pin: '654321' }))).toEqual({
      status: 400,
      code: 133_005,
    });
    expect((await register(id)).body).toEqual({ success: true });
  });

  it('F-ASSETS-15 after too many wrong pins no pin is taken for a time: 133008', async () => {
    const id = await verified();
    await register(id);
    for (let i = 0; i < 5; i++) await register(id, { pin: '000000' });
    expect(refusalOf(await register(id))).toEqual({ status: 400, code: 133_008 });
    await desk.advance(HOUR_MS);
    expect((await register(id)).status).toBe(200);
  });

  it('F-ASSETS-16 ten registrations and deregistrations within 72 hours are enough: 133016', async () => {
    const id = await verified();
    for (let i = 0; i < 5; i++) {
      expect((await register(id)).status).toBe(200);
      expect((await desk.post(`/${id}/deregister`)).status).toBe(200);
    }
    expect(refusalOf(await register(id))).toEqual({ status: 400, code: 133_016 });
    await desk.advance(72 * HOUR_MS);
    expect((await register(id)).status).toBe(200);
  });

  it('F-ASSETS-17 messages can be kept in a country of a list; another is 100', async () => {
    const id = await verified();
    const wrong = await register(id, { data_localization_region: 'FR' });
    expect(refusalOf(wrong)).toEqual({ status: 400, code: 100 });
    expect((await register(id, { data_localization_region: 'DE' })).status).toBe(200);
  });

  it('F-ASSETS-18 deregister takes the number off the platform; a second time is 133010', async () => {
    expect((await desk.post(`/${NUMBER}/deregister`)).body).toEqual({ success: true });
    expect(await read(NUMBER, 'status,platform_type,throughput')).toEqual({
      status: 'DISCONNECTED',
      platform_type: 'NOT_APPLICABLE',
      throughput: { level: 'NOT_APPLICABLE' },
      id: NUMBER,
    });
    const again = await desk.post(`/${NUMBER}/deregister`);
    expect(refusalOf(again)).toEqual({ status: 400, code: 133_010 });
  });

  it('F-ASSETS-19 a pin can be set without the old one, and the field security tells it', async () => {
    expect((await desk.post(`/${NUMBER}`, { pin: '111222' })).body).toEqual({ success: true });
    const { entry, field, value } = await desk.told('PIN_CHANGED');
    expect({ field, id: entry.id, value }).toEqual({
      field: 'security',
      id: ACME_WABA,
      value: {
        display_phone_number: '447700900101',
        event: 'PIN_CHANGED',
        requester: expect.any(String),
      },
    });
    expect(refusalOf(await desk.post(`/${NUMBER}`, { pin: '1' }))).toEqual({
      status: 400,
      code: 100,
    });
  });

  it('F-SETTINGS-81 a number that is in the WhatsApp Business app too cannot enable calling', async () => {
    const event = 'FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING';
    const { phoneNumberId, token, wabaId } = await desk.onboard({ event });
    await desk.post(`/${wabaId}/subscribed_apps`, {}, token);
    await desk.control('PUT', `/numbers/${phoneNumberId}`, { messagingLimit: 'TIER_2K' });
    const calling = { status: 'ENABLED' };
    const answer = await desk.post(`/${phoneNumberId}/settings`, { calling }, token);
    expect(refusalOf(answer)).toEqual({ status: 400, code: 138_018 });
    expect(answer.body.error.error_data.details).toContain('WhatsApp Business app');
  });

  it('F-ASSETS-20 a number has all its documented fields', async () => {
    const fields =
      'id,display_phone_number,verified_name,code_verification_status,quality_rating,' +
      'platform_type,throughput,webhook_configuration,name_status,new_name_status,certificate,' +
      'last_onboarded_time,account_mode,status,is_official_business_account,health_status,' +
      'is_pin_enabled,is_on_biz_app,quality_score,username';
    expect(await read(NUMBER, fields)).toEqual({
      id: NUMBER,
      display_phone_number: '+44 7700 900101',
      verified_name: expect.any(String),
      code_verification_status: 'VERIFIED',
      quality_rating: 'GREEN',
      quality_score: { score: 'GREEN' },
      platform_type: 'CLOUD_API',
      throughput: { level: 'STANDARD' },
      webhook_configuration: { application: expect.stringContaining('/webhooks/meta/alpha') },
      name_status: 'APPROVED',
      new_name_status: 'NONE',
      certificate: expect.any(String),
      last_onboarded_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/),
      account_mode: 'LIVE',
      status: 'CONNECTED',
      is_official_business_account: false,
      is_pin_enabled: false,
      is_on_biz_app: false,
      health_status: expect.any(Object),
    });
  });

  it('F-ASSETS-21 without fields the usual ones are given, a field that is not there is 100', async () => {
    const { body } = await desk.get(`/${NUMBER}`);
    expect(Object.keys(body)).toEqual(
      expect.arrayContaining(['verified_name', 'throughput', 'id']),
    );
    expect(body).not.toHaveProperty('certificate');
    const answer = await desk.get(`/${NUMBER}?fields=colour`);
    expect(refusalOf(answer)).toEqual({ status: 400, code: 100 });
  });

  it.each(['NOT_VERIFIED', 'UNVERIFIED'])(
    'F-ASSETS-22 unverifiedWord: a number that is not verified is %s',
    async (unverifiedWord) => {
      await desk.switch({ unverifiedWord });
      const { code_verification_status } = await read(await added(), 'code_verification_status');
      expect(code_verification_status).toBe(unverifiedWord);
    },
  );

  it('F-ASSETS-23 the messaging limit is read on the number and on the portfolio', async () => {
    const field = 'whatsapp_business_manager_messaging_limit';
    expect((await read(NUMBER, `${field},messaging_limit_tier`))[field]).toBe('TIER_2K');
    expect((await read('610000000000001', field))[field]).toBe('TIER_2K');
  });
});
