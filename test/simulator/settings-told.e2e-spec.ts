import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { ACME_WABA, NumberKit, TWO_APP_WABA } from './support/number-kit.js';
import { SimulatorKit } from './support/simulator-kit.js';

const HOURS = {
  status: 'ENABLED',
  timezone_id: 'Asia/Kolkata',
  weekly_operating_hours: [{ day_of_week: 'MONDAY', open_time: '0900', close_time: '1700' }],
  holiday_schedule: [],
};

describe('account_settings_update', () => {
  let kit: SimulatorKit;
  let numbers: NumberKit;
  beforeAll(async () => {
    kit = await SimulatorKit.open();
    numbers = new NumberKit(kit);
  });
  afterAll(() => kit.close());

  const switches = (some: object) => kit.control('PUT', '/switches', some);
  const toldOf = (id: string) =>
    numbers
      .told('account_settings_update')
      .map(({ value }) => value.phone_number_settings)
      .filter(({ phone_number_id: about }) => about === id);
  const countOf = (id: string) => toldOf(id).length;
  const visibilities = (id: string): string[] =>
    toldOf(id).map(({ calling }) => calling.call_icon_visibility);

  it('F-SETTINGS-55 F-SETTINGS-56 tells of the own changes too: the calling settings as they are read', async () => {
    const id = await numbers.add();
    await numbers.set(id, { status: 'ENABLED', call_hours: HOURS });
    const { entry, value } = await numbers.settingsTold(id);
    expect(entry).toMatchObject({ id: ACME_WABA });
    expect(entry).not.toHaveProperty('time');
    expect(value).toEqual({
      messaging_product: 'whatsapp',
      timestamp: expect.stringMatching(/^\d{10}$/),
      type: 'phone_number_settings',
      phone_number_settings: { phone_number_id: id, calling: await numbers.calling(id) },
    });
  });

  it('F-SETTINGS-57 names its type in small letters, or in capitals', async () => {
    const id = await numbers.add();
    await switches({ settingsUpdateType: 'PHONE_NUMBER_SETTINGS' });
    await numbers.set(id, { status: 'ENABLED' });
    expect((await numbers.settingsTold(id)).value.type).toBe('PHONE_NUMBER_SETTINGS');
    await switches({ settingsUpdateType: 'phone_number_settings' });
  });

  it('F-SETTINGS-58 comes for status, icon visibility, callback permission, SIP status and key exchange alone', async () => {
    const id = await numbers.add();
    const observed = [
      { status: 'ENABLED' },
      { call_icon_visibility: 'DISABLE_ALL' },
      { callback_permission_status: 'ENABLED' },
      { sip: { status: 'ENABLED', servers: [{ hostname: 'sip.example.net' }] } },
      { srtp_key_exchange_protocol: 'SDES' },
    ];
    const unobserved = [
      { call_icons: { restrict_to_user_countries: ['KE'] } },
      { sip: { webhook_delivery: 'ENABLED' } },
      { sip: { servers: [{ hostname: 'b.example.net' }] } },
      { audio: { additional_codecs: ['PCMA'] } },
      { voicemail: { status: 'ENABLED' } },
    ];
    const last = { status: 'DISABLED', call_icon_visibility: 'DEFAULT' };
    for (const calling of [...unobserved, ...observed, last]) await numbers.set(id, calling);
    await eventually(
      () => visibilities(id).includes('DEFAULT') && countOf(id) >= observed.length + 1,
    );
    expect(countOf(id)).toBe(observed.length + 1);
  });

  it('F-SETTINGS-59 comes for call hours, or does not', async () => {
    const id = await numbers.add();
    await numbers.set(id, { call_hours: HOURS });
    await switches({ isCallHoursChangeTold: true });
    await numbers.set(id, { call_hours: { ...HOURS, timezone_id: 'UTC' } });
    const { value } = await numbers.settingsTold(id);
    await switches({ isCallHoursChangeTold: false });
    expect(value.phone_number_settings.calling.call_hours.timezone_id).toBe('UTC');
    expect(countOf(id)).toBe(1);
  });

  it('F-SETTINGS-60 comes once for a value that is written again', async () => {
    const id = await numbers.add();
    for (let i = 0; i < 3; i++) await numbers.set(id, { status: 'ENABLED' });
    await numbers.set(id, { status: 'DISABLED' });
    await numbers.settingsTold(id, 2);
    expect(countOf(id)).toBe(2);
  });

  it('F-SETTINGS-61 reaches every subscribed app and holds no SIP password', async () => {
    const id = await numbers.add({ wabaId: TWO_APP_WABA });
    const servers = [{ hostname: 'sip.example.net', port: 5061 }];
    await numbers.set(id, { sip: { status: 'ENABLED', servers } }, numbers.tokenOf(TWO_APP_WABA));
    const { value } = await numbers.settingsTold(id, 2);
    const [server] = value.phone_number_settings.calling.sip.servers;
    expect(Object.keys(server).sort()).toEqual(['app_id', 'hostname', 'port']);
    const apps = kit.sink.received
      .filter(({ raw }) => raw.includes(id))
      .map(({ appKey }) => appKey);
    expect(apps.sort()).toEqual(['alpha', 'beta']);
  });
});
