import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { readSeed } from '../../apps/simulator/src/seed-file.js';
import { expectedSignature } from './support/webhook-sink.js';
import { NUMBER, TWO_APP_NUMBER } from './support/simulator-kit.js';
import { ALPHA, TWO_APP_WABA, WABA, WebhookWorld } from './support/webhook-world.js';

const OVERRIDDEN = [
  'messages',
  'message_echoes',
  'calls',
  'consumer_profile',
  'messaging_handovers',
  'group_lifecycle_update',
  'group_participants_update',
  'group_settings_update',
  'group_status_update',
  'smb_message_echoes',
  'smb_app_state_sync',
  'history',
  'account_settings_update',
];
const NOT_OVERRIDDEN = [
  'account_update',
  'account_alerts',
  'message_template_status_update',
  'phone_number_quality_update',
  'security',
];

/** Two apps on one WABA, whose token is the second one's. */
function seedWithBetaFirst() {
  const seed = readSeed('seed/two-tenants.json');
  const wabas = seed.wabas.map((waba) =>
    waba.wabaId === TWO_APP_WABA ? { ...waba, apps: ['beta', 'alpha'] } : waba,
  );
  return { ...seed, wabas };
}

describe('an alternate URL', () => {
  let world: WebhookWorld;
  let told = 0;
  beforeAll(async () => {
    world = await WebhookWorld.open({}, seedWithBetaFirst());
    await world.subscriptions('POST', {
      object: 'whatsapp_business_account',
      callback_url: `${world.sink.url}/app`,
      verify_token: 'app',
      fields: [...OVERRIDDEN, ...NOT_OVERRIDDEN],
    });
  });
  beforeEach(async () => {
    await world.subscribedApps('POST');
    await configure(NUMBER, '');
    world.sink.verifications.length = 0;
  });
  afterAll(() => world.close());

  function override(path: string) {
    return { override_callback_uri: `${world.sink.url}${path}`, verify_token: `token of ${path}` };
  }

  function configure(phoneNumberId: string, path: string, token = world.wabaToken()) {
    const webhook_configuration = path === '' ? { override_callback_uri: '' } : override(path);
    return world.graph('POST', phoneNumberId, token, { webhook_configuration });
  }

  /** Where something of a field about a number goes. */
  async function pathOf(phoneNumberId: string, field = 'messages', apps = 1): Promise<string[]> {
    const id = `told-${(told += 1)}`;
    await world.tell(phoneNumberId, id, field);
    await eventually(() => world.sink.of(id).length === apps);
    return world.sink.of(id).map(({ path }) => path);
  }

  it('F-WEBHOOKS-30 of a WABA is asked for its challenge and takes the place of the app’s', async () => {
    expect(await pathOf(NUMBER)).toEqual(['/app']);
    const reply = await world.subscribedApps('POST', override('/waba'));
    expect(reply).toEqual({ status: 200, body: { success: true } });
    expect(world.sink.verifications).toMatchObject([
      { path: '/waba', mode: 'subscribe', verifyToken: 'token of /waba' },
    ]);
    expect(await pathOf(NUMBER)).toEqual(['/waba']);
  });

  it('F-WEBHOOKS-31 that does not answer the challenge changes nothing', async () => {
    await world.subscribedApps('POST', override('/waba'));
    world.sink.nextVerifications.push({ status: 404 });
    const reply = await world.subscribedApps('POST', override('/other'));
    expect(reply).toMatchObject({ status: 400, body: { error: { code: 2200 } } });
    expect(await pathOf(NUMBER)).toEqual(['/waba']);
  });

  it('F-WEBHOOKS-32 of a WABA is gone after a POST without body', async () => {
    await world.subscribedApps('POST', override('/waba'));
    await world.subscribedApps('POST');
    expect(await pathOf(NUMBER)).toEqual(['/app']);
  });

  it('F-WEBHOOKS-33 needs the app to be subscribed to the WABA', async () => {
    await world.subscribedApps('DELETE');
    const ofWaba = await world.subscribedApps('POST', override('/waba'));
    const ofNumber = await configure(NUMBER, '/number');
    for (const reply of [ofWaba, ofNumber]) {
      expect(reply).toMatchObject({
        status: 400,
        body: {
          error: {
            code: 100,
            message:
              '(#100) Before override the current callback uri, your app must be subscribed to ' +
              'receive messages for WhatsApp Business Account',
          },
        },
      });
    }
    expect(world.sink.verifications).toEqual([]);
  });

  it('F-WEBHOOKS-34 has at most 200 characters', async () => {
    const { length } = `${world.sink.url}/`;
    const longest = await world.subscribedApps('POST', override(`/${'a'.repeat(200 - length)}`));
    expect(longest.status).toBe(200);
    const tooLong = await world.subscribedApps('POST', override(`/${'a'.repeat(201 - length)}`));
    expect(tooLong).toMatchObject({ status: 400, body: { error: { code: 100 } } });
  });

  it('F-WEBHOOKS-35 is a URL and has a verify token', async () => {
    const verify_token = 't';
    for (const body of [
      { override_callback_uri: 'example.com/hook', verify_token },
      { override_callback_uri: 'ftp://example.com', verify_token },
      { override_callback_uri: 7, verify_token },
      { override_callback_uri: `${world.sink.url}/x` },
    ]) {
      const reply = await world.subscribedApps('POST', body);
      expect(reply).toMatchObject({ status: 400, body: { error: { code: 100 } } });
    }
    const text = await world.graph('POST', NUMBER, world.wabaToken(), {
      webhook_configuration: 'none',
    });
    expect(text).toMatchObject({ status: 400, body: { error: { code: 100 } } });
  });

  it('F-WEBHOOKS-36 of a number comes before that of its WABA, and is cleared with an empty text', async () => {
    await world.subscribedApps('POST', override('/waba'));
    expect(await configure(NUMBER, '/number')).toEqual({ status: 200, body: { success: true } });
    expect(world.sink.verifications.at(-1)).toMatchObject({
      path: '/number',
      verifyToken: 'token of /number',
    });
    expect(await pathOf(NUMBER)).toEqual(['/number']);
    await configure(NUMBER, '');
    expect(await pathOf(NUMBER)).toEqual(['/waba']);
  });

  it('F-WEBHOOKS-37 can be read at each of the three levels', async () => {
    const read = async () => {
      const path = `${NUMBER}?fields=webhook_configuration`;
      return (await world.graph('GET', path, world.wabaToken())).body;
    };
    const application = `${world.sink.url}/app`;
    expect(await read()).toEqual({ webhook_configuration: { application }, id: NUMBER });
    await world.subscribedApps('POST', override('/waba'));
    await configure(NUMBER, '/number');
    expect(await read()).toEqual({
      webhook_configuration: {
        phone_number: `${world.sink.url}/number`,
        whatsapp_business_account: `${world.sink.url}/waba`,
        application,
      },
      id: NUMBER,
    });
  });

  it('F-WEBHOOKS-38 covers calls, messages and their kin, and no other field', async () => {
    await world.subscribedApps('POST', override('/waba'));
    for (const field of OVERRIDDEN)
      expect([field, ...(await pathOf(NUMBER, field))]).toEqual([field, '/waba']);
    for (const field of NOT_OVERRIDDEN)
      expect([field, ...(await pathOf(NUMBER, field))]).toEqual([field, '/app']);
  });

  it('F-WEBHOOKS-39 is signed with the secret of the app all the same', async () => {
    await world.subscribedApps('POST', override('/waba'));
    await pathOf(NUMBER);
    const { raw, signature } = world.sink.received.at(-1)!;
    expect(signature).toBe(expectedSignature(raw, world.secretOf('alpha')));
  });

  it('F-WEBHOOKS-40 is that of one app: the others are still told at their own', async () => {
    const token = world.wabaToken(TWO_APP_WABA);
    await world.subscribedApps('POST', override('/beta-of-waba'), TWO_APP_WABA);
    expect((await pathOf(TWO_APP_NUMBER, 'calls', 2)).sort()).toEqual(['/app', '/beta-of-waba']);
    await configure(TWO_APP_NUMBER, '/beta-of-number', token);
    expect((await pathOf(TWO_APP_NUMBER, 'calls', 2)).sort()).toEqual(['/app', '/beta-of-number']);
  });

  it('F-WEBHOOKS-41 goes with the subscription', async () => {
    await world.subscribedApps('POST', override('/waba'));
    await world.subscribedApps('DELETE');
    await world.subscribedApps('POST');
    expect(await pathOf(NUMBER)).toEqual(['/app']);
    const { body } = await world.graph('GET', `${WABA}/subscribed_apps`, world.wabaToken());
    expect(body.data[0].whatsapp_business_api_data.id).toBe(ALPHA);
    expect(body.data[0]).not.toHaveProperty('override_callback_uri');
  });
});
