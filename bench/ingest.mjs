import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { Failure } from '../scripts/lib/failure.mjs';
import { ROOT } from '../scripts/lib/paths.mjs';
import { startStack } from '../scripts/lib/stack.mjs';
import { connectBody } from './support/connect-webhooks.mjs';
import { cpuSecondsOf } from './support/cpu-time.mjs';
import { HelperProcess } from './support/helper-process.mjs';

const APP = 'alpha';
const BASELINE_CONNECTIONS = 16;
const SENDER_CONNECTIONS = 256;
/** Above this share of its core the sender may be what was measured. */
const MOST_SENDER_CPU = 0.8;
const LEAST_RATIO = 0.5;
const MOST_ACK_P99_MS = 50;
/** Without these a commit promises nothing. */
const DURABILITY = ['fsync', 'synchronous_commit', 'full_page_writes'];

const FULL = { rounds: 5, seconds: 4, warmUpSeconds: 3, paceSeconds: 10 };
const SHORT = { rounds: 1, seconds: 1, warmUpSeconds: 0.5, paceSeconds: 1 };

export const bench = {
  name: 'ingest',
  summary: 'webhooks accepted per second with durable commit, beside plain transactions',
  run: async ({ guard, say, isShort }) => {
    const size = isShort ? SHORT : FULL;
    const stack = await startStack({
      guard,
      servers: ['api'],
      tenants: [],
      say,
      env: { api: { API_ROLES: 'ingest' } },
    });
    const database = new pg.Client({ connectionString: stack.services.ownerUrl });
    await database.connect();
    const sender = new HelperProcess('webhook-generator.mjs');
    const baseline = new HelperProcess('inbox-baseline.mjs');
    try {
      const postgres = await durability(database);
      say(`PostgreSQL ${JSON.stringify(postgres)}`);
      await open({ stack, database, sender, baseline });
      const measured = await measure({ sender, baseline, size, say, pid: stack.pids.api });
      const lost = await lostEvents(database, measured);
      return figures({ ...measured, lost, postgres, isShort });
    } finally {
      sender.end();
      baseline.end();
      await database.end();
    }
  },
};

async function durability(database) {
  const settings = {};
  for (const name of ['server_version', ...DURABILITY]) {
    const { rows } = await database.query(`show ${name}`);
    settings[name] = rows[0][name];
  }
  const off = DURABILITY.filter((name) => settings[name] !== 'on');
  if (off.length > 0) throw new Failure(`PostgreSQL has ${off.join(', ')} not on.`);
  return settings;
}

async function open({ stack, database, sender, baseline }) {
  const seed = JSON.parse(await readFile(path.join(ROOT, 'seed/two-tenants.json'), 'utf8'));
  const { appSecret } = seed.metaApps.find(({ appKey }) => appKey === APP);
  const bound = seed.wabas.filter(({ apps }) => apps.includes(APP)).map(({ wabaId }) => wabaId);
  const numbers = seed.phoneNumbers.filter(({ wabaId }) => bound.includes(wabaId));
  const url = `${stack.urls.api.publicUrl}/webhooks/meta/${APP}`;
  await sender.do('open', { url, appSecret, numbers, connections: SENDER_CONNECTIONS });
  const tenants = await database.query('select id from tenant order by id');
  await baseline.do('open', {
    url: stack.services.appUrl.replace('_app:', '_system:'),
    connections: BASELINE_CONNECTIONS,
    tenantIds: tenants.rows.map(({ id }) => id),
    // Base64 makes the sealed form of the same body longer by a third.
    sealedBytes: Math.ceil((connectBody(numbers[0], 0).length * 4) / 3) + 200,
  });
}

