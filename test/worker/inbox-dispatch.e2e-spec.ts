import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { Client } from 'pg';
import { advanceCallJob, insertInboxEvent } from '#patchbay/calls';
import { DatabaseModule, databaseConfigSchema, TenantDatabase } from '#patchbay/database';
import { fanoutConfigSchema } from '#patchbay/fanout';
import { dispatchInboxJob } from '#patchbay/inbox';
import {
  createLogger,
  loadConfig,
  processConfigSchema,
  readSecrets,
  secretsConfigSchema,
  SystemClock,
  systemTenantContext,
  uuidv7,
} from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { graphConfigSchema } from '#patchbay/meta';
import { Doorbell, queueConfigSchema } from '#patchbay/queue';
import { stateConfigSchema } from '#patchbay/state';
import { storageConfigSchema } from '#patchbay/storage';
import { workerConfigSchema } from '../../apps/worker/src/worker.config.js';
import { WorkerModule } from '../../apps/worker/src/worker.module.js';
import { ownerQuery } from '../support/owner-query.js';
import { type TestTenant, twoTenants, type TwoTenants } from '../support/two-tenants.js';

const clock = new SystemClock();
let worker: TestingModule;
let world: TwoTenants;

/** A worker that sees to calls and to Meta's events about accounts, with few connections. */
async function startWorker(): Promise<TestingModule> {
  const config = loadConfig(
    {
      process: processConfigSchema,
      secrets: secretsConfigSchema,
      database: databaseConfigSchema,
      queue: queueConfigSchema,
      state: stateConfigSchema,
      graph: graphConfigSchema,
      storage: storageConfigSchema,
      fanout: fanoutConfigSchema,
      worker: workerConfigSchema,
    },
    {
      ...process.env,
      WORKER_ROLES: 'signalling,batch',
      // Of a role: leaders of two pollers hold one each while they ask with another.
      DATABASE_POOL_SIZE: '4',
      DATABASE_CONNECT_TIMEOUT_MS: '30000',
      INBOX_CONCURRENCY: '1',
      INBOX_POLL_MS: '100',
    },
  );
  const logger = createLogger({ name: 'test', level: 'silent' });
  const module = await Test.createTestingModule({
    imports: [
      WorkerModule.forRoot({
        kernel: {
          clock,
          logger,
          secrets: readSecrets(config.secrets.SECRETS_FILE),
          config: config.process,
        },
        database: await DatabaseModule.forRoot(config.database, clock, logger),
        worker: config.worker,
        fanout: config.fanout,
        calls: { graph: config.graph, stateUrl: config.state.REDIS_STATE_URL },
        storage: config.storage,
        queueUrl: config.queue.REDIS_QUEUE_URL,
      }),
    ],
  }).compile();
  return module.init();
}

beforeAll(async () => {
  worker = await startWorker();
  world = await twoTenants(worker);
}, 60_000);
afterAll(() => worker.close());

/** Events that changed settings of the tenant's number, as ingest keeps them. */
async function keepSettings({ tenantId, numbers, wabas }: TestTenant, count: number) {
  const { id: numberId, phoneNumberId } = numbers[0]!;
  for (let n = 0; n < count; n += 1) {
    const now = clock.now();
    const payload = { kind: 'account_settings_update', calling: { sipStatus: `STATE_${n}` } };
    await ownerQuery(
      `insert into inbox_event (tenant_id, id, source, kind, payload, occurred_at, received_at,
                                context, number_id, phone_number_id, waba_id, dedupe_key)
       values ($1, $2, 'META', $3, $4, $5, $5, 'numbers', $6, $7, $8, $9)`,
      [
        tenantId,
        uuidv7(clock),
        payload.kind,
        payload,
        now,
        numberId,
        phoneNumberId,
        wabas[0]!.wabaId,
        randomUUID(),
      ],
    );
  }
}

async function outcomesOf({ tenantId }: TestTenant): Promise<(string | null)[]> {
  const rows = await ownerQuery<{ outcome: string | null }>(
    `select outcome from inbox_event where tenant_id = $1 and call_id is null`,
    [tenantId],
  );
  return rows.map(({ outcome }) => outcome);
}
const isAll = (outcomes: readonly (string | null)[], count: number) =>
  outcomes.length === count && outcomes.every((outcome) => outcome === 'APPLIED');

it('events are brought to their contexts without a bell, and at once with one', async () => {
  await keepSettings(world.globex, 2);
  await eventually(async () => isAll(await outcomesOf(world.globex), 2), { within: 30_000 });
  await keepSettings(world.globex, 1);
  const { tenantId } = world.globex;
  await worker.get(Doorbell).ring(dispatchInboxJob, { tenantId, traceparent: null });
  await eventually(async () => isAll(await outcomesOf(world.globex), 3), { within: 30_000 });
  expect(await outcomesOf(world.acme)).toEqual([]);
}, 90_000);

it('a context that hangs over the events of every tenant does not delay a call', async () => {
  const blocker = new Client({ connectionString: process.env.DATABASE_OWNER_URL });
  await blocker.connect();
  try {
    await blocker.query('begin');
    await blocker.query('lock table number_state in access exclusive mode');
    await keepSettings(world.acme, 5);
    await keepSettings(world.globex, 5);
    // One tenant's turn is stuck, and the other one's waits for it, before the call comes.
    await eventually(
      async () => {
        const [stuck] = await ownerQuery<{ count: number }>(
          `select count(*)::int as count from pg_locks
            where relation = 'number_state'::regclass and not granted`,
        );
        return stuck!.count > 0;
      },
      { within: 30_000 },
    );

    const { tenantId, numbers } = world.acme;
    const callId = uuidv7(clock);
    await worker.get(TenantDatabase).run(systemTenantContext(tenantId, 'test'), (tx) =>
      insertInboxEvent(tx, clock, tenantId, {
        callId,
        source: 'META',
        kind: 'offered',
        data: {},
        head: { direction: 'USER_INITIATED', numberId: numbers[0]!.id, consumerId: null },
        occurredAt: clock.now(),
        traceparent: null,
      }),
    );
    await worker.get(Doorbell).ring(advanceCallJob, { tenantId, callId, traceparent: null });
    await eventually(
      async () => {
        const calls = await ownerQuery(`select state from call where id = $1`, [callId]);
        return calls.length === 1;
      },
      { within: 8000 },
    );
    // And still nobody has got on with the others.
    expect(isAll(await outcomesOf(world.acme), 5)).toBe(false);
  } finally {
    await blocker.query('rollback');
    await blocker.end();
  }
  // A statement that waited too long counts as a failure: then the retry brings it there.
  await eventually(async () => isAll(await outcomesOf(world.acme), 5), { within: 45_000 });
  await eventually(async () => isAll(await outcomesOf(world.globex), 8), { within: 45_000 });
}, 120_000);
