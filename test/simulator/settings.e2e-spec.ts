import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSeed } from '../../apps/simulator/src/seed-file.js';
import { NumberKit, TWO_APP_WABA } from './support/number-kit.js';
import { GLOBEX_NUMBER, request, SimulatorKit } from './support/simulator-kit.js';

/** A token of the second app for the WABA of both. */
const BETA_TOKEN = 'EAA-token-of-the-second-app';

const WEEK = [{ day_of_week: 'MONDAY', open_time: '0900', close_time: '1700' }];
const HOURS = { status: 'ENABLED', timezone_id: 'Asia/Kolkata', weekly_operating_hours: WEEK };
const HOLIDAY = { date: '2099-12-25', start_time: '1000', end_time: '1200' };

describe('the settings of a number', () => {
  let kit: SimulatorKit;
  let numbers: NumberKit;
  beforeAll(async () => {
    const seed = readSeed('seed/two-tenants.json');
    const shared = seed.wabas.find(({ wabaId }) => wabaId === TWO_APP_WABA)!;
    seed.wabas.push({ ...shared, apps: ['beta', 'alpha'], accessToken: BETA_TOKEN });
    kit = await SimulatorKit.open({}, seed);
    numbers = new NumberKit(kit);
  });
  afterAll(() => kit.close());

  const switches = (some: object) => kit.control('PUT', '/switches', some);

  describe('in general', () => {
    it('F-SETTINGS-01 F-SETTINGS-02 are written with success and read as one flat object', async () => {
      const id = await numbers.add();
      expect(await numbers.post(id, { calling: { status: 'ENABLED' } })).toEqual({
        status: 200,
        body: { success: true },
      });
      const { body } = await numbers.read(id);
      expect(body.data).toBeUndefined();
      expect(body.calling.status).toBe('ENABLED');
    });

    it('F-SETTINGS-03 answer NOT_SET, or nothing, while nobody has touched the number', async () => {
      const id = await numbers.add();
      const unset = {
        status: 'NOT_SET',
        call_icon_visibility: 'NOT_SET',
        callback_permission_status: 'NOT_SET',
      };
      expect(await numbers.calling(id)).toEqual(unset);
      await switches({ untouchedSettings: 'absent' });
      expect(await numbers.calling(id)).toEqual({});
      await switches({ untouchedSettings: 'NOT_SET' });
    });

    it('F-SETTINGS-04 stay as they are where a request leaves a field out', async () => {
      const id = await numbers.add();
      await numbers.set(id, { status: 'ENABLED', callback_permission_status: 'ENABLED' });
      await numbers.set(id, { call_icon_visibility: 'DISABLE_ALL' });
      await numbers.set(id, { callback_permission_status: 'DISABLED' });
      expect(await numbers.calling(id)).toMatchObject({
        status: 'ENABLED',
        call_icon_visibility: 'DISABLE_ALL',
        callback_permission_status: 'DISABLED',
      });
    });

    it('F-SETTINGS-05 need the management scope (10), a token that reaches the WABA (200) and a number that exists (100)', async () => {
      const id = await numbers.add();
      expect((await numbers.read(GLOBEX_NUMBER)).body.error).toMatchObject({ code: 200 });
      expect((await numbers.post(GLOBEX_NUMBER, { calling: {} })).status).toBe(403);
      expect((await numbers.read('499999999999999')).body.error).toMatchObject({
        code: 100,
        error_subcode: 33,
      });
      const issued = await kit.control('POST', '/tokens', {
        kind: 'SYSTEM_USER',
        app: kit.seed.metaApps[0]!.appKey,
        scopes: ['whatsapp_business_messaging'],
      });
      const token = issued.body.token;
      expect((await numbers.read(id, '', token)).body.error).toMatchObject({ code: 10 });
      expect((await numbers.post(id, { calling: {} }, token)).status).toBe(403);
    });

    it('F-SETTINGS-06 can be picked with fields=calling, or the parameter is not looked at', async () => {
      const id = await numbers.add();
      expect(Object.keys((await numbers.read(id, '?fields=calling')).body)).toEqual(['calling']);
      expect((await numbers.read(id, '?fields=nothing')).body.error.code).toBe(100);
      await switches({ areSettingsFieldsRead: false });
      const { body } = await numbers.read(id, '?fields=calling');
      expect(body).toHaveProperty('storage_configuration');
      await switches({ areSettingsFieldsRead: true });
    });

    it('F-SETTINGS-07 of other families have defaults, are kept and read back', async () => {
      const id = await numbers.add();
      expect((await numbers.read(id)).body).toMatchObject({
        payload_encryption: { status: 'DISABLED' },
        storage_configuration: { status: 'DEFAULT' },
      });
      const stored = { status: 'IN_COUNTRY_STORAGE_ENABLED', data_localization_region: 'IN' };
      await numbers.post(id, { storage_configuration: stored });
      await numbers.post(id, { user_identity_change: { enable_identity_key_check: true } });
      expect((await numbers.read(id)).body).toMatchObject({
        storage_configuration: stored,
        user_identity_change: { enable_identity_key_check: true },
      });
    });

    it('F-SETTINGS-08 of several families go in one request, or one family at a time', async () => {
      const id = await numbers.add();
      const both = { calling: { status: 'DISABLED' }, payload_encryption: { status: 'DISABLED' } };
      expect((await numbers.post(id, both)).status).toBe(200);
      await switches({ isOneFamilyPerPost: true });
      expect((await numbers.post(id, both)).body.error.code).toBe(100);
      await switches({ isOneFamilyPerPost: false });
    });

    it('F-SETTINGS-09 can come as a form with JSON text, as everywhere on Graph', async () => {
      const id = await numbers.add();
      const response = await fetch(`${kit.simulator.url}/v26.0/${id}/settings`, {
        method: 'POST',
        headers: { authorization: `Bearer ${kit.seed.wabas[0]!.accessToken}` },
        body: new URLSearchParams({ calling: '{"call_icon_visibility":"DISABLE_ALL"}' }),
      });
      expect(response.status).toBe(200);
      expect((await numbers.calling(id)).call_icon_visibility).toBe('DISABLE_ALL');
    });
  });

  describe('for calls', () => {
    it('F-SETTINGS-10 have an icon visibility of DEFAULT or DISABLE_ALL', async () => {
      const id = await numbers.add();
      for (const word of ['DEFAULT', 'DISABLE_ALL']) {
        await numbers.set(id, { call_icon_visibility: word });
        expect((await numbers.calling(id)).call_icon_visibility).toBe(word);
      }
      expect(await numbers.refusal(id, { call_icon_visibility: 'HIDDEN' })).toMatchObject({
        status: 400,
        code: 100,
      });
    });

    it('F-SETTINGS-11 refuse HIDE_IN_CHAT, or take it', async () => {
      const id = await numbers.add();
      expect((await numbers.refusal(id, { call_icon_visibility: 'HIDE_IN_CHAT' })).code).toBe(100);
      await switches({ isHideInChatAccepted: true });
      await numbers.set(id, { call_icon_visibility: 'HIDE_IN_CHAT' });
      await switches({ isHideInChatAccepted: false });
    });

    it('F-SETTINGS-12 restrict the icon to countries; an empty list restricts nothing', async () => {
      const id = await numbers.add();
      await numbers.set(id, { call_icons: { restrict_to_user_countries: ['IN', 'BR'] } });
      expect((await numbers.calling(id)).call_icons).toEqual({
        restrict_to_user_countries: ['IN', 'BR'],
      });
      await numbers.set(id, { call_icons: { restrict_to_user_countries: [] } });
      expect((await numbers.calling(id)).call_icons).toEqual({ restrict_to_user_countries: [] });
    });

    it('F-SETTINGS-13 take countries as upper-case ISO codes only', async () => {
      const id = await numbers.add();
      for (const country of ['in', 'IND', 'XX', 91]) {
        const call_icons = { restrict_to_user_countries: [country] };
        expect((await numbers.refusal(id, { call_icons })).code).toBe(100);
      }
    });

    it('F-SETTINGS-14 have call hours that each write replaces as a whole: holidays left out are gone', async () => {
      const id = await numbers.add();
      await numbers.set(id, { call_hours: { ...HOURS, holiday_schedule: [HOLIDAY] } });
      expect((await numbers.calling(id)).call_hours).toEqual({
        ...HOURS,
        holiday_schedule: [HOLIDAY],
      });
      await numbers.set(id, { call_hours: HOURS });
      expect((await numbers.calling(id)).call_hours.holiday_schedule).toEqual([]);
    });

    it('F-SETTINGS-15 take times as 0900 and 09:00 and give them as 0900', async () => {
      const id = await numbers.add();
      const week = [{ day_of_week: 'FRIDAY', open_time: '04:00', close_time: '10:20' }];
      const holiday = { ...HOLIDAY, start_time: '10:00' };
      const hours = { ...HOURS, weekly_operating_hours: week, holiday_schedule: [holiday] };
      await numbers.set(id, { call_hours: hours });
      expect((await numbers.calling(id)).call_hours).toMatchObject({
        weekly_operating_hours: [{ open_time: '0400', close_time: '1020' }],
        holiday_schedule: [HOLIDAY],
      });
    });

    it('F-SETTINGS-16 name the times of a holiday in one of two ways, and take both', async () => {
      const id = await numbers.add();
      const other = { date: HOLIDAY.date, open_time: '1000', close_time: '1200' };
      await numbers.set(id, { call_hours: { ...HOURS, holiday_schedule: [other] } });
      expect((await numbers.calling(id)).call_hours.holiday_schedule).toEqual([HOLIDAY]);
      await switches({ holidayKeys: 'open_close' });
      expect((await numbers.calling(id)).call_hours.holiday_schedule).toEqual([other]);
      await switches({ holidayKeys: 'start_end' });
    });

    it('F-SETTINGS-17 say whether users are asked for a callback permission', async () => {
      const id = await numbers.add();
      await numbers.set(id, { callback_permission_status: 'ENABLED' });
      expect((await numbers.calling(id)).callback_permission_status).toBe('ENABLED');
    });

    it('F-SETTINGS-18 show the key exchange only once it was set: DTLS or SDES', async () => {
      const id = await numbers.add();
      expect(await numbers.calling(id)).not.toHaveProperty('srtp_key_exchange_protocol');
      await numbers.set(id, { srtp_key_exchange_protocol: 'SDES' });
      expect((await numbers.calling(id)).srtp_key_exchange_protocol).toBe('SDES');
      await numbers.set(id, { srtp_key_exchange_protocol: 'DTLS' });
      const wrong = { srtp_key_exchange_protocol: 'DTLS-SRTP' };
      expect((await numbers.refusal(id, wrong)).code).toBe(100);
    });

    it('F-SETTINGS-19 enable PCMA and PCMU beside Opus; an empty list enables none', async () => {
      const id = await numbers.add();
      await numbers.set(id, { audio: { additional_codecs: ['PCMU', 'PCMA'] } });
      expect((await numbers.calling(id)).audio).toEqual({ additional_codecs: ['PCMU', 'PCMA'] });
      await numbers.set(id, { audio: { additional_codecs: [] } });
      expect((await numbers.calling(id)).audio).toEqual({ additional_codecs: [] });
      const opus = { audio: { additional_codecs: ['OPUS'] } };
      expect((await numbers.refusal(id, opus)).code).toBe(100);
    });

    it('F-SETTINGS-20 hold a voicemail with triggers, announcement and a timeout of 0 to 30 s', async () => {
      const id = await numbers.add();
      const audio = { default: { announcement_media_id: 901234567890123, timeout_seconds: 20 } };
      const voicemail = { status: 'ENABLED', triggers: ['REJECT', 'TIMEOUT'], audio };
      await numbers.set(id, { voicemail });
      expect((await numbers.calling(id)).voicemail).toEqual(voicemail);
      await numbers.set(id, { voicemail: { status: 'DISABLED' } });
      expect((await numbers.calling(id)).voicemail).toEqual({ ...voicemail, status: 'DISABLED' });
      for (const wrong of [
        { triggers: ['BUSY'] },
        { audio: { default: { timeout_seconds: 31 } } },
        { audio: { default: { announcement_media_id: 'greeting' } } },
      ]) {
        expect((await numbers.refusal(id, { voicemail: wrong })).code).toBe(100);
      }
    });
  });

  describe('for SIP', () => {
    const server = { hostname: 'sip.example.net' };

    it('F-SETTINGS-21 F-SETTINGS-22 F-SETTINGS-23 are off, keep a server for the app of the token, and have port 5061', async () => {
      const id = await numbers.add();
      await numbers.set(id, { sip: { servers: [server] } });
      const { appId } = kit.seed.metaApps[0]!;
      expect((await numbers.calling(id)).sip).toEqual({
        status: 'DISABLED',
        webhook_delivery: 'DISABLED',
        servers: [{ app_id: Number(appId), hostname: 'sip.example.net', port: 5061 }],
      });
      await numbers.set(id, { sip: { webhook_delivery: 'ENABLED' } });
      expect((await numbers.calling(id)).sip.webhook_delivery).toBe('ENABLED');
    });

    it('F-SETTINGS-24 F-SETTINGS-25 hold one server of each app; an empty list removes the own one only', async () => {
      const id = await numbers.add({ wabaId: TWO_APP_WABA });
      const alpha = numbers.tokenOf(TWO_APP_WABA);
      const beta = BETA_TOKEN;
      await numbers.set(id, { sip: { servers: [server] } }, alpha);
      await numbers.set(id, { sip: { servers: [{ hostname: 'b.example.net', port: 443 }] } }, beta);
      await numbers.set(id, { sip: { servers: [{ hostname: 'a.example.net' }] } }, alpha);
      const hostnames = async () =>
        (await numbers.read(id, '?include_sip_credentials=true', alpha)).body.calling.sip.servers;
      const servers = await hostnames();
      expect(servers.map((s: { hostname: string }) => s.hostname).sort()).toEqual([
        'a.example.net',
        'b.example.net',
      ]);
      expect(servers[0].sip_user_password).not.toBe(servers[1].sip_user_password);
      await numbers.set(id, { sip: { servers: [] } }, beta);
      expect(await hostnames()).toMatchObject([{ hostname: 'a.example.net' }]);
      const two = { sip: { servers: [server, server] } };
      expect((await numbers.post(id, { calling: two }, alpha)).body.error.code).toBe(100);
    });

    it('F-SETTINGS-26 F-SETTINGS-27 cannot be on without a server, and keep it while they are off', async () => {
      const id = await numbers.add();
      expect((await numbers.refusal(id, { sip: { status: 'ENABLED' } })).code).toBe(100);
      await numbers.set(id, { sip: { status: 'ENABLED', servers: [server] } });
      expect((await numbers.refusal(id, { sip: { servers: [] } })).code).toBe(100);
      await numbers.set(id, { sip: { status: 'DISABLED' } });
      expect((await numbers.calling(id)).sip.servers).toHaveLength(1);
      await numbers.set(id, { sip: { status: 'ENABLED' } });
    });

    it('F-SETTINGS-28 F-SETTINGS-29 need a hostname and take the port as number or digits', async () => {
      const id = await numbers.add();
      const refused = async (wrong: object) =>
        (await numbers.refusal(id, { sip: { servers: [wrong] } })).code;
      expect(await refused({ port: 5061 })).toBe(100);
      expect(await refused({ hostname: 'sip:example.net' })).toBe(100);
      expect(await refused({ ...server, port: 65_536 })).toBe(100);
      await numbers.set(id, { sip: { servers: [{ ...server, port: '5071' }] } });
      expect((await numbers.calling(id)).sip.servers[0].port).toBe(5071);
    });

    it('F-SETTINGS-30 carry parameters for the request URI of up to 128 characters', async () => {
      const id = await numbers.add();
      const request_uri_user_params = { tgrp: 'wacall', 'trunk-context': 'x'.repeat(128) };
      await numbers.set(id, { sip: { servers: [{ ...server, request_uri_user_params }] } });
      expect((await numbers.calling(id)).sip.servers[0]).toMatchObject({ request_uri_user_params });
      for (const long of [{ ['k'.repeat(129)]: 'v' }, { k: 'v'.repeat(129) }, { k: 1 }]) {
        const servers = [{ ...server, request_uri_user_params: long }];
        expect((await numbers.refusal(id, { sip: { servers } })).code).toBe(100);
      }
    });

    it('F-SETTINGS-31 F-SETTINGS-32 F-SETTINGS-33 show the password when asked to; only with calling, SIP and server off it is made anew', async () => {
      const id = await numbers.add();
      const password = async () => {
        const { sip } = await numbers.calling(id, '?include_sip_credentials=true');
        return sip.servers[0]?.sip_user_password;
      };
      await numbers.set(id, { status: 'ENABLED', sip: { status: 'ENABLED', servers: [server] } });
      const first = await password();
      expect(first).toMatch(/^[\w-]{32}$/);
      expect((await numbers.calling(id)).sip.servers[0]).not.toHaveProperty('sip_user_password');

      await numbers.set(id, { sip: { servers: [{ hostname: 'other.example.net' }] } });
      await numbers.set(id, { sip: { status: 'DISABLED', servers: [] } });
      await numbers.set(id, { sip: { status: 'ENABLED', servers: [server] } });
      expect(await password()).toBe(first);

      await numbers.set(id, { status: 'DISABLED', sip: { status: 'DISABLED', servers: [] } });
      await numbers.set(id, { status: 'ENABLED', sip: { status: 'ENABLED', servers: [server] } });
      expect(await password()).not.toBe(first);
    });
  });

  it('F-SETTINGS-34 are the same under v17 and v26', async () => {
    const id = await numbers.add();
    const read = (version: string) =>
      request('GET', `${kit.simulator.url}/${version}/${id}/settings`, undefined, {
        authorization: `Bearer ${kit.seed.wabas[0]!.accessToken}`,
      });
    expect((await read('v17.0')).body).toEqual((await read('v26.0')).body);
  });
});
