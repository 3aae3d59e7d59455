import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { TenantDatabase, UseCases } from '#patchbay/database';
import {
  type ByteRange,
  type Clock,
  CLOCK,
  createLogger,
  type Envelope,
  ENVELOPE,
  type Secrets,
  SECRETS,
  type SystemClock,
} from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import type { ObjectStore } from '#patchbay/storage';
import { createTestContext } from '../../../../test/support/create-test-context.js';
import { ownerQuery } from '../../../../test/support/owner-query.js';
import {
  type TestTenant,
  type TwoTenants,
  twoTenants,
} from '../../../../test/support/two-tenants.js';
import { SystemDatabase } from '../../../database/src/system-database.js';
import { DueCallExports } from '../persistence/call-export.repository.js';
import type { CallRecord } from '../persistence/call.repository.js';
import { ErasableFiles } from '../persistence/erasable-files.js';
import { aCall } from '../testing/index.js';
import { Consumers } from './consumers.js';
import { EraseCallFiles } from './erase-call-files.js';
import { ExportCalls, type ExportCallsInput } from './export-calls.js';
import { ReadCallExports } from './read-call-exports.js';
import { WriteCallExports } from './write-call-exports.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Files in memory, which can be made to break or to stand still. */
class MemoryStore implements ObjectStore {
  readonly files = new Map<string, Buffer>();
  before: () => Promise<void> = () => Promise.resolve();

  async put(key: string, content: Readable): Promise<void> {
    const bytes = await buffer(content);
    await this.before();
    this.files.set(key, bytes);
  }

  get(key: string, range?: ByteRange): Promise<Readable | undefined> {
    const bytes = this.files.get(key);
    const part = range ? bytes?.subarray(range.first, range.last + 1) : bytes;
    return Promise.resolve(part && Readable.from([part]));
  }

