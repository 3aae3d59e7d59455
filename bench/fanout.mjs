import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../scripts/lib/failure.mjs';
import { freePorts } from '../scripts/lib/ports.mjs';
import { ROOT } from '../scripts/lib/paths.mjs';
import { startStack } from '../scripts/lib/stack.mjs';
import { cpuSecondsOf } from './support/cpu-time.mjs';
import { postEnds } from './support/end-webhooks.mjs';
import { FanoutTenant } from './support/fanout-tenants.mjs';
import { HelperProcess } from './support/helper-process.mjs';

const APP = 'alpha';
const HEALTHY = 20;
const BASELINE_CONCURRENCY = 64;
/** Of a body of ours with the usual headers: what the baseline sends is as long. */
const BODY_BYTES = 700;

const LEAST_PER_SECOND = 1000;
const LEAST_RATIO = 0.15;
const MOST_P50_MS = 100;
const MOST_P99_MS = 500;
const MOST_NEIGHBOUR_RATIO = 1.2;

const FULL = { rounds: 5, messages: 5000, eventsPerSecond: 100, seconds: 15, pairs: 5 };
const SHORT = { rounds: 1, messages: 400, eventsPerSecond: 20, seconds: 2, pairs: 1 };
/** The pool is that much faster: so many more make a round as long as those of the others. */
const POOL_TIMES = 4;

/** Neighbours are measured at so many events a second, each told to all the healthy endpoints. */
const NEIGHBOUR_EVENTS = 8;
const NEIGHBOUR_SECONDS = 8;

export const bench = {
  name: 'fanout',
  summary: 'webhooks to tenants per second, with their attempts, beside bare signed POSTs',
  run: async ({ guard, say, isShort }) => {
    const size = isShort ? SHORT : FULL;
    const stack = await startStack({ guard, servers: ['api', 'worker'], tenants: [], say });
    const receiver = new HelperProcess('webhook-receiver.mjs');
    const baseline = new HelperProcess('bare-sender.mjs');
    const world = await openWorld(stack, receiver);
    try {
      const speed = await measureSpeed({ ...world, stack, receiver, baseline, size, say });
      const latency = await measureLatency({ ...world, stack, receiver, size, say });
      const neighbours = await measureNeighbours({ ...world, stack, receiver, size, say });
      return figures({ speed, latency, neighbours, isShort });
    } finally {
      receiver.end();
      baseline.end();
      await Promise.all([world.acme.close(), world.globex.close()]);
    }
  },
};

/** Healthy endpoints of one tenant; of the other one endpoint that hangs and one that refuses. */
async function openWorld(stack, receiver) {
  const { url } = await receiver.do('open');
  const [acme, globex] = await Promise.all(
    ['acme', 'globex'].map((key) => FanoutTenant.open(stack, key)),
  );
  const healthy = Array.from({ length: HEALTHY }, (_, i) => `${url}/healthy/${i}`);
  for (const one of healthy) await acme.endpoint(one);
  const [closed] = await freePorts(1);
  const sick = [`${url}/hang`, `http://127.0.0.1:${closed}/refuse`];
  for (const one of sick) await globex.endpoint(one);
  await globex.switch(sick, false);
  const seed = JSON.parse(await readFile(path.join(ROOT, 'seed/two-tenants.json'), 'utf8'));
  const ingest = {
    url: `${stack.urls.api.publicUrl}/webhooks/meta/${APP}`,
    appSecret: seed.metaApps.find(({ appKey }) => appKey === APP).appSecret,
    acme: numbersOf(seed, 'acme'),
    globex: numbersOf(seed, 'globex'),
  };
  return { url, acme, globex, healthy, sick, ingest };
}

function numbersOf({ wabas, phoneNumbers }, tenant) {
  const own = wabas.filter((waba) => waba.tenant === tenant && waba.apps.includes(APP));
  return phoneNumbers.filter(({ wabaId }) => own.some((waba) => waba.wabaId === wabaId));
}