/** Subject and baseline take turns, and change who goes first: both see the same machine. */
async function measure({ sender, baseline, size, say, pid }) {
  const { rounds, seconds, warmUpSeconds, paceSeconds } = size;
  const warmUp = await sender.do('saturate', { seconds: warmUpSeconds });
  await baseline.do('saturate', { seconds: warmUpSeconds });
  const all = [];
  let perRound = warmUp.perSecond * seconds;
  for (let round = 0; round < rounds; round += 1) {
    await sender.do('prepare', { count: Math.ceil(perRound * 1.3) });
    const turns = { subject: sender, baseline };
    const result = {};
    const cpuBefore = await cpuSecondsOf(pid);
    for (const name of round % 2 === 0 ? ['baseline', 'subject'] : ['subject', 'baseline']) {
      result[name] = await turns[name].do('saturate', { seconds });
    }
    result.cpuMicros = (1e6 * ((await cpuSecondsOf(pid)) - cpuBefore)) / result.subject.accepted;
    perRound = Math.max(perRound, result.subject.accepted);
    all.push(result);
    say(roundText(round, result));
  }
  const perSecond = median(all.map(({ subject }) => subject.perSecond));
  await sender.do('prepare', { count: Math.ceil((perSecond / 2) * paceSeconds) });
  const paced = await sender.do('pace', { perSecond: perSecond / 2, seconds: paceSeconds });
  say(`at half of it: p50 ${paced.p50Ms.toFixed(1)} ms, p99 ${paced.p99Ms.toFixed(1)} ms`);
  return { all, perSecond, paced, warmUp };
}

function roundText(round, { subject, baseline }) {
  const [own, plain] = [subject.perSecond, baseline.perSecond].map(Math.round);
  const share = Math.round(subject.cpuShare * 100);
  return `round ${round + 1}: ${own}/s, baseline ${plain}/s, sender ${share} % of a core`;
}

/** Webhooks that were answered 200 and are not there. */
async function lostEvents(database, { all, paced, warmUp }) {
  const runs = [warmUp, paced, ...all.map(({ subject }) => subject)];
  const accepted = runs.reduce((sum, run) => sum + run.accepted, 0);
  const { rows } = await database.query(
    `select count(*)::int as kept from inbox_event e join call_sdp s using (tenant_id, call_id)
      where e.source = 'META'`,
  );
  return accepted - rows[0].kept;
}

function figures({ all, perSecond, paced, warmUp, lost, postgres, isShort }) {
  const subjects = all.map(({ subject }) => subject);
  const baselinePerSecond = median(all.map(({ baseline }) => baseline.perSecond));
  const ratio = median(all.map(({ subject, baseline }) => subject.perSecond / baseline.perSecond));
  const refused = [warmUp, paced, ...subjects].reduce((sum, run) => sum + run.refused, 0);
  const senderCpu = Math.max(paced.cpuShare, ...subjects.map(({ cpuShare }) => cpuShare));
  const timing = (bounds) => (isShort ? {} : bounds);
  return [
    { key: 'perSecond', name: 'webhooks accepted', unit: '/s', value: perSecond },
    { key: 'baselinePerSecond', name: 'baseline', unit: '/s', value: baselinePerSecond },
    {
      key: 'ratio',
      name: 'ratio',
      unit: '',
      value: ratio,
      ...timing({ least: LEAST_RATIO }),
    },
    {
      key: 'ackP50Ms',
      name: 'acknowledged after, half at half of the load',
      unit: 'ms',
      value: paced.p50Ms,
    },
    {
      key: 'ackP99Ms',
      name: 'acknowledged after, 99 of 100',
      unit: 'ms',
      value: paced.p99Ms,
      ...timing({ most: MOST_ACK_P99_MS }),
    },
    {
      key: 'senderCpu',
      name: 'sender, share of its core',
      unit: '',
      value: senderCpu,
      ...timing({ most: MOST_SENDER_CPU }),
    },
    { key: 'refused', name: 'answers but 200', unit: '', value: refused, most: 0 },
    { key: 'lost', name: 'accepted and not kept', unit: '', value: lost, most: 0 },
    {
      key: 'apiCpuMicros',
      name: 'processor time of the api for one',
      unit: 'µs',
      value: median(all.map(({ cpuMicros }) => cpuMicros)),
    },
    { key: 'isVoid', value: senderCpu > MOST_SENDER_CPU },
    { key: 'halfLoadPerSecond', value: paced.perSecond },
    {
      key: 'rounds',
      value: all.map(({ subject, baseline }) => ({
        perSecond: Math.round(subject.perSecond),
        baselinePerSecond: Math.round(baseline.perSecond),
        senderCpu: Math.round(subject.cpuShare * 100) / 100,
      })),
    },
    { key: 'postgres', value: postgres },
  ];
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
