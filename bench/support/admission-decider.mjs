/**
 * The platform's admission in a process of its own, without a listener: the full `canCall`, its plain
 * baseline, and the counters' one step beside a script that does nothing.
 */
import { randomUUID } from 'node:crypto';
import { TenantDatabase } from '../../dist/libs/database/src/index.js';
import { Admission, SlotBook, SlotCounters } from '../../dist/libs/admission/src/index.js';
import { CanCall } from '../../dist/libs/calls/src/index.js';
import {
  createLogger,
  loadConfig,
  SystemClock,
  systemTenantContext,
} from '../../dist/libs/kernel/src/index.js';
import { findNumberById } from '../../dist/libs/numbers/src/index.js';
import { LuaScript, StateConnection } from '../../dist/libs/state/src/index.js';
import { apiConfigSchemas } from '../../dist/apps/api/src/api.config.js';
import { createApi } from '../../dist/apps/api/src/create-api.js';

const BARE = new LuaScript('return 1');
const ASKED_EVERY_MS = 250;
const NO_LIMITS = {
  limits: {
    tenantLive: null,
    numberLive: 1e9,
    pairLive: 1,
    pairConnected: 100,
    numberStarts: 1e9,
    tenantStarts: null,
  },
  pairWindowMs: 86_400_000,
  startsWindowMs: 86_400_000,
};

/** Tenants whose calls begin at the same time. */
const TENANTS = 200;

let app;
let whom;

/** As if the counters of the crowd had been made of no calls. */
async function trustAll() {
  const counters = app.get(SlotCounters);
  await Promise.all(whom.crowd.map((tenantId) => counters.trust(tenantId, '1')));
}

process.on('disconnect', () => process.exit());
process.on('message', ({ id, op, ...options }) => {
  OPS[op](options).then(
    (result) => process.send({ id, result }),
    (error) => process.send({ id, error: error.stack }),
  );
});

const STEPS = {
  async canCall(index) {
    const waId = whom.waIds[index % whom.waIds.length];
    const wish = { numberId: whom.numberId, consumer: { waId } };
    const { isAdmitted, verdicts } = await app.get(CanCall).execute(whom.tenant, wish);
    const against = verdicts.filter(
      ({ outcome }) => outcome === 'REFUSED' || outcome === 'UNKNOWN',
    );
    if (!isAdmitted) throw new Error(`refused: ${JSON.stringify(against)}`);
  },

  /** One transaction under row level security with two look-ups, one after the other. */
  async plain(index) {
    const consumerId = whom.consumerIds[index % whom.consumerIds.length];
    await app.get(TenantDatabase).run(whom.tenant, async (tx) => {
      await findNumberById(tx, whom.numberId);
      await tx.query('select id, country from consumer where id = $1', [consumerId]);
    });
  },

  /** For many tenants: what is counted of one is of the size that its limits allow. */
  async lua(index) {
    const tenantId = whom.crowd[index % whom.crowd.length];
    const pair = { tenantId, numberId: whom.numberId, consumerId: randomUUID() };
    const ask = { pair, callId: randomUUID(), limits: NO_LIMITS, now: new Date() };
    const { kind } = await app.get(SlotCounters).take(ask);
    if (kind !== 'taken') throw new Error(kind);
  },

  async bare(index) {
    const key = `t:{${whom.crowd[index % whom.crowd.length]}}:admission:pair:${randomUUID()}`;
    const keys = Array.from({ length: 7 }, (_, index) => `${key}:${index}`);
    const args = [randomUUID(), whom.numberId, 'x', 15_000, Date.now(), 1, 1, -1, 1, 1, 1, 1, -1];
    await app.get(StateConnection).runScript('bench.bare', BARE, { keys, args });
  },
};

const OPS = {
  async open({ env, tenantId, numberId, waIds }) {
    const config = loadConfig(apiConfigSchemas, env);
    const logger = createLogger({ name: 'bench', level: 'error' });
    app = await createApi({ config, clock: new SystemClock(), logger });
    await app.init();
    const crowd = Array.from({ length: TENANTS }, () => randomUUID());
    const tenant = systemTenantContext(tenantId, 'bench');
    whom = { tenant, crowd, numberId, waIds, consumerIds: [] };
    await trustAll();
    // Whoever is not known yet is asked about at Meta, once, and five a second at most.
    for (const index of waIds.keys()) {
      await STEPS.canCall(index);
      await new Promise((resolve) => setTimeout(resolve, ASKED_EVERY_MS));
    }
    const rows = await app
      .get(TenantDatabase)
      .run(whom.tenant, (tx) => tx.query('select id from consumer'));
    whom.consumerIds = rows.map(({ id }) => id);
  },

  async saturate({ step, seconds, concurrency }) {
    const startedAt = performance.now();
    const until = startedAt + seconds * 1000;
    let done = 0;
    const worker = async () => {
      for (; performance.now() < until; done += 1) await STEPS[step](done);
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    const took = (performance.now() - startedAt) / 1000;
    return { perSecond: done / took };
  },

  async pace({ step, perSecond, seconds }) {
    const took = [];
    const startedAt = performance.now();
    const count = perSecond * seconds;
    const one = async (index) => {
      const dueAt = startedAt + (1000 / perSecond) * index;
      const waitMs = dueAt - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      const beganAt = performance.now();
      await STEPS[step](index);
      took.push(performance.now() - beganAt);
    };
    await Promise.all(Array.from({ length: count }, (_, index) => one(index)));
    took.sort((a, b) => a - b);
    return { p50Ms: took[took.length >> 1], p99Ms: took[Math.floor(took.length * 0.99)] };
  },

  /** Nothing that a round took must stand in the way of the next. */
  async forget() {
    const { tenantId } = whom.tenant;
    await app.get(StateConnection).run('bench.flush', (redis) => redis.flushdb());
    await app.get(SlotBook).rebuild(tenantId);
    await trustAll();
    return app.get(Admission) !== undefined;
  },
};
