import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Client } from 'pg';
import { DatabaseModule, databaseConfigSchema } from '#patchbay/database';
import { fanoutConfigSchema } from '#patchbay/fanout';
import {
  createLogger,
  loadConfig,
  processConfigSchema,
  readSecrets,
  secretsConfigSchema,
  SystemClock,
} from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { graphConfigSchema } from '#patchbay/meta';
import { storageConfigSchema } from '#patchbay/storage';
import { workerConfigSchema } from '../../apps/worker/src/worker.config.js';
import { WorkerModule } from '../../apps/worker/src/worker.module.js';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { ownerQuery } from '../support/owner-query.js';
import { cloneDatabase, type TestDatabase } from '../support/test-services.js';
import { twoTenants, type TwoTenants } from '../support/two-tenants.js';
import { GraphStandIn } from './support/graph-stand-in.js';
import { postWebhook, webhookOf } from './support/meta-sender.js';
import type { Json } from './support/scenario.js';
import { Seeded } from './support/seeded.js';

const EVENTS = 60;

let database: TestDatabase;
let graph: GraphStandIn;
let app: TestApp;
let worker: INestApplicationContext;
let world: TwoTenants;

/** The worker with the roles that could hinder each other, in one process and on one small pool. */
async function startWorker(): Promise<INestApplicationContext> {
  const clock = new SystemClock();
  const logger = createLogger({ name: 'worker', level: 'silent' });
  const config = loadConfig(
    { process: processConfigSchema, secrets: secretsConfigSchema, database: databaseConfigSchema },
    { ...process.env, DATABASE_POOL_SIZE: '5' },
  );
  const url = process.env.REDIS_URL!;
  const root = WorkerModule.forRoot({
    kernel: {
      clock,
      logger,
      secrets: readSecrets(config.secrets.SECRETS_FILE),
      config: config.process,
    },
    database: await DatabaseModule.forRoot(config.database, clock, logger),
    worker: workerConfigSchema.parse({ WORKER_ROLES: 'signalling,batch', INBOX_POLL_MS: '50' }),
    fanout: fanoutConfigSchema.parse({}),
    calls: { graph: graphConfigSchema.parse({ META_GRAPH_URL: graph.url }), stateUrl: url },
    storage: storageConfigSchema.parse({}),
    queueUrl: url,
  });
  return NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
}

beforeAll(async () => {
  [database, graph] = await Promise.all([cloneDatabase(), GraphStandIn.start()]);
  const own = { DATABASE_OWNER_URL: database.ownerUrl, DATABASE_URL: database.appUrl };
  Object.assign(process.env, own);
  app = await createTestApp({ META_GRAPH_URL: graph.url });
  world = await twoTenants(app);
  worker = await startWorker();
}, 60_000);
afterAll(async () => {
  await worker.close();
  await app.close();
  await graph.stop();
  await database.drop();
});

const tenants = () => [world.acme, world.globex];
const post = (body: string) => postWebhook(app.url, world.apps.alpha, body);

/** What Meta says of the settings of a tenant's number, so many times. */
function settingsOf(tenant: TwoTenants['acme'], count: number): string {
  const [{ wabaId, numbers }] = tenant.wabas as [(typeof tenant.wabas)[number]];
  const { phoneNumberId } = numbers[0]!;
  const changes = Array.from({ length: count }, (_, i) => {
    const calling = { status: 'ENABLED', call_icon_visibility: i % 2 ? 'DEFAULT' : 'DISABLE_ALL' };
    const settings = { phone_number_id: phoneNumberId, calling };
    const timestamp = String(1_790_000_000 + i);
    const value = { timestamp, type: 'phone_number_settings', phone_number_settings: settings };
    return { field: 'account_settings_update', value };
  });
  const entry = [{ id: wabaId, changes }];
  return JSON.stringify({ object: 'whatsapp_business_account', entry });
}

/** A user calls a tenant now; gives Meta's id of the call. */
async function offer(tenant: TwoTenants['acme']): Promise<{ wacid: string; atMs: number }> {
  const wacid = `wacid.${randomUUID()}`;
  const [{ wabaId, numbers }] = tenant.wabas as [(typeof tenant.wabas)[number]];
  const atS = Math.floor(Date.now() / 1000);
  const element = {
    id: wacid,
    event: 'connect',
    timestamp: String(atS),
    from: '254700000101',
    to: numbers[0]!.displayPhoneNumber,
    direction: 'USER_INITIATED',
    session: { sdp_type: 'offer', sdp: 'v=0\r\n' },
  };
  const event = { wacid, number: { ...numbers[0]!, wabaId }, list: 'calls' as const, element };
  await post(webhookOf([event], new Seeded(1)));
  return { wacid, atMs: atS * 1000 };
}

const commandsOf = (wacid: string) =>
  ownerQuery<{ kind: string; attempts: number; deadline_at: Date }>(
    `select e.kind, e.attempts, e.deadline_at from effect e
       join call c on c.tenant_id = e.tenant_id and c.id = e.call_id
      where c.wacid = $1 order by e.id`,
    [wacid],
  );

const account = async (): Promise<Json> =>
  (
    await ownerQuery<Json>(
      `select count(*)::int as all, count(processed_at)::int as done from inbox_event
        where call_id is null`,
    )
  )[0]!;

describe('a connect', () => {
  it('is taken up while all that consumes other kinds hangs, in the same process', async () => {
    const lock = new Client({ connectionString: database.ownerUrl });
    await lock.connect();
    try {
      await lock.query('begin; lock table number_state in access exclusive mode');
      for (const tenant of tenants()) await post(settingsOf(tenant, EVENTS));
      await eventually(async () => {
        const { rows } = await lock.query(
          `select 1 from pg_locks where not granted and relation = 'number_state'::regclass`,
        );
        return rows.length >= tenants().length;
      });
      const calls = await Promise.all(tenants().map(offer));
      for (const { wacid } of calls) {
        const isTakenUp = async () =>
          (await commandsOf(wacid)).some(({ attempts }) => attempts > 0);
        await eventually(isTakenUp, { within: 15_000 });
      }
      expect(await account()).toEqual({ all: tenants().length * EVENTS, done: 0 });
    } finally {
      await lock.end();
    }
    await eventually(async () => (await account()).done === tenants().length * EVENTS, {
      within: 30_000,
    });
  }, 60_000);

  it('has a deadline that its commands keep, however often they are tried', async () => {
    const { wacid, atMs } = await offer(world.acme);
    // There is no media node: the first command is tried again and again, then Meta is told no.
    const commands = await eventually(
      async () => {
        const now = await commandsOf(wacid);
        return now.some(({ kind }) => kind === 'graph.reject') ? now : undefined;
      },
      { within: 15_000 },
    );
    const [media] = commands;
    expect(media!.attempts).toBeGreaterThan(1);
    const [policy] = await ownerQuery<{ value: number }>(
      `select value::int from limit_policy where name = 'ring_timeout' and profile = 'PRODUCTION'
        order by effective_from desc limit 1`,
    );
    const deadlines = new Set(commands.map(({ deadline_at }) => deadline_at.getTime()));
    expect([...deadlines]).toEqual([atMs + policy!.value * 1000]);
  }, 30_000);
});
