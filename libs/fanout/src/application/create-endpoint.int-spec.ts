import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AppError, type EgressGuard, type TenantContext, tenantContext } from '#patchbay/kernel';
import { FanoutWorld } from '../testing/index.js';
import { CreateEndpoint } from './create-endpoint.js';
import { EndpointTargets } from './endpoint-targets.js';
import { ListEndpoints } from './list-endpoints.js';

let world: FanoutWorld;
let strict: CreateEndpoint;
let acme: TenantContext;
let globex: TenantContext;

beforeAll(async () => {
  world = await FanoutWorld.open();
  strict = world.createEndpointWith([]);
});
afterAll(async () => {
  await world.close();
});
beforeEach(async () => {
  acme = await world.tenant();
  globex = await world.tenant();
});

const input = (url: string) => ({ url, eventTypes: ['call.connect', 'call.terminated'] });
const PUBLIC = 'https://93.184.215.14/webhooks';

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof AppError ? `${error.code}: ${error.message}` : 'other'),
  );

/** Every text of every table that a role may read, as the owner of a leaked backup would have it. */
async function rowsThatContain(text: string): Promise<string[]> {
  const tables = ['endpoint', 'idempotency_key', 'audit_event', 'message', 'delivery_due'];
  return world.tenantDatabase.run(acme, async (tx) => {
    const found: string[] = [];
    for (const table of tables) {
      const rows = await tx.query(
        `select 1 from ${table} t where position($1 in to_jsonb(t)::text) > 0`,
        [text],
      );
      if (rows.length > 0) found.push(table);
    }
    return found;
  });
}

