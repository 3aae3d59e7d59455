import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { ROOT } from '../../scripts/lib/paths.mjs';
import { Failure } from '../../scripts/lib/failure.mjs';
import { SERVERS_BY_ROLE } from '../../scripts/lib/stack-processes.mjs';
import { startStack } from '../../scripts/lib/stack.mjs';
import { CallsExport } from './calls-export.mjs';
import { FanoutTenant } from './fanout-tenants.mjs';
import { HelperProcess } from './helper-process.mjs';

const CALLS_PER_SECOND = 10;
const TALK_MS = 500;
const SETTLE_MS = 3000;
const DELIVERIES_PER_SECOND = 200;
const FEED_EVERY_MS = 250;
const ENDPOINTS = 20;
const LOOK_EVERY_MS = 1000;

const FULL = { seconds: 10, warmUpSeconds: 20, rows: 1_000_000 };
const SHORT = { seconds: 2, warmUpSeconds: 1, rows: 20_000 };

/**
 * What we add to the setup of a call: from Meta's `connect` webhook, as it comes in, until our
 * `pre_accept` leaves, media included, as the worker's log says; and from when the one leaves the
 * simulator until the other arrives there. Idle first; then with 200 deliveries a second while the
 * batch role exports all calls of a tenant.
 */
export async function measureSetup({ guard, say, isShort }) {
  const size = isShort ? SHORT : FULL;
  const setups = [];
  const onLine = (name, line) => {
    if (line.includes('"call.pre_accepted"')) setups.push(JSON.parse(line).setupMs);
  };
  const stack = await startStack({
    guard,
    servers: SERVERS_BY_ROLE,
    tenants: ['acme'],
    say,
    onLine,
  });
  const receiver = new HelperProcess('webhook-receiver.mjs');
  const world = { ...(await openWorld(stack, receiver)), setups, stack };
  try {
    await callsFor(world, size.warmUpSeconds);
    const idle = await measured(world, () => callsFor(world, size.seconds));
    say(`setup idle: ${JSON.stringify(idle)}`);
    const busy = await underLoad(world, size);
    say(`setup busy: ${JSON.stringify(busy)}`);
    return {
      setupP50Ms: idle.p50Ms,
      setupP99Ms: idle.p99Ms,
      setupWireP50Ms: idle.wire.p50Ms,
      setupWireP99Ms: idle.wire.p99Ms,
      setupBusyP99Ms: busy.p99Ms,
      setupBusyExportPages: busy.exportPages,
      setupBusyRatio: busy.p99Ms / Math.max(1, idle.p99Ms),
    };
  } finally {
    receiver.end();
    await world.acme.close();
    await world.owner.end();
    await stack.stop();
  }
}

async function openWorld(stack, receiver) {
  const seed = JSON.parse(await readFile(path.join(ROOT, 'seed/two-tenants.json'), 'utf8'));
  const [{ phoneNumberId }] = seed.phoneNumbers;
  const { url } = await receiver.do('open');
  const acme = await FanoutTenant.open(stack, 'acme');
  const exports = await CallsExport.open(stack, 'acme');
  const owner = new pg.Client({ connectionString: stack.services.ownerUrl });
  await owner.connect();
  const control = `${stack.urls.simulator.publicUrl}/_sim/v1`;
  return { acme, exports, owner, control, phoneNumberId, receiverUrl: url, count: 0 };
}