/** Ends of calls by webhooks, and how long each took to every endpoint that got it. */
async function tellEnds(world, { numbers, perSecond, seconds, endpoints }) {
  const { receiver, ingest } = world;
  await receiver.do('begin', { shouldRead: true });
  const { url, appSecret } = ingest;
  const posted = await postEnds({ url, appSecret, numbers, perSecond, seconds });
  const mine = numbers.filter((number) => ingest.acme.includes(number)).length;
  const expected = Math.round((posted.size * mine) / numbers.length) * endpoints.length;
  await receiver.do('until', { count: expected, withinMs: 60_000 });
  const paths = new Set(endpoints.map((one) => new URL(one).pathname));
  const arrivals = await receiver.do('arrivals');
  const firsts = new Map();
  for (const { path: where, wacid, atMs } of arrivals) {
    const key = `${where} ${wacid}`;
    if (!paths.has(where) || firsts.has(key) || !posted.has(wacid)) continue;
    firsts.set(key, atMs - posted.get(wacid));
  }
  const times = [...firsts.values()].sort((a, b) => a - b);
  const lost = expected - times.length;
  // What did not arrive took longer than all that did.
  while (times.length < expected) times.push(Infinity);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return { p50Ms: at(0.5), p99Ms: at(0.99), lost };
}

/** Subject and baseline take turns, and change who goes first: both see the same machine. */
async function measureSpeed(world) {
  const { stack, size, say, acme, healthy } = world;
  // Something must have been told before: its call and message are what the feed copies.
  const few = { numbers: world.ingest.acme, perSecond: 10, seconds: 1, endpoints: healthy };
  await tellEnds(world, few);
  await stack.restart('worker', { WORKER_ROLES: 'delivery' });
  const turns = {
    subject: deliver,
    baseline: () => sendBare(world, 'fetch', size.messages),
    pool: () => sendBare(world, 'pool', size.messages * POOL_TIMES),
  };
  for (const turn of Object.values(turns)) await turn(world);
  const rounds = [];
  let lost = 0;
  for (let round = 0; round < size.rounds; round += 1) {
    const result = {};
    const names = Object.keys(turns);
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      result[name] = await turns[name](world);
    }
    lost += result.subject.lost;
    rounds.push(result);
    const [own, bare, pool] = names.map((name) => Math.round(result[name].perSecond));
    say(`round ${round + 1}: ${own} deliveries/s, ${bare} bare POSTs/s, ${pool} by a pool`);
    await acme.query(`delete from delivery_due`);
  }
  return { rounds, lost };
}

/** All that is due at once, from the first arrival to the last. */
async function deliver({ stack, acme, healthy, receiver, size }) {
  await receiver.do('begin');
  const cpuBefore = await cpuSecondsOf(stack.pids.worker);
  const ids = await acme.feed(healthy, size.messages);
  const came = await receiver.do('until', { count: ids.length, withinMs: 60_000 });
  let missing = ids.length;
  for (let tries = 0; tries < 50 && missing > 0; tries += 1) {
    if (tries > 0) await delay(100);
    missing = ids.length - (await acme.delivered(ids));
  }
  const lost = Math.max(missing, ids.length - came.different);
  const cpuSeconds = (await cpuSecondsOf(stack.pids.worker)) - cpuBefore;
  return {
    perSecond: came.total / came.seconds,
    lost,
    repeated: came.total - came.different,
    cpuMsEach: (1000 * cpuSeconds) / ids.length,
  };
}

async function sendBare({ baseline, receiver, url }, client, count) {
  await receiver.do('begin');
  const concurrency = BASELINE_CONCURRENCY;
  return baseline.do('send', { url, count, concurrency, client, bodyBytes: BODY_BYTES });
}

/** From the POST of Meta's webhook to the arrival, through ingest, signalling and delivery. */
async function measureLatency(world) {
  const { stack, size, say, acme, healthy, ingest } = world;
  await stack.restart('worker', { WORKER_ROLES: 'signalling,delivery' });
  const [endpoint, ...others] = healthy;
  await acme.switch(others, false);
  const load = { numbers: ingest.acme, perSecond: size.eventsPerSecond, endpoints: [endpoint] };
  await tellEnds(world, { ...load, seconds: 2 });
  const told = await tellEnds(world, { ...load, seconds: size.seconds });
  await acme.switch(others, true);
  say(`inbox to endpoint: p50 ${told.p50Ms.toFixed(1)} ms, p99 ${told.p99Ms.toFixed(1)} ms`);
  return told;
}