describe('CreateEndpoint', () => {
  it('gives a secret of its own making, and keeps it sealed', async () => {
    const outcome = await strict.execute(acme, { ...input(PUBLIC), idempotencyKey: 'first' });
    if (outcome.kind !== 'created') throw new Error('not created');
    expect(outcome.secret.reveal()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(JSON.stringify(outcome)).not.toContain('whsec_');
    expect(outcome.endpoint).toMatchObject({ url: PUBLIC, status: 'ENABLED' });
    expect(await rowsThatContain(outcome.endpoint.id)).toContain('idempotency_key');
    expect(await rowsThatContain('whsec_')).toEqual([]);
    expect(await rowsThatContain(outcome.secret.reveal().slice('whsec_'.length))).toEqual([]);
  });

  it('answers a repetition with the first endpoint, and another input with CONFLICT', async () => {
    const request = { ...input(PUBLIC), idempotencyKey: 'once' };
    const first = await strict.execute(acme, request);
    const second = await strict.execute(acme, request);
    if (first.kind !== 'created' || second.kind !== 'created') throw new Error('not created');
    expect(second.endpoint).toEqual(first.endpoint);
    expect(second.secret.reveal()).toBe(first.secret.reveal());
    const other = strict.execute(acme, { ...request, eventTypes: ['call.dtmf'] });
    expect(await codeOf(other)).toContain('CONFLICT');
    expect(await strict.execute(globex, request)).toMatchObject({ kind: 'created' });
  });

  it.each([
    [{ ...input(PUBLIC), eventTypes: ['call.conect'] }, 'eventTypes has the unknown call.conect'],
    [{ ...input(PUBLIC), eventTypes: [] }, 'eventTypes must name at least one'],
    [input('example.com'), 'url must be an absolute URL'],
    [input('https://me:pw@example.com'), 'url must hold no user name'],
    [{ ...input(PUBLIC), description: 'x'.repeat(501) }, 'description must be at most 500'],
  ])('says what is wrong with %j', async (bad, message) => {
    expect(await codeOf(strict.execute(acme, bad))).toContain(`BAD_USER_INPUT: ${message}`);
  });

  it('is closed to roles that do not manage endpoints', async () => {
    const finance = tenantContext(acme.tenantId, {
      kind: 'api_client',
      id: 'f',
      roles: ['TENANT_FINANCE'],
    });
    expect(await codeOf(strict.execute(finance, input(PUBLIC)))).toContain('FORBIDDEN');
  });

  it.each([
    ['http://93.184.215.14/', 'plain http'],
    ['https://127.0.0.1/', 'loopback'],
    ['https://localhost/', 'loopback'],
    ['https://2130706433/', 'loopback'],
    ['https://0x7f.1/', 'loopback'],
    ['https://0177.0.0.1/', 'loopback'],
    ['https://10.0.0.1/', 'private'],
    ['https://172.16.0.1/', 'private'],
    ['https://192.168.1.1/', 'private'],
    ['https://100.64.0.1/', 'carrierGradeNat'],
    ['https://169.254.169.254/latest/meta-data/', 'linkLocal'],
    ['https://0.0.0.0/', 'unspecified'],
    ['https://224.0.0.1/', 'multicast'],
    ['https://255.255.255.255/', 'broadcast'],
    ['https://198.18.0.1/', 'reserved'],
    ['https://[::1]/', 'loopback'],
    ['https://[::]/', 'unspecified'],
    ['https://[fe80::1]/', 'linkLocal'],
    ['https://[fd00:ec2::254]/', 'uniqueLocal'],
    ['https://[::ffff:127.0.0.1]/', 'loopback'],
    ['https://[::ffff:169.254.169.254]/', 'linkLocal'],
    ['https://[64:ff9b::7f00:1]/', 'rfc6052'],
    ['https://[2002:7f00:1::]/', '6to4'],
    ['https://[5f00::1]/', 'segmentRouting'],
  ])('refuses %s: %s', async (url, reason) => {
    const outcome = await strict.execute(acme, input(url));
    expect(outcome).toEqual({
      kind: 'url_refused',
      field: 'url',
      reason: expect.stringContaining(reason),
    });
  });

  it('refuses a host name that DNS does not know', async () => {
    const dns = Object.assign(new Error('ENOTFOUND'), { syscall: 'getaddrinfo' });
    const guard = { resolve: () => Promise.reject(dns) } as unknown as EgressGuard;
    const targets = new EndpointTargets(
      guard,
      { DANGEROUS_EGRESS_ALLOW: [] },
      { FANOUT_PORTS: [443] },
    );
    const create = new CreateEndpoint(world.useCases, targets, world.envelope, world.clock);
    const outcome = await create.execute(acme, input('https://unknown.example/'));
    expect(outcome).toEqual({
      kind: 'url_refused',
      field: 'url',
      reason: 'its host name does not resolve',
    });
  });

  it('lets plain http through only to addresses that the laptop allows', async () => {
    const loopback = 'http://127.0.0.1:9/';
    expect(await world.createEndpoint.execute(acme, input(loopback))).toMatchObject({
      kind: 'created',
    });
    const elsewhere = await world.createEndpoint.execute(acme, input('http://93.184.215.14/'));
    expect(elsewhere.kind).toBe('url_refused');
  });
});

describe('ListEndpoints', () => {
  it("pages through the tenant's own endpoints in the order they were made", async () => {
    const ids: string[] = [];
    for (let i = 0; i < 3; i += 1) ids.push((await world.endpoint(acme, 'http://127.0.0.1:9/')).id);
    await world.endpoint(globex, 'http://127.0.0.1:9/');
    const list = new ListEndpoints(world.useCases, world.envelope, world.clock);
    const first = await list.execute(acme, { first: 2 });
    expect(first.items.map((item) => item.id)).toEqual(ids.slice(0, 2));
    expect(first.hasNextPage).toBe(true);
    const rest = await list.execute(acme, { first: 2, after: ids[1]! });
    expect(rest.items.map((item) => item.id)).toEqual(ids.slice(2));
    expect(rest.hasNextPage).toBe(false);
    expect(JSON.stringify(first)).not.toMatch(/secret|v1:/);
    expect(await codeOf(list.execute(acme, { first: 201 }))).toContain('BAD_USER_INPUT: first');
  });
});
