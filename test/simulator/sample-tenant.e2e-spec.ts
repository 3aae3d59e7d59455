import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createLogger, Secret, SystemClock } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { SampleTenant } from '../../apps/simulator/src/sample-tenant/sample-tenant.js';
import { FakePatchbay } from './support/fake-patchbay.js';
import { SdesBridge } from './support/sdes-bridge.js';
import { request } from './support/simulator-kit.js';

let patchbay: FakePatchbay;

function start(): Promise<SampleTenant> {
  return SampleTenant.open({
    config: {
      PATCHBAY_URL: patchbay.url,
      TENANT_CLIENT_ID: 'acme-app',
      TENANT_CLIENT_SECRET: new Secret('s3cret'),
      TENANT_MEDIA_HOST: '127.0.0.1',
    },
    clock: new SystemClock(),
    logger: createLogger({ name: 'sample-tenant', level: 'silent' }),
    host: '127.0.0.1',
    port: 0,
  });
}

describe('the sample tenant', () => {
  let tenant: SampleTenant;
  let bridge: SdesBridge;
  let lastCall = 0;
  const control = (method: string, path: string, body?: unknown) =>
    request(method, `${tenant.url}/_tenant/v1${path}`, body);

  beforeAll(async () => {
    patchbay = await FakePatchbay.open();
    tenant = await start();
    await tenant.register();
  });
  beforeEach(async () => {
    bridge = await SdesBridge.open();
    lastCall += 1;
  });
  afterEach(async () => {
    await control('PUT', '/behaviour', {});
    await control('DELETE', '/faults');
    await bridge.close();
  });
  afterAll(async () => {
    await tenant.close();
    await patchbay.close();
  });

  /** A user's call as the platform announces it, with our SDES offer. */
  async function announce(consumer: unknown = null): Promise<string> {
    const callId = `call_${lastCall}`;
    const data = {
      callId,
      wacid: `wacid.${lastCall}`,
      direction: 'USER_INITIATED',
      consumer,
      sdp: { type: 'offer', sdp: bridge.sdp },
    };
    expect(await patchbay.deliver('call.connect', data, { id: `msg_${callId}` })).toBe(200);
    return callId;
  }

  const callView = async (callId: string) => (await control('GET', `/calls/${callId}`)).body;

  it('registers its endpoint with a token of its own client', () => {
    expect(patchbay.validToken).toMatch(/of-acme-app$/);
    expect(patchbay.inputsOf('createEndpoint')).toEqual([
      {
        url: `${tenant.url}/webhooks`,
        eventTypes: expect.arrayContaining(['call.connect', 'call.terminated']),
        description: 'Sample tenant',
        idempotencyKey: expect.any(String),
      },
    ]);
  });

  it('takes the endpoint of an earlier run again, at its new URL and with a new secret', async () => {
    const node = (id: string, description: string | null) => ({ node: { id, description } });
    const edges = [node('ep_other', null), node('ep_own', 'Sample tenant')];
    patchbay.answers.set('endpoints', () => ({
      edges: [...edges, node('ep_left', 'Sample tenant')],
    }));
    const before = patchbay.operations.length;
    const again = await start();
    try {
      await again.register();
      const asked = patchbay.operations.slice(before).map(({ name, input }) => [name, input]);
      const endpointId = 'ep_own';
      expect(asked).toEqual([
        ['endpoints', undefined],
        ['deleteEndpoint', { endpointId: 'ep_left' }],
        [
          'updateEndpoint',
          {
            endpointId,
            url: `${again.url}/webhooks`,
            eventTypes: expect.arrayContaining(['call.connect']),
            disable: true,
          },
        ],
        ['rotateEndpointSecret', { endpointId, overlapSeconds: 0 }],
        ['enableEndpoint', { endpointId }],
      ]);
      const url = `${again.url}/webhooks`;
      expect(await patchbay.deliver('call.terminated', { callId: 'call_z' }, { url })).toBe(200);
    } finally {
      await again.close();
    }
  });

  it("answers a user's call with its SDES answer and talks both ways until the end", async () => {
    const callId = await announce();
    const accepted = await eventually(() =>
      patchbay.inputsOf('acceptCall').find((input) => input.callId === callId),
    );
    bridge.connect(accepted.sdpAnswer);
    const call = await eventually(async () => {
      const view = await callView(callId);
      return view.media.heard.count > 20 && bridge.heard.length > 20 && view;
    });
    expect(call).toMatchObject({ state: 'ANSWERED', wacid: `wacid.${lastCall}`, error: null });
    expect(call.media.heard).toMatchObject({ nonce: bridge.nonce, inOrder: true });
    expect(bridge.heard.every((frame) => frame.nonce === call.media.nonce)).toBe(true);
    const { body: log } = await control('GET', `/calls/${callId}/media/log`);
    const sentAt = `/calls/${callId}/media/sent-at?ms=${log.sent.atMs[9]}`;
    expect((await control('GET', sentAt)).body).toEqual({ number: 10 });

    await patchbay.deliver('call.terminated', { callId }, { id: `end_${callId}` });
    await eventually(async () => (await callView(callId)).state === 'ENDED');
    const { heard } = (await callView(callId)).media;
    expect((await callView(callId)).media.heard).toEqual(heard);
  });

  it('acts once on a webhook that comes twice, and not on a forged one', async () => {
    const callId = await announce();
    await announce();
    const isAccepted = () => patchbay.inputsOf('acceptCall').some((i) => i.callId === callId);
    await eventually(isAccepted);
    const { body } = await control('GET', '/events');
    const refused = body.refused as number;
    const event = body.events.find(
      (e: { event: { id: string } }) => e.event.id === `msg_${callId}`,
    );
    expect(event.deliveries).toBe(2);
    expect(patchbay.inputsOf('acceptCall').filter((i) => i.callId === callId)).toHaveLength(1);
    const forged = { secret: `whsec_${Buffer.alloc(24).toString('base64')}` };
    expect(await patchbay.deliver('call.connect', {}, forged)).toBe(401);
    expect((await control('GET', '/events')).body.refused).toBe(refused + 1);
  });

  it('rejects or ignores calls when told so', async () => {
    await control('PUT', '/behaviour', { onConnect: 'reject' });
    const rejected = await announce();
    await eventually(() => patchbay.inputsOf('rejectCall').some((i) => i.callId === rejected));
    await control('PUT', '/behaviour', { onConnect: 'ignore' });
    lastCall += 1;
    const ignored = await announce();
    const view = await eventually(async () => {
      const { body, status } = await control('GET', `/calls/${ignored}`);
      return status === 200 && body;
    });
    expect(view).toMatchObject({ state: 'CONNECTING', media: null });
  });

  it('does with one user’s calls what it was told for that user', async () => {
    await control('PUT', '/behaviour', { consumer: '254700000101', onConnect: 'reject' });
    const rejected = await announce({ waId: '254700000101', userId: 'KE.1' });
    await eventually(() => patchbay.inputsOf('rejectCall').some((i) => i.callId === rejected));
    lastCall += 1;
    const accepted = await announce({ waId: '256700000102', userId: null });
    await eventually(() => patchbay.inputsOf('acceptCall').some((i) => i.callId === accepted));
    const { body } = await control('GET', `/events?callId=${accepted}`);
    expect(body.events).toHaveLength(1);
  });

  it('places a call with its own offer and a new token when the old one is stale', async () => {
    const callId = `call_${lastCall}`;
    patchbay.validToken = 'revoked';
    patchbay.answers.set('placeCall', () => ({
      __typename: 'PlaceCallSuccess',
      call: { id: callId, state: 'OFFERED', wacid: null },
      sdpAnswer: bridge.sdp,
    }));
    const asked = { phoneNumberId: 'num_1', consumer: { waId: '254700000101' } };
    const { body, status } = await control('POST', '/calls', asked);
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { callId, direction: 'BUSINESS_INITIATED' },
    });
    const [input] = patchbay.inputsOf('placeCall').slice(-1);
    expect(input).toMatchObject({ ...asked, media: { mode: 'SDES' } });
    bridge.connect(input.media.sdpOffer);
    await eventually(async () => (await callView(callId)).media.heard.count > 10);
    await eventually(() => bridge.heard.length > 10);
    expect((await control('POST', `/calls/${callId}/terminate`)).status).toBe(200);
    expect(patchbay.inputsOf('terminateCall')).toEqual([{ callId }]);
  });

  it("hands on the platform's refusal", async () => {
    const refusal = { code: 'CALL_PERMISSION_MISSING', message: 'ask the user first' };
    patchbay.answers.set('placeCall', () => ({ __typename: 'CallPermissionMissing', ...refusal }));
    const asked = { phoneNumberId: 'num_1', consumer: { waId: '233200000103' } };
    expect(await control('POST', '/calls', asked)).toEqual({
      status: 422,
      body: { error: refusal.code, message: refusal.message },
    });
  });

  it('announces another key than it uses when told so', async () => {
    await control('PUT', '/faults', { media: { sdesKeySwapped: true } });
    const callId = await announce();
    const accepted = await eventually(() =>
      patchbay.inputsOf('acceptCall').find((input) => input.callId === callId),
    );
    bridge.connect(accepted.sdpAnswer);
    await eventually(() => bridge.unauthentic > 10);
    expect(bridge.heard).toEqual([]);
    await eventually(async () => (await callView(callId)).media.heard.count > 10);
  });

  it('fails the first deliveries when told so', async () => {
    await control('PUT', '/faults', { webhook: { failFirst: 1, status: 500 } });
    const end = (id: string) => patchbay.deliver('call.terminated', { callId: 'call_x' }, { id });
    expect(await end('msg_a')).toBe(500);
    expect(await end('msg_a')).toBe(200);
  });
});
