import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createLogger,
  encodeId,
  Secret,
  systemTenantContext,
  type TenantContext,
} from '#patchbay/kernel';
import { SystemDatabase } from '../../../database/src/system-database.js';
import { type FanoutConfig, fanoutConfigSchema } from '../fanout.config.js';
import { DueEmailsTable } from '../persistence/due-emails.js';
import { SickEndpointsTable } from '../persistence/sick-endpoints.js';
import { FanoutWorld } from '../testing/index.js';
import { EmailHook } from './email-hook.js';
import { EndpointHealth, resetHealth } from './endpoint-health.js';
import { SendEndpointEmails } from './send-endpoint-emails.js';

interface Posted {
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
}

let world: FanoutWorld;
let tenant: TenantContext;
let endpointId: string;
let hook: Server;
let status: number | 'hang';
let posts: Posted[];

beforeAll(async () => {
  world = await FanoutWorld.open();
});
afterAll(async () => {
  await world.close();
});
beforeEach(async () => {
  posts = [];
  status = 200;
  hook = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      posts.push({ headers: request.headers, body: JSON.parse(text) as Posted['body'] });
      if (status !== 'hang') response.writeHead(status, { location: '/elsewhere' }).end('thanks');
    });
  });
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  tenant = await world.tenant();
  endpointId = await anEndpoint(tenant, ['ops@example.com', 'night@example.com']);
});
afterEach(async () => {
  await rows('delete from endpoint_email');
  hook.closeAllConnections();
  await new Promise((resolve) => hook.close(resolve));
});

async function anEndpoint(of: TenantContext, emails: readonly string[]): Promise<string> {
  const { id } = await world.endpoint(of, 'http://127.0.0.1:9/hooks?key=s3cret');
  await rows('update endpoint set alert_emails = $1 where id = $2', [emails, id], of);
  return id;
}

function rows<Row>(sql: string, parameters: unknown[] = [], of = tenant): Promise<Row[]> {
  const system = systemTenantContext(of.tenantId, 'test');
  return world.tenantDatabase.run(system, (tx) => tx.query<Row>(sql, parameters));
}

function configured(settings: Partial<FanoutConfig> = {}): FanoutConfig {
  const { port } = hook.address() as AddressInfo;
  return {
    ...fanoutConfigSchema.parse({ FANOUT_EMAIL_HOOK_URL: `http://127.0.0.1:${port}/emails` }),
    FANOUT_EMAIL_HOOK_TIMEOUT_MS: 5000,
    FANOUT_EMAIL_HOOK_TOKEN: new Secret('hook-token'),
    ...settings,
  };
}

const logger = createLogger({ name: 'test', level: 'silent' });

async function fail(failed: number, { of = tenant, id = endpointId, config = configured() } = {}) {
  const sick = new SickEndpointsTable(new SystemDatabase(world.pools));
  const health = new EndpointHealth({ clock: world.clock, logger, config, sick });
  const subject = { tenantId: of.tenantId, endpointId: id };
  await world.tenantDatabase.run(systemTenantContext(of.tenantId, 'test'), (tx) =>
    health.record(tx, subject, { delivered: 0, failed, at: world.clock.now() }),
  );
}

/** Sends what is due as a process that has just been started. */
function send(config = configured()): Promise<number> {
  return new SendEndpointEmails({
    table: new DueEmailsTable(new SystemDatabase(world.pools)),
    database: world.tenantDatabase,
    hook: new EmailHook(config),
    config,
    clock: world.clock,
    logger,
  }).execute();
}

describe('e-mails about a failing endpoint', () => {
  it("go to the endpoint's addresses by the operator's hook, once", async () => {
    await fail(50);
    expect(await send()).toBe(1);
    expect(await send()).toBe(0);
    expect(posts).toHaveLength(1);
    const [{ headers, body }] = posts as [Posted];
    expect(body).toMatchObject({
      to: ['ops@example.com', 'night@example.com'],
      event: 'endpoint.failing',
      percent: 50,
      tenantId: encodeId('tenant', tenant.tenantId),
      endpointId: encodeId('endpoint', endpointId),
    });
    expect(JSON.stringify(body)).not.toContain('s3cret');
    expect(headers.authorization).toBe('Bearer hook-token');
    expect(headers['idempotency-key']).toBe(body.id);
    expect(await rows('select 1 from endpoint_email')).toEqual([]);
  });

  it('are about the threshold, and in the end that it was disabled', async () => {
    await fail(75);
    world.clock.advance(86_400_000);
    await fail(25);
    expect(await send()).toBe(2);
    expect(posts.map(({ body }) => [body.event, body.percent, body.reason])).toEqual(
      expect.arrayContaining([
        ['endpoint.failing', 70, null],
        ['endpoint.disabled', null, 'FAILING'],
      ]),
    );
  });

  it.each([500, 302, 'hang'] as const)('are sent again when the hook says %s', async (said) => {
    status = said;
    await fail(50);
    expect(await send(configured({ FANOUT_EMAIL_HOOK_TIMEOUT_MS: 200 }))).toBe(0);
    status = 200;
    expect(await send()).toBe(0);
    world.clock.advance(10_000);
    expect(await send()).toBe(1);
    expect(new Set(posts.map(({ body }) => body.id)).size).toBe(1);
  });

  it('are given up after six attempts', async () => {
    status = 503;
    await fail(50);
    for (let hour = 0; hour < 8; hour += 1) {
      await send();
      world.clock.advance(6 * 3600_000);
    }
    expect(posts).toHaveLength(6);
    expect(await rows('select 1 from endpoint_email')).toEqual([]);
  });

  it('are sent by somebody when the process that had one died', async () => {
    await fail(50);
    // Another process claimed it, and no more was heard of it.
    await rows(`update endpoint_email set attempts = 1, due_at = $1`, [
      new Date(world.clock.nowMs() + 5000),
    ]);
    expect(await send()).toBe(0);
    world.clock.advance(5000);
    expect(await send()).toBe(1);
  });

  it('are no flood: one in half an hour, however often an endpoint fails and recovers', async () => {
    for (let round = 0; round < 5; round += 1) {
      await fail(95);
      await world.tenantDatabase.run(tenant, (tx) => resetHealth(tx, endpointId));
    }
    expect(await send()).toBe(1);
    world.clock.advance(30 * 60_000);
    await fail(95);
    expect(await send()).toBe(1);
  });

  it('are not written where nobody is to get them', async () => {
    const silent = await anEndpoint(tenant, []);
    await fail(50, { id: silent });
    await fail(50, { config: fanoutConfigSchema.parse({}) });
    expect(await rows('select 1 from endpoint_email')).toEqual([]);
  });

  it("never hold another tenant's addresses", async () => {
    const other = await world.tenant();
    const theirs = await anEndpoint(other, ['them@example.com']);
    await fail(50);
    await fail(50, { of: other, id: theirs });
    expect(await send()).toBe(2);
    const byTenant = new Map(posts.map(({ body }) => [body.tenantId, body.to]));
    expect(byTenant.get(encodeId('tenant', other.tenantId))).toEqual(['them@example.com']);
    expect(byTenant.get(encodeId('tenant', tenant.tenantId))).not.toContain('them@example.com');
  });
});
