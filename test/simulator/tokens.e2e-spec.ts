import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ACME,
  ACME_SECOND_WABA,
  ACME_WABA,
  GLOBEX,
  GLOBEX_WABA,
  PartnerDesk,
  refusalOf,
  SYSTEM_TOKEN,
} from './support/partner-desk.js';
import { NUMBER } from './support/simulator-kit.js';

const DAY_S = 86_400;

describe('access tokens', () => {
  let desk: PartnerDesk;
  beforeAll(async () => {
    desk = await PartnerDesk.open();
  });
  beforeEach(() => desk.fresh());
  afterAll(() => desk.kit.close());

  it('F-TOKENS-01 a missing or unknown token is 190 with 401', async () => {
    for (const token of ['', 'EAAnobodys']) {
      expect(refusalOf(await desk.get(`/${NUMBER}`, token))).toEqual({ status: 401, code: 190 });
    }
  });

  it('F-TOKENS-02 a token ends at its expiry: 190, subcode 463, by the virtual clock', async () => {
    const token = await desk.token({ wabaIds: [ACME_WABA], expiresInSeconds: 3600 });
    await desk.advance(3_599_000);
    expect((await desk.get(`/${NUMBER}`, token)).status).toBe(200);
    await desk.advance(2000);
    const answer = await desk.get(`/${NUMBER}`, token);
    expect(refusalOf(answer)).toEqual({ status: 401, code: 190, subcode: 463 });
    expect(answer.body.error.message).toMatch(/Session has expired on /);
  });

  it('F-TOKENS-03 an ended session is subcode 467, a removed app 458', async () => {
    for (const [reason, subcode] of [
      ['invalidated', 467],
      ['uninstalled', 458],
    ] as const) {
      const token = await desk.token({ wabaIds: [ACME_WABA] });
      await desk.control('POST', '/tokens/revoke', { token, reason });
      const refusal = { status: 401, code: 190, subcode };
      expect(refusalOf(await desk.get(`/${NUMBER}`, token))).toEqual(refusal);
    }
  });

  it("F-TOKENS-04 a token reaches its own WABAs only; another's is 200 with 403", async () => {
    const token = await desk.token({ wabaIds: [GLOBEX_WABA], businessId: GLOBEX });
    expect((await desk.get(`/${GLOBEX_WABA}`, token)).status).toBe(200);
    expect(refusalOf(await desk.get(`/${ACME_WABA}`, token))).toEqual({ status: 403, code: 200 });
    expect(refusalOf(await desk.get(`/${NUMBER}`, token))).toEqual({ status: 403, code: 200 });
  });

  it('F-TOKENS-05 a missing scope is 10 with 403', async () => {
    const token = await desk.token({
      wabaIds: [ACME_WABA],
      scopes: ['whatsapp_business_messaging'],
    });
    expect(refusalOf(await desk.get(`/${ACME_WABA}`, token))).toEqual({ status: 403, code: 10 });
  });

  it('F-TOKENS-06 a token may come in the query', async () => {
    const { body } = await desk.get(`/${ACME_WABA}?access_token=${SYSTEM_TOKEN}`, '');
    expect(body.id).toBe(ACME_WABA);
  });

  it('F-TOKENS-07 appsecret_proof must be the HMAC of the token with the secret of its app', async () => {
    const proof = createHmac('sha256', desk.alpha.appSecret).update(SYSTEM_TOKEN).digest('hex');
    expect((await desk.get(`/${ACME_WABA}?appsecret_proof=${proof}`)).status).toBe(200);
    const wrong = await desk.get(`/${ACME_WABA}?appsecret_proof=${proof.replace(/^./, 'x')}`);
    expect(refusalOf(wrong)).toEqual({ status: 400, code: 100 });
    expect(wrong.body.error.message).toBe('Invalid appsecret_proof provided in the API argument');
  });

  it('F-TOKENS-08 an app speaks for itself by id|secret, and reaches no WABA and no other app', async () => {
    const { appId, appSecret } = desk.alpha;
    const token = `${appId}|${appSecret}`;
    expect((await desk.get(`/${appId}`, token)).body).toMatchObject({ id: appId, name: 'alpha' });
    for (const id of [ACME_WABA, desk.beta.appId]) {
      expect(refusalOf(await desk.get(`/${id}`, token))).toEqual({ status: 403, code: 200 });
    }
  });

  it('F-TOKENS-09 client_credentials gives the token of the app', async () => {
    const { body } = await desk.exchange('', { grant_type: 'client_credentials' });
    const { appId, appSecret } = desk.alpha;
    expect(body).toEqual({ access_token: `${appId}|${appSecret}`, token_type: 'bearer' });
  });

  it('F-TOKENS-10 a code is exchanged by app id and secret, without redirect_uri, for a business token', async () => {
    const { code, wabaId } = await desk.finish();
    const { body, status } = await desk.exchange(code);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { access_token: expect.stringMatching(/^EAA/), token_type: 'bearer' },
    });
    expect((await desk.get(`/${wabaId}`, body.access_token)).body.id).toBe(wabaId);
  });

  it.each([
    [true, 60 * DAY_S],
    [false, undefined],
  ])('F-TOKENS-11 hasExpiresIn %s: the exchange says %s', async (hasExpiresIn, expected) => {
    await desk.switch({ hasExpiresIn });
    const { body } = await desk.exchange((await desk.finish()).code);
    if (expected === undefined) expect(body).not.toHaveProperty('expires_in');
    // Whole seconds that are left; one may have begun.
    else expect([expected - 1, expected]).toContain(body.expires_in);
  });

  it('F-TOKENS-12 a business token lives 60 days, or for ever where the login configuration says so', async () => {
    const { token } = await desk.onboard();
    await desk.control('PUT', '/login-configurations/42', { tokenExpiry: 'never' });
    const other = await desk.finish({ configId: '42' });
    const { body } = await desk.exchange(other.code);
    expect(body).not.toHaveProperty('expires_in');
    await desk.advance(60 * DAY_S * 1000);
    const { data } = (await desk.get(`/debug_token?input_token=${token}`)).body;
    expect(data).toMatchObject({ is_valid: false, error: { code: 190, subcode: 463 } });
    expect((await desk.get(`/${other.wabaId}`, body.access_token)).status).toBe(200);
  });

  it('F-TOKENS-13 a code lives 30 seconds', async () => {
    const { code } = await desk.finish();
    const other = await desk.finish();
    await desk.advance(25_000);
    expect((await desk.exchange(other.code)).status).toBe(200);
    await desk.advance(5000);
    const answer = await desk.exchange(code);
    expect(refusalOf(answer)).toEqual({ status: 400, code: 100, subcode: 36_007 });
    expect(answer.body.error.message).toBe('This authorization code has expired.');
  });

  it('F-TOKENS-14 a code is good for one exchange', async () => {
    const { code } = await desk.finish();
    await desk.exchange(code);
    const answer = await desk.exchange(code);
    expect(refusalOf(answer)).toEqual({ status: 400, code: 100, subcode: 36_009 });
    expect(answer.body.error.message).toBe('This authorization code has been used.');
  });

  it('F-TOKENS-15 a code that is unknown, or of another app, is 100', async () => {
    const { code } = await desk.finish();
    const { appId, appSecret } = desk.beta;
    for (const answer of [
      await desk.exchange('AQnever'),
      await desk.exchange(code, { client_id: appId, client_secret: appSecret }),
    ]) {
      expect(refusalOf(answer)).toEqual({ status: 400, code: 100 });
    }
    expect((await desk.exchange(code)).status).toBe(200);
  });

  it('F-TOKENS-16 a wrong secret is 1, an unknown app 101, a missing parameter 101', async () => {
    const { code } = await desk.finish();
    const codeOf = async (over: Record<string, string>) =>
      (await desk.exchange(code, over)).body.error.code;
    expect(await codeOf({ client_secret: 'x'.repeat(32) })).toBe(1);
    expect(await codeOf({ client_id: '1' })).toBe(101);
    for (const name of ['client_id', 'client_secret', 'code']) {
      expect(await codeOf({ [name]: '' })).toBe(101);
    }
    expect(await codeOf({ grant_type: 'password' })).toBe(100);
  });

  it('F-TOKENS-17 debug_token tells app, type, times, scopes and granular scopes', async () => {
    const { token, wabaId } = await desk.onboard();
    const { body } = await desk.get(`/debug_token?input_token=${token}`);
    const now = Math.floor(desk.kit.clock.nowMs() / 1000);
    expect(body.data).toEqual({
      app_id: desk.alpha.appId,
      type: 'SYSTEM_USER',
      application: 'alpha',
      data_access_expires_at: 0,
      expires_at: expect.any(Number),
      is_valid: true,
      issued_at: expect.any(Number),
      scopes: ['whatsapp_business_messaging', 'whatsapp_business_management'],
      granular_scopes: [
        { scope: 'whatsapp_business_messaging', target_ids: [wabaId] },
        { scope: 'whatsapp_business_management', target_ids: [wabaId] },
      ],
      user_id: expect.stringMatching(/^\d+$/),
    });
    expect(Math.abs(body.data.issued_at - now)).toBeLessThan(10);
    expect(body.data.expires_at - body.data.issued_at).toBe(60 * DAY_S);
  });

  it('F-TOKENS-18 target_ids name the newest WABA first: a client that comes again adds one', async () => {
    const first = await desk.onboard();
    const second = await desk.onboard({ business: { id: first.businessId } });
    const { data } = (await desk.get(`/debug_token?input_token=${second.token}`)).body;
    expect(data.granular_scopes[0].target_ids).toEqual([second.wabaId, first.wabaId]);
    expect((await desk.get(`/${first.wabaId}`, second.token)).status).toBe(200);
  });

  it('F-TOKENS-19 without target_ids a token reaches all WABAs shared with its portfolio', async () => {
    const { data } = (await desk.get(`/debug_token?input_token=${SYSTEM_TOKEN}`)).body;
    expect(data.granular_scopes).toEqual(data.scopes.map((scope: string) => ({ scope })));
    expect(data.expires_at).toBe(0);
    await desk.control('POST', `/wabas/${ACME_SECOND_WABA}/remove-partner`, {});
    expect((await desk.get(`/${ACME_WABA}`)).status).toBe(200);
    expect(refusalOf(await desk.get(`/${ACME_SECOND_WABA}`))).toEqual({ status: 403, code: 200 });
  });

  it('F-TOKENS-20 debug_token of an unknown token is an answer, not an error', async () => {
    const { body, status } = await desk.get('/debug_token?input_token=EAAnobodys');
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ is_valid: false, error: { code: 190 }, scopes: [] });
  });

  it('F-TOKENS-21 an app can only look at its own tokens', async () => {
    const token = await desk.token({ app: 'beta', wabaIds: [ACME_WABA] });
    const path = `/debug_token?input_token=${token}`;
    const { appId, appSecret } = desk.beta;
    expect(refusalOf(await desk.get(path))).toEqual({ status: 400, code: 100 });
    expect((await desk.get(path, `${appId}|${appSecret}`)).body.data.is_valid).toBe(true);
    expect(refusalOf(await desk.get(`/debug_token`))).toEqual({ status: 400, code: 100 });
  });

  it("F-TOKENS-22 fb_exchange_token prolongs a user's or a system user's token to 60 days", async () => {
    const short = await desk.token({ kind: 'USER', businessId: ACME, expiresInSeconds: 3600 });
    const grant = { grant_type: 'fb_exchange_token', fb_exchange_token: short };
    const { body } = await desk.exchange('', grant);
    expect(body.expires_in).toBe(60 * DAY_S);
    await desk.advance(7_200_000);
    expect((await desk.get(`/${ACME_WABA}`, body.access_token)).status).toBe(200);
    expect(refusalOf(await desk.exchange('', grant))).toMatchObject({ code: 190, subcode: 463 });
  });

  it('F-TOKENS-23 a user token has 90 days of access to data, told by debug_token', async () => {
    const token = await desk.token({ kind: 'USER', businessId: ACME, expiresInSeconds: 3600 });
    const { data } = (await desk.get(`/debug_token?input_token=${token}`)).body;
    expect(data.type).toBe('USER');
    expect(data.data_access_expires_at - data.issued_at).toBe(90 * DAY_S);
  });
});