  remove(key: string): Promise<void> {
    this.files.delete(key);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

let context: INestApplicationContext;
let world: TwoTenants;
let clock: SystemClock;
let store: MemoryStore;
let read: ReadCallExports;
let due: DueCallExports;
const logger = createLogger({ name: 'test', level: 'silent' });
const { signal: never } = new AbortController();

beforeAll(async () => {
  context = await createTestContext([]);
  world = await twoTenants(context);
  clock = context.get<SystemClock>(CLOCK);
  due = new DueCallExports(context.get(SystemDatabase), clock);
});
afterAll(() => context.close());
beforeEach(async () => {
  clock.setOffset(0);
  await ownerQuery(`delete from call_export`);
  store = new MemoryStore();
  read = new ReadCallExports({
    useCases: context.get(UseCases),
    database: context.get(TenantDatabase),
    store,
    clock,
    envelope: context.get<Envelope>(ENVELOPE),
    lookupKey: context.get<Secrets>(SECRETS).lookupKey,
  });
});

type Rest = (workedMs: number, signal: AbortSignal) => Promise<void>;

/** A process that writes exports: two calls a page, a page or two a part. */
function writer(rest: Rest = () => Promise.resolve()): WriteCallExports {
  return new WriteCallExports(
    {
      database: context.get(TenantDatabase),
      due,
      store,
      clock,
      envelope: context.get<Envelope>(ENVELOPE),
      logger,
      pace: { rest },
      keptDays: 7,
    },
    { pageCalls: 2, partBytes: 800 },
  );
}

async function callsOf(
  tenant: TestTenant,
  count: number,
  changes: Partial<CallRecord> & { consumer?: { waId: string } } = {},
): Promise<string[]> {
  const { lookupKey } = context.get<Secrets>(SECRETS);
  const envelope = context.get<Envelope>(ENVELOPE);
  const consumers = new Consumers({ envelope, lookupKey, clock });
  const making = { database: context.get(TenantDatabase), consumers, clock: clock as Clock };
  const ids = [];
  for (let n = 0; n < count; n += 1) {
    const call = await aCall(making, tenant.context, {
      numberId: tenant.numbers[0]!.id,
      ...changes,
    });
    ids.push(call.wacid!);
  }
  return ids;
}

async function request(tenant: TestTenant, input: Partial<ExportCallsInput> = {}): Promise<string> {
  const { useCases, secrets } = {
    useCases: context.get(UseCases),
    secrets: context.get<Secrets>(SECRETS),
  };
  const wanted = { filter: {}, format: 'JSONL' as const, ...input };
  const outcome = await new ExportCalls(useCases, secrets, clock).execute(tenant.context, wanted);
  if (outcome.kind !== 'requested') throw new Error(outcome.kind);
  return outcome.exportId;
}

async function work(by = writer()): Promise<number> {
  let turns = 0;
  while (await by.turn(never)) turns += 1;
  return turns;
}

const viewOf = (tenant: TestTenant, id: string) => read.find(tenant.context, id);

async function fileOf(tenant: TestTenant, id: string): Promise<string> {
  const { link, sizeBytes } = await viewOf(tenant, id);
  const opened = await read.open(link!);
  const content = await text((await opened!.read())!);
  expect(Buffer.byteLength(content)).toBe(sizeBytes);
  return content;
}

async function wacidsOf(tenant: TestTenant, id: string): Promise<unknown[]> {
  const lines = (await fileOf(tenant, id)).split('\n').filter(Boolean);
  return lines.map((line) => (JSON.parse(line) as { wacid: unknown }).wacid);
}

const partsOf = (id: string) =>
  ownerQuery<{ id: string; size_bytes: number | null }>(
    `select id, size_bytes from call_export_part where export_id = $1`,
    [id],
  );

describe('an export', () => {
  it('has every call of its tenant that fits once, oldest first, and none of another tenant', async () => {
    const from = clock.now();
    const mine = await callsOf(world.acme, 7);
    const theirs = await callsOf(world.globex, 3);
    const others = await callsOf(world.acme, 2, { direction: 'BUSINESS_INITIATED' });
    // A call began before it was written down.
    const filter = {
      from: new Date(from.getTime() - MINUTE_MS),
      direction: 'USER_INITIATED',
    } as const;
    const [acme, globex] = [
      await request(world.acme, { filter }),
      await request(world.globex, { filter }),
    ];
    expect(await viewOf(world.acme, acme)).toMatchObject({ state: 'QUEUED', link: null });
    expect(await work()).toBeGreaterThan(2);
    expect(await wacidsOf(world.acme, acme)).toEqual(mine);
    expect(await wacidsOf(world.globex, globex)).toEqual(theirs);
    expect(await viewOf(world.acme, acme)).toMatchObject({ state: 'DONE', rowCount: 7 });
    expect(others).toHaveLength(2);
    await expect(viewOf(world.globex, acme)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('names number, consumer and payloads, as CSV with one head', async () => {
    const wacid = `wacid.csv-${clock.nowMs()}`;
    await callsOf(world.acme, 1, {
      wacid,
      consumer: { waId: '254700000777' },
      facts: { offered: { atMs: 1, data: { ctaPayload: '=cmd|"x"', deeplinkPayload: null } } },
    });
    const id = await request(world.acme, { filter: { wacid }, format: 'CSV' });
    await work();
    const [head, line, end, ...more] = (await fileOf(world.acme, id)).split('\r\n');
    expect([end, more]).toEqual(['', []]);
    expect(head).toMatch(/^id,wacid,direction,state,/);
    const { phoneNumberId, displayPhoneNumber } = world.acme.numbers[0]!;
    expect(line).toContain(`,${phoneNumberId},${displayPhoneNumber},254700000777,,,`);
    expect(line).toContain(`,"'=cmd|""x""",`);
    expect(line).toMatch(/,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,/);
    // What is in the store opens for nobody else.
    const kept = Buffer.concat([...store.files.values()]).toString('latin1');
    expect(kept).not.toContain('254700000777');
    expect(kept).not.toContain('wacid');
  });

  it('finds a consumer under any of its ids, and is empty for one that nobody knows', async () => {
    const waId = `2547${String(clock.nowMs()).slice(-8)}`;
    const mine = await callsOf(world.acme, 1, { consumer: { waId } });
    const known = await request(world.acme, { filter: { consumer: { waId } } });
    const unknown = await request(world.acme, { filter: { consumer: { waId: '1999' } } });
    await work();
    expect(await wacidsOf(world.acme, known)).toEqual(mine);
    expect(await fileOf(world.acme, unknown)).toBe('');
    const rows = await ownerQuery(`select filter::text from call_export where id = $1`, [known]);
    expect(JSON.stringify(rows)).not.toContain(waId);
  });

  it('has the calls of the moment in which it was asked for', async () => {
    const id = await request(world.acme);
    const late = await callsOf(world.acme, 1);
    await work();
    expect(await wacidsOf(world.acme, id)).not.toEqual(expect.arrayContaining(late));
  });

  it('any stretch of its file can be had', async () => {
    await callsOf(world.acme, 6);
    const id = await request(world.acme);
    await work();
    expect((await partsOf(id)).length).toBeGreaterThan(2);
    const whole = await fileOf(world.acme, id);
    const opened = await read.open((await viewOf(world.acme, id)).link!);
    for (const range of [
      { first: 0, last: 0 },
      { first: 700, last: 2100 },
      { first: whole.length - 5, last: whole.length - 1 },
    ]) {
      const part = await text((await opened!.read(range))!);
      expect(part).toBe(whole.slice(range.first, range.last + 1));
    }
  });
});

describe('a writer', () => {
  it('takes turns: a long export does not hold a short one up', async () => {
    await callsOf(world.acme, 8);
    const long = await request(world.acme);
    const short = await request(world.globex, { filter: { wacid: 'none' } });
    const by = writer();
    for (let turns = 0; turns < 2; turns += 1) await by.turn(never);
    expect((await viewOf(world.globex, short)).state).not.toBe('QUEUED');
    expect((await viewOf(world.acme, long)).state).toBe('RUNNING');
  });

  it('that dies is followed by another, and the file has each call once', async () => {
    const mine = await callsOf(world.acme, 9);
    const filter = { from: new Date(clock.nowMs() - MINUTE_MS) };
    const id = await request(world.acme, { filter });
    await writer().turn(never);
    // It has stored its part and never comes to say so: what a killed process leaves behind.
    let die: (error: Error) => void = () => undefined;
    store.before = () => new Promise((_resolve, reject) => (die = reject));
    const dying = writer().turn(never);
    await eventually(async () => (await partsOf(id)).length === 2);
    store.before = () => Promise.resolve();
    expect(await writer().turn(never)).toBe(false);
    clock.setOffset(61_000);
    expect(await work()).toBeGreaterThan(0);
    die(new Error('too late'));
    await dying;
    expect((await viewOf(world.acme, id)).state).toBe('DONE');
    const wacids = await wacidsOf(world.acme, id);
    expect(wacids.slice(-mine.length)).toEqual(mine);
    expect(new Set(wacids).size).toBe(wacids.length);
  });

  it('that ends gives its turn back at once', async () => {
    await callsOf(world.acme, 4);
    const id = await request(world.acme);
    const closing = new AbortController();
    const ending = writer((_worked, signal) => {
      closing.abort();
      signal.throwIfAborted();
      return Promise.resolve();
    });
    await ending.turn(closing.signal);
    expect(await viewOf(world.acme, id)).toMatchObject({ state: 'RUNNING', rowCount: 0 });
    expect(await writer().turn(never)).toBe(true);
  });

  it('tries again ever later, then gives up and leaves nothing behind', async () => {
    const id = await request(world.acme);
    store.before = () => Promise.reject(new Error('the store is away'));
    const at = [0, 5, 15, 35, 75, 155];
    for (const [index, seconds] of at.entries()) {
      clock.setOffset(seconds * 1000 - 1000 + index);
      if (index > 0) expect(await writer().turn(never)).toBe(false);
      clock.setOffset(seconds * 1000 + 2000);
      expect(await writer().turn(never)).toBe(true);
    }
    expect(await viewOf(world.acme, id)).toMatchObject({ state: 'FAILED', link: null });
    expect(await writer().turn(never)).toBe(false);
    await eraser().execute();
    expect(await partsOf(id)).toEqual([]);
    expect((await viewOf(world.acme, id)).state).toBe('FAILED');
  });
});

const eraser = () =>
  new EraseCallFiles({
    database: context.get(TenantDatabase),
    files: new ErasableFiles(context.get(SystemDatabase), clock),
    store,
    logger,
  });

describe('the file of an export', () => {
  it('is deleted after its days, with what dead processes left of it and its key; others stay', async () => {
    await callsOf(world.acme, 3);
    const id = await request(world.acme);
    store.before = () => Promise.reject(new Error('once'));
    await writer().turn(never);
    store.before = () => Promise.resolve();
    clock.setOffset(10_000);
    await work();
    clock.setOffset(DAY_MS);
    const young = await request(world.globex);
    await work();
    const { link } = await viewOf(world.acme, id);
    clock.setOffset(7 * DAY_MS + 5000);
    expect(await eraser().execute()).toBe(0);
    clock.setOffset(7 * DAY_MS + 15_000);
    expect(await viewOf(world.acme, id)).toMatchObject({ link: null });
    expect(await eraser().execute()).toBe(1);
    expect(await viewOf(world.acme, id)).toMatchObject({ state: 'EXPIRED', link: null });
    expect(await read.open({ ...link!, until: new Date(link!.until) })).toBeUndefined();
    expect(await partsOf(id)).toEqual([]);
    expect([...store.files.keys()].every((key) => key.includes(world.globex.tenantId))).toBe(true);
    expect((await viewOf(world.globex, young)).link).not.toBeNull();
    const [row] = await ownerQuery(`select key_sealed from call_export where id = $1`, [id]);
    expect(row).toEqual({ key_sealed: null });
  });
});

it('calls wait when an event of one was not worked off for a second', async () => {
  expect(await due.doCallsWait()).toBe(false);
  const { tenantId } = world.acme;
  await ownerQuery(
    `insert into inbox_event (tenant_id, id, call_id, source, kind, payload, occurred_at, received_at)
     select $1, gen.id, gen.id, 'META', 'calls.connect', '{}', $3, $3 from (select $2::uuid as id) gen`,
    [tenantId, await request(world.acme), clock.now()],
  );
  expect(await due.doCallsWait()).toBe(false);
  clock.setOffset(1500);
  expect(await due.doCallsWait()).toBe(true);
  // One that is stuck for good stops nothing for good.
  clock.setOffset(6 * MINUTE_MS);
  expect(await due.doCallsWait()).toBe(false);
});