/** The healthy endpoints of one tenant, with and without the other tenant's sick ones in turn. */
async function measureNeighbours(world) {
  const { size, say, globex, healthy, sick, ingest } = world;
  // As many events for one tenant as for the other, whether anybody listens there or not.
  const numbers = [ingest.acme[0], ingest.globex[0]];
  const load = { numbers, perSecond: 2 * NEIGHBOUR_EVENTS, endpoints: healthy };
  const seconds = Math.min(NEIGHBOUR_SECONDS, size.seconds);
  await tellEnds(world, { ...load, seconds: 1 });
  const pairs = [];
  for (let pair = 0; pair < size.pairs; pair += 1) {
    const result = {};
    for (const isWith of pair % 2 === 0 ? [false, true] : [true, false]) {
      await globex.switch(sick, isWith);
      result[isWith ? 'with' : 'without'] = await tellEnds(world, { ...load, seconds });
    }
    pairs.push(result);
    const [without, beside] = [result.without.p99Ms, result.with.p99Ms].map((ms) => ms.toFixed(1));
    say(`neighbours, pair ${pair + 1}: p99 ${without} ms without, ${beside} ms with`);
  }
  return pairs;
}

function figures({ speed, latency, neighbours, isShort }) {
  const { rounds } = speed;
  const perSecond = median(rounds.map(({ subject }) => subject.perSecond));
  const baselinePerSecond = median(rounds.map(({ baseline }) => baseline.perSecond));
  const ratio = median(rounds.map((r) => r.subject.perSecond / r.baseline.perSecond));
  const poolPerSecond = median(rounds.map(({ pool }) => pool.perSecond));
  const poolRatio = median(rounds.map((r) => r.subject.perSecond / r.pool.perSecond));
  const neighbourRatio = median(neighbours.map((pair) => pair.with.p99Ms / pair.without.p99Ms));
  const lostBeside = neighbours.flatMap((pair) => [pair.with.lost, pair.without.lost]);
  const lost = [speed.lost, latency.lost, ...lostBeside].reduce((sum, one) => sum + one, 0);
  const timing = (bounds) => (isShort ? {} : bounds);
  if (!Number.isFinite(neighbourRatio)) throw new Failure('Nothing arrived beside the neighbours.');
  return [
    {
      key: 'perSecond',
      name: 'deliveries with their attempts',
      unit: '/s',
      value: perSecond,
      ...timing({ least: LEAST_PER_SECOND }),
    },
    { key: 'baselinePerSecond', name: 'bare signed POSTs', unit: '/s', value: baselinePerSecond },
    { key: 'ratio', name: 'ratio', unit: '', value: ratio, ...timing({ least: LEAST_RATIO }) },
    {
      key: 'poolPerSecond',
      name: 'the same by a pool of undici',
      unit: '/s',
      value: poolPerSecond,
    },
    { key: 'poolRatio', name: 'ratio to it', unit: '', value: poolRatio },
    {
      key: 'latencyP50Ms',
      name: 'from inbox to endpoint, half of them',
      unit: 'ms',
      value: latency.p50Ms,
      ...timing({ most: MOST_P50_MS }),
    },
    {
      key: 'latencyP99Ms',
      name: 'from inbox to endpoint, 99 of 100',
      unit: 'ms',
      value: latency.p99Ms,
      ...timing({ most: MOST_P99_MS }),
    },
    {
      key: 'neighbourRatio',
      name: 'p99 beside sick neighbours',
      unit: '',
      value: neighbourRatio,
      ...timing({ most: MOST_NEIGHBOUR_RATIO }),
    },
    { key: 'lost', name: 'lost', unit: '', value: lost, most: 0 },
    {
      key: 'cpuMsEach',
      name: 'processor time of a delivery',
      unit: 'ms',
      value: median(rounds.map(({ subject }) => subject.cpuMsEach)),
    },
    { key: 'repeated', value: rounds.reduce((sum, { subject }) => sum + subject.repeated, 0) },
    {
      key: 'rounds',
      value: rounds.map(({ subject, baseline, pool }) => ({
        perSecond: Math.round(subject.perSecond),
        baselinePerSecond: Math.round(baseline.perSecond),
        poolPerSecond: Math.round(pool.perSecond),
      })),
    },
    {
      key: 'neighbours',
      value: neighbours.map((pair) => ({ p99Ms: pair.with.p99Ms, aloneP99Ms: pair.without.p99Ms })),
    },
  ];
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
