import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { createDtlsCertificate } from '../../apps/simulator/src/media/certificate.js';
import { ALPHA, BETA, WABA, WebhookWorld } from './support/webhook-world.js';
import { NUMBER, request } from './support/simulator-kit.js';

const OBJECT = 'whatsapp_business_account';

describe('an app at Meta', () => {
  let world: WebhookWorld;
  beforeAll(async () => {
    world = await WebhookWorld.open();
  });
  beforeEach(async () => {
    await world.subscriptions('POST', subscription());
    world.sink.verifications.length = 0;
    world.sink.received.length = 0;
  });
  afterAll(() => world.close());

  function subscription(more = {}) {
    return {
      object: OBJECT,
      callback_url: `${world.sink.url}/own`,
      verify_token: 'token-1',
      fields: ['calls', 'messages', 'account_update'],
      ...more,
    };
  }

  async function fieldsOf(appId = ALPHA): Promise<string[]> {
    const { body } = await world.subscriptions('GET', undefined, appId);
    return (body.data[0]?.fields ?? []).map(({ name }: { name: string }) => name);
  }

  describe('is asked for its challenge', () => {
    it('F-WEBHOOKS-01 by GET with mode, digits and token; the bare challenge lets the URL through', async () => {
      const reply = await world.subscriptions('POST', subscription({ verify_token: 'my token&' }));
      expect(reply).toEqual({ status: 200, body: { success: true } });
      expect(world.sink.verifications).toEqual([
        {
          path: '/own',
          mode: 'subscribe',
          challenge: expect.stringMatching(/^\d+$/),
          verifyToken: 'my token&',
        },
      ]);
    });

    it('F-WEBHOOKS-02 and refused with code 2200 when it does not answer 200; all stays as it was', async () => {
      world.sink.nextVerifications.push({ status: 403, body: 'no' });
      const elsewhere = subscription({ callback_url: `${world.sink.url}/new`, fields: 'calls' });
      const { body, status } = await world.subscriptions('POST', elsewhere);
      expect(status).toBe(400);
      expect(body.error).toMatchObject({
        code: 2200,
        type: 'OAuthException',
        message:
          '(#2200) Callback verification failed with the following errors: ' +
          'HTTP Status Code = 403; HTTP Message = Forbidden',
      });
      const { data } = (await world.subscriptions('GET')).body;
      expect(data[0].callback_url).toBe(`${world.sink.url}/own`);
      expect(await fieldsOf()).toHaveLength(3);
    });

    it('F-WEBHOOKS-03 and refused when the body is more than the challenge', async () => {
      world.sink.nextVerifications.push({ status: 200, body: '<html>' });
      const { body, status } = await world.subscriptions('POST', subscription());
      expect(status).toBe(400);
      expect(body.error.message).toMatch(
        /^\(#2200\) Response does not match challenge, expected value="\d+", received="<html>"$/,
      );
    });

    it('F-WEBHOOKS-04 and refused when nobody answers, or not in time', async () => {
      const nobody = subscription({ callback_url: 'http://127.0.0.1:1/hook' });
      const refused = await world.subscriptions('POST', nobody);
      expect(refused).toMatchObject({ status: 400, body: { error: { code: 2200 } } });
      world.sink.isMute = true;
      await world.settings({ answerTimeoutMs: 100 });
      const late = await world.subscriptions('POST', subscription());
      await world.settings({ answerTimeoutMs: 20_000 });
      world.sink.isMute = false;
      expect(late).toMatchObject({ status: 400, body: { error: { code: 2200 } } });
      expect(late.body.error.message).toContain('no answer within 100 ms');
    });

    it('F-WEBHOOKS-05 and refused when no known authority signed its certificate', async () => {
      const { certPem: cert, keyPem: key } = await createDtlsCertificate();
      const server = createServer({ cert, key }, (_request, response) => response.end());
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const callback_url = `https://127.0.0.1:${port}/hook`;
      const { body, status } = await world.subscriptions('POST', subscription({ callback_url }));
      await new Promise((resolve) => server.close(resolve));
      expect(status).toBe(400);
      expect(body.error.message).toMatch(/^\(#2200\) .*curl_error = .*self-signed/);
    });

    it('F-WEBHOOKS-06 with a plus in the path turned into a space', async () => {
      await world.subscriptions('POST', subscription({ callback_url: `${world.sink.url}/+4477` }));
      expect(world.sink.verifications.at(-1)?.path).toBe('/%204477');
    });

    it("F-WEBHOOKS-07 by hand, with the dashboard's button", async () => {
      const url = `${world.sink.url}/by-hand`;
      const asked = { appKey: 'alpha', url, verifyToken: 'by hand' };
      world.sink.expectedVerifyToken = 'another';
      const refused = await world.kit.control('POST', '/webhooks/verify', asked);
      world.sink.expectedVerifyToken = undefined;
      expect(refused.body).toEqual({
        isVerified: false,
        problem: expect.stringContaining('HTTP Status Code = 403'),
      });
      const verified = await world.kit.control('POST', '/webhooks/verify', asked);
      expect(verified.body).toEqual({ isVerified: true, problem: null });
      expect((await world.subscriptions('GET')).body.data[0].callback_url).toBe(url);
      const unknown = await world.kit.control('POST', '/webhooks/verify', { appKey: 'gamma' });
      expect(unknown.status).toBe(404);
    });
  });

  describe('subscribes', () => {
    it('F-WEBHOOKS-10 with its own token only', async () => {
      const path = `${ALPHA}/subscriptions`;
      const reply = await world.graph('POST', path, world.wabaToken(), subscription());
      expect(reply).toMatchObject({
        status: 400,
        body: {
          error: {
            code: 15,
            message: '(#15) This method must be called with an app access_token.',
          },
        },
      });
      const stranger = await world.graph('GET', path, world.appToken(BETA));
      expect(stranger).toMatchObject({ status: 403, body: { error: { code: 200 } } });
    });

    it('F-WEBHOOKS-11 to one object and to fields that exist', async () => {
      const object = await world.subscriptions('POST', subscription({ object: 'page' }));
      expect(object).toMatchObject({ status: 400, body: { error: { code: 100 } } });
      expect(object.body.error.message).toContain('Param object must be one of');
      for (const fields of [['calls', 'phone_calls'], 'calls,phone_calls', { calls: true }]) {
        const reply = await world.subscriptions('POST', subscription({ fields }));
        expect(reply).toMatchObject({ status: 400, body: { error: { code: 100 } } });
        expect(reply.body.error.message).toContain('Param fields must be one of');
      }
    });

    it.each(['object', 'callback_url', 'verify_token'])(
      'F-WEBHOOKS-12 not without object, URL and token: %s',
      async (name) => {
        const reply = await world.subscriptions('POST', subscription({ [name]: undefined }));
        expect(reply).toMatchObject({ status: 400, body: { error: { code: 100 } } });
        expect(reply.body.error.error_data.details).toContain(name);
      },
    );

    it('F-WEBHOOKS-13 by form too, its fields parted by commas', async () => {
      const form = new URLSearchParams({ ...subscription(), fields: 'calls, security' });
      const response = await fetch(`${world.kit.simulator.url}/v26.0/${ALPHA}/subscriptions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${world.appToken()}` },
        body: form,
      });
      expect(await response.json()).toEqual({ success: true });
      expect(await fieldsOf()).toEqual(['calls', 'security']);
    });

    it('F-WEBHOOKS-14 and reads its URL and its fields with their version', async () => {
      const { body } = await world.subscriptions('GET');
      expect(body).toEqual({
        data: [
          {
            object: OBJECT,
            callback_url: `${world.sink.url}/own`,
            active: true,
            fields: [
              { name: 'account_update', version: 'v26.0' },
              { name: 'calls', version: 'v26.0' },
              { name: 'messages', version: 'v26.0' },
            ],
          },
        ],
      });
    });

    it('F-WEBHOOKS-15 no more to some fields, or to none', async () => {
      await world.subscriptions('DELETE', { object: OBJECT, fields: 'calls' });
      expect(await fieldsOf()).toEqual(['account_update', 'messages']);
      expect(await world.subscriptions('DELETE', { object: OBJECT })).toEqual({
        status: 200,
        body: { success: true },
      });
      expect((await world.subscriptions('GET')).body).toEqual({ data: [] });
      const other = await world.subscriptions('DELETE', { object: 'page' });
      expect(other).toMatchObject({ status: 400, body: { error: { code: 100 } } });
    });

    it('F-WEBHOOKS-16 and hears of its fields at its URL, and of no others', async () => {
      await world.subscriptions('POST', subscription({ fields: ['messages'] }));
      await world.tell(NUMBER, 'call-1', 'calls');
      await world.tell(NUMBER, 'wamid.1');
      const { path } = await eventually(() => world.sink.of('wamid.1')[0]);
      expect(path).toBe('/own');
      expect(world.sink.of('call-1')).toEqual([]);
    });
  });

  describe('and a WABA', () => {
    beforeEach(() => world.subscribedApps('POST'));

    it('F-WEBHOOKS-20 belong together when it subscribes to its webhooks', async () => {
      await world.subscribedApps('DELETE');
      await world.tell(NUMBER, 'wamid.unheard');
      expect(await world.subscribedApps('POST')).toEqual({ status: 200, body: { success: true } });
      await world.tell(NUMBER, 'wamid.heard');
      await eventually(() => world.sink.of('wamid.heard')[0]);
      expect(world.sink.of('wamid.unheard')).toEqual([]);
    });

    it('F-WEBHOOKS-21 read who is subscribed, with the alternate URL', async () => {
      const override_callback_uri = `${world.sink.url}/waba`;
      await world.subscribedApps('POST', { override_callback_uri, verify_token: 't' });
      expect((await world.subscribedApps('GET')).body).toEqual({
        data: [
          {
            whatsapp_business_api_data: {
              id: ALPHA,
              name: 'alpha',
              link: `https://www.facebook.com/games/?app_id=${ALPHA}`,
            },
            override_callback_uri,
          },
        ],
      });
    });

    it('F-WEBHOOKS-22 part on DELETE, also a second time', async () => {
      const first = await world.subscribedApps('DELETE');
      const second = await world.subscribedApps('DELETE');
      expect([first, second].map(({ body }) => body)).toEqual([
        { success: true },
        { success: true },
      ]);
      expect((await world.subscribedApps('GET')).body).toEqual({ data: [] });
    });

    it('F-WEBHOOKS-23 need a token for management that reaches the WABA', async () => {
      const post = (token: string) => world.graph('POST', `${WABA}/subscribed_apps`, token);
      const { token } = (
        await world.kit.control('POST', '/tokens', {
          ...{ app: 'alpha', wabaIds: [WABA], scopes: ['whatsapp_business_messaging'] },
        })
      ).body;
      expect(await post(token)).toMatchObject({ status: 403, body: { error: { code: 10 } } });
      for (const other of [world.appToken(), world.wabaToken('510000000000003')]) {
        const reply = await post(other);
        expect(reply).toMatchObject({ status: 403, body: { error: { code: 200 } } });
      }
      const url = `${world.kit.simulator.url}/v26.0/${WABA}/subscribed_apps`;
      expect((await request('GET', url)).status).toBe(401);
    });
  });

  it('F-WEBHOOKS-17 gets the test payload of any field at its own URL', async () => {
    for (const field of ['calls', 'messages', 'account_update', 'security', 'flows']) {
      const reply = await world.kit.control('POST', '/webhooks/test', { appKey: 'alpha', field });
      expect(reply.body).toEqual({ status: 200 });
    }
    expect(world.sink.received).toHaveLength(5);
    expect(world.sink.ofField('calls')[0]).toMatchObject({
      path: '/own',
      entry: { id: '0' },
      value: { metadata: { phone_number_id: '123456123' } },
    });
  });
});
