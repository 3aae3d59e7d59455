import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { ROOT } from '../scripts/lib/paths.mjs';
import { startStack } from '../scripts/lib/stack.mjs';
import { HelperProcess } from './support/helper-process.mjs';

const CONSUMERS = 20;
const CONCURRENCY = 16;
/** The decisions a second at which the latency is promised. */
const PACE = 200;
const LEAST_RATIO = 0.5;
const MOST_P99_MS = 10;
const LEAST_LUA_RATIO = 0.8;
const MOST_SETUP_P50_MS = 25;
const MOST_SETUP_P99_MS = 100;
const MOST_BUSY_RATIO = 1.5;

const FULL = { rounds: 5, seconds: 3, warmUpSeconds: 2, paceSeconds: 10 };
const SHORT = { rounds: 1, seconds: 1, warmUpSeconds: 0.5, paceSeconds: 1 };

export const bench = {
  name: 'admission',
  summary: 'decisions whether a call may be placed, and the time added to the setup of a call',
  run: async (options) => {
    const size = options.isShort ? SHORT : FULL;
    const decided = await decisions({ ...options, size });
    const setup = await setupLatency(options);
    return figures({ ...decided, setup, isShort: options.isShort });
  },
};

async function decisions({ guard, say, size }) {
  const stack = await startStack({ guard, servers: ['api', 'simulator'], tenants: [], say });
  const database = new pg.Client({ connectionString: stack.services.ownerUrl });
  await database.connect();
  const decider = new HelperProcess('admission-decider.mjs');
  try {
    await decider.do('open', { seconds: 30, ...(await whom(stack, database)) });
    return await measure({ decider, size, say });
  } finally {
    decider.end();
    await database.end();
  }
}

/** The first seeded number, and users who let it call. */
async function whom(stack, database) {
  const seed = JSON.parse(await readFile(path.join(ROOT, 'seed/two-tenants.json'), 'utf8'));
  const [{ phoneNumberId }] = seed.phoneNumbers;
  const waIds = Array.from({ length: CONSUMERS }, (_, index) => String(254_733_000_000 + index));
  for (const waId of waIds) {
    const permissions = [{ phoneNumberId, status: 'permanent' }];
    const body = JSON.stringify({ userId: `KE.${waId}`, name: waId, permissions });
    const url = `${stack.urls.simulator.publicUrl}/_sim/v1/consumers/${waId}`;
    await fetch(url, { method: 'PUT', headers: { 'content-type': 'application/json' }, body });
  }
  const { rows } = await database.query(
    'select id, tenant_id from phone_number where phone_number_id = $1',
    [phoneNumberId],
  );
  return { env: stack.envOf('api'), tenantId: rows[0].tenant_id, numberId: rows[0].id, waIds };
}

/** Subject and baseline take turns, and change who goes first: both see the same machine. */
async function measure({ decider, size, say }) {
  const run = (step, seconds) =>
    decider.do('saturate', { step, seconds, concurrency: CONCURRENCY });
  for (const step of ['canCall', 'plain', 'bare', 'lua']) await run(step, size.warmUpSeconds);
  await decider.do('forget');
  const rounds = [];
  for (let round = 0; round < size.rounds; round += 1) {
    const result = {};
    for (const pair of [
      ['plain', 'canCall'],
      ['bare', 'lua'],
    ]) {
      for (const step of round % 2 === 0 ? pair : pair.toReversed()) {
        result[step] = (await run(step, size.seconds)).perSecond;
        // What the step took must not run out in the middle of the next.
        if (step === 'lua') await decider.do('forget');
      }
    }
    rounds.push(result);
    say(
      `round ${round + 1}: canCall ${Math.round(result.canCall)}/s, baseline ${Math.round(result.plain)}/s, ` +
        `counters ${Math.round(result.lua)}/s, nothing ${Math.round(result.bare)}/s`,
    );
  }
  const paced = await decider.do('pace', {
    step: 'canCall',
    perSecond: PACE,
    seconds: size.paceSeconds,
  });
  return { rounds, paced };
}

/** The setup of calls is measured by a stack with media, where that measurement is there. */
async function setupLatency(options) {
  const { measureSetup } = await import('./support/setup-latency.mjs').catch((error) => {
    if (error.code === 'ERR_MODULE_NOT_FOUND') return {};
    throw error;
  });
  return measureSetup === undefined ? {} : measureSetup(options);
}

function figures({ rounds, paced, setup, isShort }) {
  const timing = (bounds) => (isShort ? {} : bounds);
  const of = (step) => median(rounds.map((round) => round[step]));
  const share = (one, other) => median(rounds.map((round) => round[one] / round[other]));
  const setupFigures = [
    ['setupP50Ms', 'added to the setup of a call, half', 'ms', MOST_SETUP_P50_MS],
    ['setupP99Ms', 'added to the setup of a call, 99 of 100', 'ms', MOST_SETUP_P99_MS],
    ['setupBusyRatio', 'the same under load', '', MOST_BUSY_RATIO],
  ].flatMap(([key, name, unit, most]) =>
    setup[key] === undefined ? [] : [{ key, name, unit, value: setup[key], ...timing({ most }) }],
  );
  return [
    { key: 'perSecond', name: 'decisions', unit: '/s', value: of('canCall') },
    { key: 'baselinePerSecond', name: 'two plain look-ups', unit: '/s', value: of('plain') },
    {
      key: 'ratio',
      name: 'ratio',
      unit: '',
      value: share('canCall', 'plain'),
      ...timing({ least: LEAST_RATIO }),
    },
    { key: 'p50Ms', name: `at ${PACE}/s, half within`, unit: 'ms', value: paced.p50Ms },
    {
      key: 'p99Ms',
      name: `at ${PACE}/s, 99 of 100 within`,
      unit: 'ms',
      value: paced.p99Ms,
      ...timing({ most: MOST_P99_MS }),
    },
    {
      key: 'luaRatio',
      name: 'counters, beside a script that does nothing',
      unit: '',
      value: share('lua', 'bare'),
      ...timing({ least: LEAST_LUA_RATIO }),
    },
    ...setupFigures,
    { key: 'setupBusyExportPages', value: setup.setupBusyExportPages },
    { key: 'rounds', value: rounds },
  ];
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
