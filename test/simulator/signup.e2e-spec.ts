import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ACME,
  ACME_WABA,
  PARTNER,
  PartnerDesk,
  refusalOf,
  SYSTEM_TOKEN,
} from './support/partner-desk.js';
import { NUMBER } from './support/simulator-kit.js';
import type { Json } from './support/webhook-sink.js';

const SETUP = { setup: {} };

describe('Embedded Signup', () => {
  let desk: PartnerDesk;
  beforeAll(async () => {
    desk = await PartnerDesk.open();
  });
  beforeEach(() => desk.fresh());
  afterAll(() => desk.kit.close());

  const refused = async (choice: Record<string, unknown>): Promise<string> => {
    const body = { app: 'alpha', ...choice };
    const reply = await desk.kit.control('POST', '/signup/finish', body);
    expect(reply.status).toBe(409);
    return reply.body.error;
  };
  const cancel = async (body: Record<string, string>): Promise<Json> => {
    const { code, message } = await desk.control('POST', '/signup/cancel', body);
    expect(code).toBeNull();
    return JSON.parse(message);
  };
  /** What the popup says to a launch. */
  const plan = async (over: Record<string, string> = {}): Promise<Json> => {
    const query = new URLSearchParams({
      ...{ app_id: desk.alpha.appId, config_id: '1', response_type: 'code', override: 'true' },
      ...over,
    });
    const response = await fetch(`${desk.kit.simulator.url}/_sim/signup/plan?${query.toString()}`);
    const shown = (await response.json()) as Json;
    return { status: response.status, ...shown };
  };

  describe('the session message', () => {
    it('F-SIGNUP-01 FINISH is a JSON text with the ids of the new assets', async () => {
      const { message, phoneNumberId, wabaId, businessId, session } = await desk.finish();
      expect(typeof message).toBe('string');
      expect(session).toEqual({
        type: 'WA_EMBEDDED_SIGNUP',
        event: 'FINISH',
        data: { phone_number_id: phoneNumberId, waba_id: wabaId, business_id: businessId },
      });
      expect((await desk.get(`/${wabaId}?fields=owner_business_info`)).body).toMatchObject({
        owner_business_info: { id: businessId, name: 'New client' },
      });
      const numbers = (await desk.get(`/${wabaId}/phone_numbers?fields=id`)).body.data;
      expect(numbers).toEqual([{ id: phoneNumberId }]);
    });

    it('F-SIGNUP-02 FINISH_ONLY_WABA has no number', async () => {
      const { session, wabaId } = await desk.finish({ event: 'FINISH_ONLY_WABA' });
      expect(session.event).toBe('FINISH_ONLY_WABA');
      expect(session.data).not.toHaveProperty('phone_number_id');
      expect((await desk.get(`/${wabaId}/phone_numbers`)).body.data).toEqual([]);
    });

    it('F-SIGNUP-03 FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING brings a number that stays in the app', async () => {
      const { phoneNumberId, session } = await desk.finish({
        extras: { ...SETUP, featureType: 'whatsapp_business_app_onboarding' },
      });
      expect(session.event).toBe('FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING');
      const fields = 'is_on_biz_app,platform_type';
      expect((await desk.get(`/${phoneNumberId}?fields=${fields}`)).body).toMatchObject({
        is_on_biz_app: true,
        platform_type: 'CLOUD_API',
      });
      const answer = await desk.post(`/${phoneNumberId}/deregister`);
      expect(refusalOf(answer)).toEqual({ status: 400, code: 100 });
    });

    it('F-SIGNUP-04 FINISH_GRANT_ONLY_API_ACCESS gives the app a token and the partner no access', async () => {
      const { session, token, wabaId } = await desk.onboard({
        extras: { ...SETUP, features: [{ name: 'app_only_install' }] },
      });
      expect(session.event).toBe('FINISH_GRANT_ONLY_API_ACCESS');
      expect((await desk.get(`/${wabaId}`, token)).body.id).toBe(wabaId);
      const answer = await desk.get(`/${wabaId}`, SYSTEM_TOKEN);
      expect(refusalOf(answer)).toEqual({ status: 403, code: 200 });
      await desk.told('PARTNER_APP_INSTALLED');
      expect(desk.heard('PARTNER_ADDED')).toEqual([]);
    });

    it('F-SIGNUP-05 CANCEL names the step at which the popup was left', async () => {
      const session = await cancel({ event: 'CANCEL', currentStep: 'PHONE_NUMBER_SETUP' });
      expect(session).toEqual({
        type: 'WA_EMBEDDED_SIGNUP',
        event: 'CANCEL',
        data: { current_step: 'PHONE_NUMBER_SETUP' },
      });
    });

    it('F-SIGNUP-06 a reported error is a CANCEL with error, session and time', async () => {
      const session = await cancel({ event: 'CANCEL', errorMessage: 'Your number is in use.' });
      expect(session.data).toEqual({
        error_message: 'Your number is in use.',
        error_id: expect.any(String),
        session_id: expect.any(String),
        timestamp: expect.stringMatching(/^\d+$/),
      });
    });

    it('F-SIGNUP-07 lists of ad accounts, pages and data sets are optional', async () => {
      const { session } = await desk.finish({
        adAccountIds: ['1'],
        pageIds: ['2', '3'],
        datasetIds: ['4'],
      });
      expect(session.data).toMatchObject({
        ad_account_ids: ['1'],
        page_ids: ['2', '3'],
        dataset_ids: ['4'],
      });
    });
  });

  describe('what is left when it is over', () => {
    it('F-SIGNUP-10 a new number is verified, not registered, and small; nothing pays for it', async () => {
      const { phoneNumberId } = await desk.finish();
      const fields = 'code_verification_status,status,health_status,messaging_limit_tier';
      const { body } = await desk.get(`/${phoneNumberId}?fields=${fields}`);
      expect(body).toMatchObject({
        code_verification_status: 'VERIFIED',
        status: 'DISCONNECTED',
        messaging_limit_tier: 'TIER_250',
        health_status: { can_send_message: 'BLOCKED' },
      });
    });

    it('F-SIGNUP-11 the customer may take a portfolio, an account and a number there are', async () => {
      const { session } = await desk.finish({
        business: { id: ACME },
        waba: { id: ACME_WABA },
        phoneNumber: { id: NUMBER },
      });
      expect(session.data).toEqual({
        phone_number_id: NUMBER,
        waba_id: ACME_WABA,
        business_id: ACME,
      });
      await desk.told('PARTNER_APP_INSTALLED');
      expect(desk.heard('PARTNER_ADDED')).toEqual([]);
    });

    it('F-SIGNUP-12 what does not belong together, or is in use, is refused and leaves nothing', async () => {
      const before = (await desk.get(`/${PARTNER}/client_whatsapp_business_accounts`)).body;
      expect(await refused({ business: { id: '1' } })).toContain('portfolio 1');
      expect(await refused({ waba: { id: ACME_WABA } })).toContain(ACME_WABA);
      const inUse = { phoneNumber: { number: '447700900101' } };
      expect(await refused(inUse)).toContain('in use');
      expect((await desk.get(`/${PARTNER}/client_whatsapp_business_accounts`)).body).toEqual(
        before,
      );
    });

    it('F-SIGNUP-13 PARTNER_ADDED tells the partner of the account, entry id its portfolio', async () => {
      const { businessId, wabaId } = await desk.finish();
      const { entry, field, value } = await desk.told('PARTNER_ADDED');
      expect({ field, id: entry.id, time: entry.time, value }).toEqual({
        field: 'account_update',
        id: PARTNER,
        time: expect.any(Number),
        value: {
          event: 'PARTNER_ADDED',
          waba_info: { waba_id: wabaId, owner_business_id: businessId },
        },
      });
    });

    it('F-SIGNUP-14 PARTNER_APP_INSTALLED names the app as well', async () => {
      const { businessId, wabaId } = await desk.finish();
      const { entry, value } = await desk.told('PARTNER_APP_INSTALLED');
      expect({ id: entry.id, value }).toEqual({
        id: PARTNER,
        value: {
          event: 'PARTNER_APP_INSTALLED',
          waba_info: {
            waba_id: wabaId,
            owner_business_id: businessId,
            partner_app_id: desk.alpha.appId,
          },
        },
      });
    });

    it('F-SIGNUP-15 PARTNER_REMOVED ends the access of all tokens of the partner', async () => {
      const { businessId, token, wabaId } = await desk.onboard();
      const disconnection = { reason: 'PARTNER_REMOVED', initiatedBy: 'CUSTOMER' };
      await desk.control('POST', `/wabas/${wabaId}/remove-partner`, { disconnection });
      const { value } = await desk.told('PARTNER_REMOVED');
      expect(value).toEqual({
        event: 'PARTNER_REMOVED',
        waba_info: { waba_id: wabaId, owner_business_id: businessId },
        disconnection_info: { reason: 'PARTNER_REMOVED', initiated_by: 'CUSTOMER' },
      });
      const refusal = { status: 401, code: 190, subcode: 458 };
      expect(refusalOf(await desk.get(`/${wabaId}`, token))).toEqual(refusal);
      expect(refusalOf(await desk.get(`/${wabaId}`))).toEqual({ status: 403, code: 200 });
    });

    it('F-SIGNUP-16 PARTNER_APP_UNINSTALLED ends the tokens of that app, not the sharing', async () => {
      const { token, wabaId } = await desk.onboard();
      const { appId } = desk.alpha;
      await desk.control('POST', `/wabas/${wabaId}/uninstall-app`, { appId });
      const { value } = await desk.told('PARTNER_APP_UNINSTALLED');
      expect(value.waba_info).toMatchObject({ waba_id: wabaId, partner_app_id: appId });
      expect(refusalOf(await desk.get(`/${wabaId}`, token))).toMatchObject({ subcode: 458 });
      expect((await desk.get(`/${wabaId}`)).status).toBe(200);
    });

    it('F-SIGNUP-17 the browser event may be lost: debug_token names the WABA all the same', async () => {
      const { token, wabaId } = await desk.onboard();
      const { data } = (await desk.get(`/debug_token?input_token=${token}`)).body;
      expect(data.granular_scopes[0].target_ids[0]).toBe(wabaId);
    });
  });

  describe('the launch', () => {
    it('F-SIGNUP-20 version 4 has no version in its extras, features and featureType are optional', async () => {
      const shown = await plan({ extras: JSON.stringify(SETUP) });
      expect(shown.plan).toMatchObject({ version: 'v4', flow: 'usual', isNumberOptional: true });
      const features = JSON.stringify({
        ...SETUP,
        features: [{ name: 'marketing_messages_lite' }],
      });
      expect((await plan({ extras: features })).plan.flow).toBe('usual');
    });

    it('F-SIGNUP-21 older versions name themselves, version 2 by its sessionInfoVersion', async () => {
      desk.at(Date.UTC(2026, 8, 1));
      for (const [extras, version] of [
        [{ ...SETUP, featureType: '', sessionInfoVersion: '3' }, 'v2'],
        [{ ...SETUP, version: 'v2-public-preview', sessionInfoVersion: '3' }, 'v2-public-preview'],
        [{ ...SETUP, version: 'v3-public-preview' }, 'v3-public-preview'],
        [{ ...SETUP, version: 'v3', featureType: '', features: [] }, 'v3'],
      ] as const) {
        const shown = await plan({ extras: JSON.stringify(extras) });
        expect(shown.plan.version).toBe(version);
      }
      const unknown = await plan({ extras: JSON.stringify({ version: 'v1' }) });
      expect(unknown).toMatchObject({ status: 409, error: expect.stringContaining('v1') });
    });

    it('F-SIGNUP-22 from version 3 on a customer may finish without a number', async () => {
      desk.at(Date.UTC(2026, 8, 1));
      const v2 = { ...SETUP, sessionInfoVersion: '3' };
      expect(await refused({ extras: v2, phoneNumber: null })).toContain('version 2');
      const v3 = { ...SETUP, version: 'v3' };
      const { session } = await desk.finish({ extras: v3, phoneNumber: null });
      expect(session.event).toBe('FINISH_ONLY_WABA');
    });

    it.each(['upgraded', 'refused'])(
      'F-SIGNUP-23 oldSignupVersions %s: after 15 October 2026 only version 4 is left',
      async (oldSignupVersions) => {
        await desk.switch({ oldSignupVersions });
        desk.at(Date.UTC(2026, 9, 14));
        const extras = JSON.stringify({ ...SETUP, version: 'v3' });
        expect((await plan({ extras })).plan.version).toBe('v3');
        await desk.advance(48 * 3_600_000);
        const shown = await plan({ extras });
        if (oldSignupVersions === 'upgraded') expect(shown.plan.version).toBe('v4');
        else expect(shown).toMatchObject({ status: 409, error: expect.stringContaining('ended') });
      },
    );

    it('F-SIGNUP-24 only_waba_sharing leaves the number out', async () => {
      const extras = { ...SETUP, featureType: 'only_waba_sharing' };
      const { session } = await desk.finish({ extras });
      expect(session.event).toBe('FINISH_ONLY_WABA');
      const withNumber = { extras, phoneNumber: { number: '447700900555' } };
      expect(await refused(withNumber)).toContain('without a number');
    });

    it('F-SIGNUP-25 app_only_install cannot onboard users of the WhatsApp Business app', async () => {
      const features = [{ name: 'app_only_install' }];
      const featureType = 'whatsapp_business_app_onboarding';
      expect(await refused({ extras: { ...SETUP, features, featureType } })).toContain(
        'app_only_install',
      );
      expect(await refused({ extras: { ...SETUP, featureType: 'magic' } })).toContain('magic');
    });

    it('F-SIGNUP-26 FB.login wants config_id, response_type code and its override', async () => {
      for (const over of [{ config_id: '' }, { response_type: 'token' }, { override: 'false' }]) {
        expect(await plan(over)).toMatchObject({ status: 409, error: expect.any(String) });
      }
      expect((await plan({ app_id: '1' })).status).toBe(409);
    });

    it('F-SIGNUP-27 setup pre-fills business and display name, and limits the accounts', async () => {
      const setup = {
        business: { id: null, name: 'Corner Shop', email: 'a@example.com', timezone: 'UTC+1' },
        phone: { displayName: 'Corner', category: 'RETAIL' },
        whatsAppBusinessAccount: { ids: [ACME_WABA] },
      };
      const shown = await plan({ extras: JSON.stringify({ setup }) });
      expect(shown.plan).toMatchObject({
        businessName: 'Corner Shop',
        displayName: 'Corner',
        wabaIds: [ACME_WABA],
      });
      expect(shown.wabas.map(({ id }: Json) => id)).toEqual([ACME_WABA]);
      expect(await refused({ extras: { setup } })).toContain(ACME_WABA);
    });

    it('F-SIGNUP-28 solutionID must be an active solution of the app', async () => {
      expect(await refused({ extras: { setup: { solutionID: '1' } } })).toContain('solutionID');
    });

    it('F-SIGNUP-29 a headless signup must end in the event that its launch leads to', async () => {
      expect(await refused({ extras: SETUP, event: 'FINISH_GRANT_ONLY_API_ACCESS' })).toContain(
        'FINISH',
      );
      const { session } = await desk.finish({ event: 'FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING' });
      expect(session.event).toBe('FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING');
    });

    it("F-SIGNUP-30 the SDK is where Meta's is, and any page may load it", async () => {
      for (const path of ['/en_US/sdk.js', '/_sim/signup/sdk.js']) {
        const response = await fetch(desk.kit.simulator.url + path);
        expect(response.headers.get('content-type')).toContain('text/javascript');
        expect(response.headers.get('access-control-allow-origin')).toBe('*');
        expect(await response.text()).toContain('window.FB =');
      }
    });
  });
});
