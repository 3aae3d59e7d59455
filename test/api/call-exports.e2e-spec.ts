import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LazyModuleLoader } from '@nestjs/core';
import { CallExportWriteModule, Consumers, WriteCallExports } from '#patchbay/calls';
import { aCall } from '#patchbay/calls/testing';
import { TenantDatabase } from '#patchbay/database';
import { encodeId, uuidv7 } from '#patchbay/kernel';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { errorCode, expectSuccess, graphql } from '../support/graphql-client.js';
import { ownerQuery } from '../support/owner-query.js';
import { type TestTenant, type TwoTenants, twoTenants } from '../support/two-tenants.js';

let app: TestApp;
let world: TwoTenants;
let directory: string;
let writer: WriteCallExports;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'patchbay-objects-'));
  app = await createTestApp({ OBJECT_DIRECTORY: directory });
  world = await twoTenants(app.app);
  const loader = app.app.get(LazyModuleLoader);
  const module = await loader.load(() => CallExportWriteModule.forRoot({ keptDays: 7 }));
  writer = module.get(WriteCallExports);
  // An export stands still while calls wait; what other tests left in the inbox nobody will drain.
  await ownerQuery(`update inbox_event set processed_at = received_at where processed_at is null`);
});
afterAll(async () => {
  await app.close();
  await rm(directory, { recursive: true, force: true });
});

const EXPORT = `mutation ($input: ExportCallsInput!) { exportCalls(input: $input) {
  __typename
  ... on ExportCallsSuccess { export { id state format rows bytes url } }
  ... on TooManyCallExports { code message limit } } }`;
const ONE = `query ($id: CallExportID!) { callsExport(id: $id) {
  id state rows bytes createdAt startedAt endedAt expiresAt url urlExpiresAt } }`;
const LIST = `query ($first: Int, $after: String) { callsExports(first: $first, after: $after) {
  edges { node { id } } pageInfo { hasNextPage endCursor } } }`;

const CANCEL = `mutation ($id: CallExportID!) { cancelCallExport(input: { exportId: $id }) {
  ... on CancelCallExportSuccess { export { id state url } } } }`;

const ask = (tenant: TestTenant, input: object) =>
  graphql(app, tenant.token, EXPORT, { input: { format: 'JSONL', ...input } });
const exportOf = async (tenant: TestTenant, input: object = {}) =>
  expectSuccess(await ask(tenant, input), 'ExportCallsSuccess').export;
const one = async (tenant: TestTenant, id: string) =>
  expectSuccess(await graphql(app, tenant.token, ONE, { id }));

async function call(tenant: TestTenant, waId: string): Promise<string> {
  const { app: nest, clock } = app;
  const making = { database: nest.get(TenantDatabase), consumers: nest.get(Consumers), clock };
  const numberId = tenant.numbers[0]!.id;
  const made = await aCall(making, tenant.context, { numberId, consumer: { waId } });
  return encodeId('call', made.id);
}

async function write(): Promise<void> {
  const { signal } = new AbortController();
  while (await writer.turn(signal));
}

