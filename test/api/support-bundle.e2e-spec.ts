import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Consumers, saveSdps } from '#patchbay/calls';
import { aCall } from '#patchbay/calls/testing';
import { TenantDatabase } from '#patchbay/database';
import { encodeId, ENVELOPE, type Envelope } from '#patchbay/kernel';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { errorCode, expectSuccess, graphql } from '../support/graphql-client.js';
import { ownerQuery } from '../support/owner-query.js';
import { type TwoTenants, twoTenants } from '../support/two-tenants.js';

const EXPORT = `query ($callId: CallID!) {
  exportCallSupportBundle(callId: $callId) { filename contentType content } }`;
const KEY = randomBytes(30).toString('base64');
/** What must not be in the file: keys, ICE secrets, addresses, who they are, what they said. */
const SECRETS = [
  KEY,
  'IceUfragSecret',
  'IcePasswordSecretSecret',
  '203.0.113.77',
  'AA:BB:CC:DD',
  'anna-cname',
  '254700000155',
  'KE.SecretUser',
  'Anna Secret',
  'what the tenant gave',
];
const SDP = [
  'v=0',
  'o=anna 1 1 IN IP4 203.0.113.77',
  's=Anna Secret',
  'c=IN IP4 203.0.113.77',
  't=0 0',
  'm=audio 40000 RTP/SAVP 111',
  'a=ice-ufrag:IceUfragSecret',
  'a=ice-pwd:IcePasswordSecretSecret',
  'a=fingerprint:sha-256 AA:BB:CC:DD',
  `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${KEY}`,
  'a=candidate:1 1 udp 1 203.0.113.77 40000 typ host',
  'a=ssrc:77 cname:anna-cname',
  'a=rtpmap:111 opus/48000/2',
  '',
].join('\r\n');

/** What a media node counted, as the fact of its end carries it. */
const FIGURES = {
  'fromMeta.received': 100,
  'fromMeta.forwarded': 90,
  'fromMeta.heldByGate': 7,
  'fromMeta.dropped': 3,
  'fromTenant.received': 50,
  'fromTenant.forwarded': 50,
  'fromTenant.heldByGate': 0,
  'fromTenant.dropped': 0,
  openedAtMs: 0,
};

let api: TestApp;
let two: TwoTenants;
let callId: string;

beforeAll(async () => {
  api = await createTestApp();
  two = await twoTenants(api);
  const database = api.app.get(TenantDatabase);
  const making = { database, consumers: api.app.get(Consumers), clock: api.clock };
  const call = await aCall(making, two.acme.context, {
    numberId: two.acme.numbers[0]!.id,
    consumer: { waId: '254700000155', userId: 'KE.SecretUser', name: 'Anna Secret' },
    bizOpaqueCallbackData: 'what the tenant gave',
    wacid: 'wacid.ForSupport',
    graphRequestId: 'Request-1',
    facts: { media_ended: { atMs: 1, data: { reason: 'closed', ...FIGURES } } },
    metaError: { code: 131_000, title: 'Wrong', details: 'at 254700000155', fbtraceId: 'Trace-1' },
  });
  callId = call.id;
  await database.run(two.acme.context, (tx) =>
    saveSdps(
      tx,
      api.app.get<Envelope>(ENVELOPE),
      (['META_REMOTE', 'META_LOCAL', 'TENANT_REMOTE', 'TENANT_LOCAL'] as const).map((kind) => ({
        tenantId: two.acme.tenantId,
        callId,
        kind,
        sdp: SDP,
      })),
      api.clock.now(),
    ),
  );
});
afterAll(() => api.close());

const ask = (token: string) => graphql(api, token, EXPORT, { callId: encodeId('call', callId) });

it('the support bundle has ids, timeline, SDPs and spans of time, and no secret of either side', async () => {
  const bundle = expectSuccess(await ask(two.acme.token));
  expect([bundle.filename, bundle.contentType]).toEqual([
    `${encodeId('call', callId)}.support.json`,
    'application/json',
  ]);
  const content = JSON.parse(bundle.content);
  expect(content).toMatchObject({
    format: 'patchbay.call-support-bundle/1',
    call: {
      callId: encodeId('call', callId),
      wacid: 'wacid.ForSupport',
      graphRequestId: 'Request-1',
      phoneNumberId: two.acme.numbers[0]!.phoneNumberId,
      wabaId: two.acme.wabas[0]!.wabaId,
      metaError: { code: 131_000, fbtraceId: 'Trace-1' },
    },
    statistics: {
      talkSeconds: 7,
      billableSeconds: 7,
      media: {
        fromMeta: { received: 100, forwarded: 90, heldByGate: 7, dropped: 3 },
        fromTenant: { received: 50, forwarded: 50 },
        openedAt: '1970-01-01T00:00:00.000Z',
      },
    },
    timeline: [
      { seq: 1, kind: 'offered', state: 'OFFERED' },
      { seq: 2, kind: 'terminated', state: 'COMPLETED' },
    ],
  });
  expect(content.sdp).toHaveLength(4);
  for (const { redacted } of content.sdp) expect(redacted).toContain('a=rtpmap:111 opus/48000/2');
  expect(SECRETS.filter((secret) => JSON.stringify(bundle).includes(secret))).toEqual([]);
});

it('its export is audited, and another tenant’s call is one that does not exist', async () => {
  expect(errorCode(await ask(two.globex.token))).toBe('NOT_FOUND');
  const audits = await ownerQuery<{ tenant_id: string }>(
    `select tenant_id from audit_event where action = 'calls.export_support_bundle' and subject_id = $1`,
    [callId],
  );
  expect(new Set(audits.map(({ tenant_id }) => tenant_id))).toEqual(new Set([two.acme.tenantId]));
});