async function ask(world, method, where, body) {
  const response = await fetch(`${world.control}${where}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return response.json();
}

/** Users call, so many a second, each once; gives how long each waited for our pre_accept. */
async function callsFor(world, seconds) {
  const waits = [];
  const calls = [];
  const total = CALLS_PER_SECOND * seconds;
  for (let index = 0; index < total; index += 1) {
    const next = delay(1000 / CALLS_PER_SECOND);
    calls.push(oneCall(world).then((waitedMs) => waits.push(waitedMs)));
    await next;
  }
  await Promise.all(calls);
  return waits;
}

async function oneCall(world) {
  world.count += 1;
  const consumer = String(254_744_000_000 + world.count);
  await ask(world, 'PUT', `/consumers/${consumer}`, { userId: `KE.${consumer}`, name: consumer });
  const { wacid } = await ask(world, 'POST', '/calls', {
    consumer,
    phoneNumberId: world.phoneNumberId,
  });
  if (wacid === undefined) throw new Failure(`${consumer} cannot call`);
  await delay(TALK_MS);
  const endsAt = performance.now() + SETTLE_MS;
  for (;;) {
    const { times } = await ask(world, 'GET', `/calls/${wacid}`);
    const isOver = performance.now() > endsAt;
    if (times?.preAcceptReceivedMs !== undefined || isOver) {
      await ask(world, 'POST', `/calls/${wacid}/hangup`);
      // A call that was not answered in time counts as long as it was waited for.
      return (times?.preAcceptReceivedMs ?? Infinity) - times.connectSentMs;
    }
    await delay(100);
  }
}

async function underLoad(world, { seconds, rows }) {
  const urls = Array.from({ length: ENDPOINTS }, (_, i) => `${world.receiverUrl}/setup/${i}`);
  for (const url of urls) await world.acme.endpoint(url);
  await fillCalls(world, rows);
  const load = { isOn: true, read: 0 };
  const work = Promise.all([feed(world, urls, load), exportCalls(world, load)]);
  const pagesBefore = await exportPages(world);
  const busy = await measured(world, () => callsFor(world, seconds));
  const pages = (await exportPages(world)) - pagesBefore;
  load.isOn = false;
  await work;
  return { ...busy, exported: load.read, exportPages: pages };
}

/** Pages of calls that the batch role has read and written so far: its rows are told part by part. */
async function exportPages({ stack: { urls, internalToken } }) {
  const headers = { authorization: `Bearer ${internalToken}` };
  const response = await fetch(`${urls['worker-batch'].privateUrl}/metrics`, { headers });
  const count = /^patchbay_call_export_page_seconds_count (\d+)/m.exec(await response.text());
  if (count === null) throw new Failure(`the batch worker counts no pages: ${response.status}`);
  return Number(count[1]);
}

async function feed({ acme }, urls, load) {
  while (load.isOn) {
    const next = delay(FEED_EVERY_MS);
    await acme.feed(urls, (DELIVERIES_PER_SECOND * FEED_EVERY_MS) / 1000);
    await next;
  }
}

/** Copies of a call that is over, under ids of the past. */
async function fillCalls({ owner }, rows) {
  const { rows: columns } = await owner.query(
    `select string_agg(quote_ident(column_name), ', ') as names from information_schema.columns
      where table_name = 'call' and column_name not in ('id', 'wacid')`,
  );
  const { names } = columns[0];
  await owner.query(
    `insert into call (id, ${names})
     select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, ${names}
       from (select * from call where ended_at is not null order by id limit 1) one,
            generate_series(1, $1::int) as n`,
    [rows],
  );
  // Now, so that PostgreSQL does not begin it by itself while setups are timed.
  await owner.query('vacuum (analyze) call');
}

/** Keeps an export of all calls under way; counts the calls that the batch role has written. */
async function exportCalls({ exports }, load) {
  let written = 0;
  let id = await exports.start();
  while (load.isOn) {
    await delay(LOOK_EVERY_MS);
    const { state, rows } = await exports.look(id);
    load.read = written + rows;
    if (state === 'FAILED') throw new Failure('the export was given up');
    if (state !== 'DONE') continue;
    written += rows;
    id = await exports.start();
  }
}

/** A call of which no setup was said counts as never answered. */
async function measured({ setups }, work) {
  setups.length = 0;
  const waits = await work();
  const missing = Array.from({ length: Math.max(0, waits.length - setups.length) }, () => Infinity);
  return { ...summary([...setups, ...missing]), wire: summary(waits) };
}

function summary(waits) {
  const sorted = waits.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { calls: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99) };
}
