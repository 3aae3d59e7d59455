import { createHmac, randomBytes, randomUUID } from 'node:crypto';

/** As long as a browser's offer for one audio track. */
const SDP_LINES = 40;
/** Users who call, so that most calls are of somebody known, as in life. */
const USERS = 1000;

const SDP = [
  'v=0',
  ...Array.from({ length: SDP_LINES }, () => `a=candidate:${randomBytes(16).toString('hex')}`),
].join('\r\n');

/** The body of a webhook with one change: a new call of some user's. */
export function connectBody({ wabaId, phoneNumberId, displayPhoneNumber }, index) {
  const user = String(254_700_000_000 + (index % USERS));
  const call = {
    id: `wacid.${randomUUID()}`,
    from: user,
    to: displayPhoneNumber,
    event: 'connect',
    timestamp: String(Math.floor(Date.now() / 1000)),
    direction: 'USER_INITIATED',
    session: { sdp_type: 'offer', sdp: SDP },
  };
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: displayPhoneNumber, phone_number_id: phoneNumberId },
    contacts: [{ profile: { name: `User ${user}` }, wa_id: user }],
    calls: [call],
  };
  const entry = [{ id: wabaId, changes: [{ field: 'calls', value }] }];
  return JSON.stringify({ object: 'whatsapp_business_account', entry });
}

/** The bytes of a signed POST, as they go over a connection that stays open. */
export function postBytes(url, appSecret, body) {
  const { host, pathname } = new URL(url);
  const signature = createHmac('sha256', appSecret).update(body).digest('hex');
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `host: ${host}`,
    'content-type: application/json',
    `x-hub-signature-256: sha256=${signature}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}