async function download(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${app.url}${url}`, { headers });
  const { status } = response;
  return { status, headers: response.headers, text: await response.text() };
}

describe('an export of calls', () => {
  it('is asked for, written, shown and fetched, by its tenant only', async () => {
    const ids = [await call(world.acme, '254700000201'), await call(world.acme, '254700000202')];
    await call(world.globex, '254700000201');
    const asked = await exportOf(world.acme, { format: 'CSV' });
    expect(asked).toMatchObject({ state: 'QUEUED', format: 'CSV', rows: 0, bytes: 0, url: null });
    await write();
    const done = await one(world.acme, asked.id);
    expect(done).toMatchObject({ state: 'DONE', rows: 2, startedAt: expect.any(String) });
    expect(Date.parse(done.expiresAt) - Date.parse(done.endedAt)).toBe(7 * 86_400_000);

    const file = await download(done.url);
    expect(file).toMatchObject({ status: 200 });
    const lines = file.text.split('\r\n');
    expect(lines.slice(1, -1).map((line) => line.split(',')[0])).toEqual(ids);
    expect(Object.fromEntries(file.headers)).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-length': String(done.bytes),
      'content-disposition': `attachment; filename="calls-${done.id}.csv"`,
      'cache-control': 'private, no-store',
    });
    const answer = await graphql(app, world.globex.token, ONE, { id: asked.id });
    expect(errorCode(answer)).toBe('NOT_FOUND');
  });

  it('is canceled by its tenant, again and again to the same effect', async () => {
    const { id } = await exportOf(world.acme);
    const cancel = (tenant: TestTenant) => graphql(app, tenant.token, CANCEL, { id });
    expect(errorCode(await cancel(world.globex))).toBe('NOT_FOUND');
    expect(await one(world.acme, id)).toMatchObject({ state: 'QUEUED' });
    const canceled = { export: { id, state: 'CANCELED', url: null } };
    expect(expectSuccess(await cancel(world.acme))).toEqual(canceled);
    expect(expectSuccess(await cancel(world.acme))).toEqual(canceled);
    await write();
    expect(await one(world.acme, id)).toMatchObject({ state: 'CANCELED', startedAt: null });
  });

  it('can be fetched in parts', async () => {
    await call(world.acme, '254700000203');
    const { id } = await exportOf(world.acme);
    await write();
    const { url, bytes } = await one(world.acme, id);
    const whole = (await download(url)).text;
    const ranges: [string, number, string | undefined, string][] = [
      ['bytes=0-4', 206, `bytes 0-4/${bytes}`, whole.slice(0, 5)],
      ['bytes=10-', 206, `bytes 10-${bytes - 1}/${bytes}`, whole.slice(10)],
      ['bytes=-5', 206, `bytes ${bytes - 5}-${bytes - 1}/${bytes}`, whole.slice(-5)],
      [`bytes=5-${Number(bytes) + 9}`, 206, `bytes 5-${bytes - 1}/${bytes}`, whole.slice(5)],
      [`bytes=${bytes}-`, 416, `bytes */${bytes}`, ''],
      ['bytes=5-2', 200, undefined, whole],
      ['bytes=0-1,4-5', 200, undefined, whole],
    ];
    for (const [range, status, contentRange, text] of ranges) {
      const part = await download(url, { range });
      const said = part.headers.get('content-range') ?? undefined;
      expect([range, part.status, said, part.text]).toEqual([range, status, contentRange, text]);
    }
  });

  it('opens by the link that was made for it, for five minutes', async () => {
    const [{ id }, other] = [await exportOf(world.acme), await exportOf(world.acme)];
    await write();
    const { url } = await one(world.acme, id);
    const changes: [RegExp, string][] = [
      [/until=\d+/, 'until=4000000000'],
      [/tenant=\w+/, `tenant=${world.globex.publicId}`],
      [/exp_\w+/, encodeId('callExport', uuidv7(app.clock))],
      [/exp_\w+/, other.id],
      [/exports\/exp_/, 'media/med_'],
      [/signature=..../, 'signature=AAAA'],
      [/&signature=.*/, ''],
    ];
    for (const [part, by] of changes) {
      expect([part, (await download(url.replace(part, by))).status]).toEqual([part, 404]);
    }
    app.clock.setOffset(301_000);
    expect(await download(url)).toMatchObject({ status: 404 });
    app.clock.setOffset(0);
    expect(await download(url)).toMatchObject({ status: 200 });
  });

  it('is asked for once with the same key, and is in the audit', async () => {
    const input = { idempotencyKey: 'monthly', filter: { states: ['COMPLETED'] } };
    const [first, again] = [
      await exportOf(world.globex, input),
      await exportOf(world.globex, input),
    ];
    expect(again.id).toBe(first.id);
    const other = await ask(world.globex, { ...input, filter: {} });
    expect(errorCode(other)).toBe('CONFLICT');
    const rows = await ownerQuery(
      `select 1 from audit_event where tenant_id = $1 and action = 'calls.export'`,
      [world.globex.tenantId],
    );
    expect(rows).toHaveLength(1);
    await write();
  });

  it('is refused while five are under way, and the list has all of them page by page', async () => {
    await write();
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.unshift((await exportOf(world.globex)).id);
    const refused = expectSuccess(await ask(world.globex, {}), 'TooManyCallExports');
    expect(refused).toMatchObject({ code: 'TOO_MANY_CALL_EXPORTS', limit: 5 });
    expect(refused.message).toContain('Wait');
    const page = async (after?: string) =>
      expectSuccess(await graphql(app, world.globex.token, LIST, { first: 3, after }));
    const first = await page();
    const second = await page(first.pageInfo.endCursor);
    const listed = [...first.edges, ...second.edges].map(({ node }) => node.id);
    expect(listed.slice(0, 5)).toEqual(ids);
    await write();
    await exportOf(world.globex);
  });
});
