import { createHmac, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { graphql } from '../support/graphql-client.js';
import { cloneDatabase, type TestDatabase } from '../support/test-services.js';
import { withClient } from './support/catalogue.js';
import { type TwoTenants, twoTenants } from '../support/two-tenants.js';

/** One of each secret and identity that passes through the API, and not one of them in its logs. */

const SRTP_KEY = randomBytes(30).toString('base64');
const ICE_PASSWORD = randomBytes(16).toString('hex');
const CALLER = '254733000777';
const SDP = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=audio 40000 RTP/SAVP 111',
  `a=ice-pwd:${ICE_PASSWORD}`,
  `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${SRTP_KEY}`,
  'a=rtpmap:111 opus/48000/2',
  '',
].join('\r\n');

const PLACE = `mutation ($input: PlaceCallInput!) { placeCall(input: $input) { __typename } }`;

let database: TestDatabase;
let api: TestApp;
let two: TwoTenants;

beforeAll(async () => {
  database = await cloneDatabase();
  api = await createTestApp({ DATABASE_URL: database.appUrl });
  two = await twoTenants(api);
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

async function signIn(secret: string): Promise<string> {
  const { clientId } = two.acme.client;
  const answer = await request(api.url).post('/oauth/token').type('form').send({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: secret,
  });
  return String(answer.body.access_token);
}

async function postWebhook(appSecret: string): Promise<void> {
  const { alpha } = two.apps;
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: two.acme.wabas[0]!.wabaId,
        changes: [
          {
            field: 'calls',
            value: {
              messaging_product: 'whatsapp',
              metadata: {
                display_phone_number: two.acme.numbers[0]!.displayPhoneNumber,
                phone_number_id: two.acme.numbers[0]!.phoneNumberId,
              },
              calls: [
                {
                  id: `wacid.${randomBytes(8).toString('hex')}`,
                  from: CALLER,
                  event: 'connect',
                  timestamp: String(Math.floor(api.clock.nowMs() / 1000)),
                  direction: 'USER_INITIATED',
                  session: { sdp_type: 'offer', sdp: SDP },
                },
              ],
            },
          },
        ],
      },
    ],
  });
  const signature = createHmac('sha256', appSecret).update(body).digest('hex');
  await request(api.url)
    .post(`/webhooks/meta/${alpha.appKey}`)
    .set('content-type', 'application/json')
    .set('x-hub-signature-256', `sha256=${signature}`)
    .send(body);
}

describe('the logs of the API', () => {
  it('hold no secret and no identity, also when everything fails', async () => {
    const { acme, apps } = two;
    const secrets: Record<string, string> = {
      'client secret': acme.client.clientSecret,
      'access token': acme.token,
      'access token from the endpoint': await signIn(acme.client.clientSecret),
      'app secret': apps.alpha.appSecret,
      'token for Meta': acme.wabas[0]!.accessToken,
      'internal token': process.env.INTERNAL_TOKEN!,
      'SRTP key': SRTP_KEY,
      'ICE password': ICE_PASSWORD,
      'number of the caller': CALLER,
    };
    const file = JSON.parse(await readFile(process.env.SECRETS_FILE!, 'utf8'));
    for (const [id, kek] of Object.entries(file.keks)) secrets[`kek ${id}`] = String(kek);
    secrets['look-up key'] = file.lookupKey;
    secrets['signing key'] = file.jwtKeys[0].d;

    const use = async (): Promise<void> => {
      await signIn(acme.client.clientSecret);
      await signIn(`${acme.client.clientSecret}x`);
      await postWebhook(apps.alpha.appSecret);
      await postWebhook('wrong');
      const input = {
        phoneNumberId: acme.numbers[0]!.phoneNumberId,
        consumer: { waId: CALLER },
        media: { mode: 'SDES', sdpOffer: SDP },
      };
      await graphql(api, acme.token, PLACE, { input });
      await graphql(api, acme.token, PLACE, { input: { ...input, sdp: SDP } });
      await graphql(
        api,
        `${acme.token}x`,
        `
          {
            viewer {
              id
            }
          }
        `,
      );
    };
    await use();
    // From here on every statement fails, and errors of the database quote what they were given.
    await withClient(database.ownerUrl, async (owner) => {
      for (const table of [
        'api_client',
        'idempotency_key',
        'inbox_event',
        'phone_number',
        'audit_event',
      ]) {
        await owner.query(`alter table ${table} rename to gone_${table}`);
      }
    });
    await use();

    const text = api.logs.map((line) => JSON.stringify(line)).join('\n');
    expect(api.logs.filter((line) => line.level === 'error').length).toBeGreaterThan(2);
    const shown = Object.entries(secrets).filter(([, secret]) => text.includes(secret));
    expect(shown.map(([name]) => name)).toEqual([]);
  });
});
