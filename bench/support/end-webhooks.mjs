import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';

/** Users who called, so that most calls are of somebody known, as in life. */
const USERS = 1000;

/** The body of Meta's webhook that a call is over which nobody answered, and of which no offer came. */
function endBody({ wabaId, phoneNumberId, displayPhoneNumber }, wacid, index) {
  const user = String(254_700_000_000 + (index % USERS));
  const call = {
    id: wacid,
    from: user,
    to: displayPhoneNumber,
    event: 'terminate',
    timestamp: String(Math.floor(Date.now() / 1000)),
    direction: 'USER_INITIATED',
    status: 'COMPLETED',
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

/**
 * Posts ends of calls to ingest, so many a second whatever the answers do, over the numbers in turn.
 * Gives when each was due to be posted, by wacid, in milliseconds since 1970.
 */
export async function postEnds({ url, appSecret, numbers, perSecond, seconds }) {
  const { origin, pathname: path } = new URL(url);
  const pool = new Pool(origin, { connections: 32 });
  const total = Math.round(perSecond * seconds);
  const startedAtMs = performance.timeOrigin + performance.now();
  const postedAtMs = new Map();
  const posts = [];
  for (let index = 0; index < total; index += 1) {
    const atMs = startedAtMs + (index * 1000) / perSecond;
    await delay(Math.max(0, atMs - (performance.timeOrigin + performance.now())));
    const wacid = `wacid.${randomUUID()}`;
    postedAtMs.set(wacid, atMs);
    posts.push(
      post({ pool, path, appSecret }, endBody(numbers[index % numbers.length], wacid, index)),
    );
  }
  await Promise.all(posts);
  await pool.destroy();
  return postedAtMs;
}

async function post({ pool, path, appSecret }, body) {
  const signature = createHmac('sha256', appSecret).update(body).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'x-hub-signature-256': `sha256=${signature}`,
  };
  const response = await pool.request({ method: 'POST', path, headers, body });
  await response.body.dump();
  if (response.statusCode !== 200) throw new Error(`ingest answered ${response.statusCode}`);
}
