/**
 * A tenant's receiver, in a process of its own: takes every POST with 204 and remembers when it came.
 * What is sent to `/hang` is never answered. The parent says over IPC what to do; times are
 * milliseconds since 1970, so that another process can compare them.
 */
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_MS = 5;

let arrivals = [];
let ids = new Set();
let isReading = false;

const server = createServer((request, response) => {
  const atMs = performance.timeOrigin + performance.now();
  const chunks = [];
  request.on('data', (chunk) => {
    if (isReading) chunks.push(chunk);
  });
  request.on('end', () => {
    const { url: path, headers } = request;
    const wacid = /"wacid":"([^"]+)"/.exec(Buffer.concat(chunks).toString('latin1'))?.[1];
    arrivals.push({ path, atMs, wacid });
    if (path === '/hang') return;
    ids.add(`${path} ${headers['webhook-id']}`);
    response.writeHead(204).end();
  });
});
server.keepAliveTimeout = 60_000;

process.on('disconnect', () => process.exit());
process.on('message', ({ id, op, ...options }) => {
  OPS[op](options).then(
    (result) => process.send({ id, result }),
    (error) => process.send({ id, error: error.stack }),
  );
});

const OPS = {
  async open() {
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { url: `http://127.0.0.1:${server.address().port}` };
  },

  /** Forgets what came. Bodies are read where calls must be told apart. */
  async begin({ shouldRead = false }) {
    [arrivals, ids, isReading] = [[], new Set(), shouldRead];
  },

  /** Waits until so many different messages were taken, or for so long. */
  async until({ count, withinMs }) {
    const endsAt = performance.now() + withinMs;
    while (ids.size < count && performance.now() < endsAt) await delay(LOOK_MS);
    const times = arrivals.map(({ atMs }) => atMs);
    return {
      different: ids.size,
      total: arrivals.length,
      seconds: (times.at(-1) - times[0]) / 1000,
    };
  },

  async arrivals() {
    return arrivals;
  },
};
