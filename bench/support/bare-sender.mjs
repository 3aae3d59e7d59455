/**
 * The plainest sender of signed webhooks there is, in a process of its own: no database, no rules,
 * kept connections, as many requests under way as it is told.
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

async function send({ url, count, concurrency, bodyBytes }) {
  const pool = new Pool(url, { connections: concurrency });
  const body = JSON.stringify({ data: 'x'.repeat(bodyBytes) });
  const startedAt = performance.now();
  let left = count;
  const post = async () => {
    while (left > 0) {
      left -= 1;
      const messageId = `msg_${randomUUID()}`;
      const seconds = Math.floor(Date.now() / 1000);
      const mac = createHmac('sha256', key).update(`${messageId}.${seconds}.${body}`);
      const response = await pool.request({
        method: 'POST',
        path: '/baseline',
        headers: {
          'content-type': 'application/json',
          'webhook-id': messageId,
          'webhook-timestamp': String(seconds),
          'webhook-signature': `v1,${mac.digest('base64')}`,
        },
        body,
      });
      await response.body.dump();
      if (response.statusCode !== 204) throw new Error(`answered ${response.statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, post));
  const seconds = (performance.now() - startedAt) / 1000;
  await pool.destroy();
  return { seconds, perSecond: count / seconds };
}
