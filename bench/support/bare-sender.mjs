/**
 * The plainest sender of signed webhooks there is, in a process of its own: no database, no rules,
 * kept connections, as many requests under way as it is told. `client` is what posts: Node's own
 * `fetch`, or a `pool` of undici's, which is the fastest that Node has and what the platform uses.
 */
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { Pool } from 'undici';

const key = randomBytes(32);

process.on('disconnect', () => process.exit());
process.on('message', ({ id, ...options }) => {
  send(options).then(
    (result) => process.send({ id, result }),
    (error) => process.send({ id, error: error.stack }),
  );
});

async function send({ url, count, concurrency, bodyBytes, client }) {
  const pool = new Pool(url, { connections: concurrency });
  const body = JSON.stringify({ data: 'x'.repeat(bodyBytes) });
  const post = { fetch: byFetch, pool: byPool }[client];
  const startedAt = performance.now();
  let left = count;
  const postAll = async () => {
    while (left > 0) {
      left -= 1;
      const status = await post({ url, pool, headers: signed(body), body });
      if (status !== 204) throw new Error(`answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, postAll));
  const seconds = (performance.now() - startedAt) / 1000;
  await pool.destroy();
  return { seconds, perSecond: count / seconds };
}

function signed(body) {
  const messageId = `msg_${randomUUID()}`;
  const seconds = Math.floor(Date.now() / 1000);
  const mac = createHmac('sha256', key).update(`${messageId}.${seconds}.${body}`);
  return {
    'content-type': 'application/json',
    'webhook-id': messageId,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${mac.digest('base64')}`,
  };
}

async function byFetch({ url, headers, body }) {
  const response = await fetch(`${url}/baseline`, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return response.status;
}

async function byPool({ pool, headers, body }) {
  const response = await pool.request({ method: 'POST', path: '/baseline', headers, body });
  await response.body.dump();
  return response.statusCode;
}
