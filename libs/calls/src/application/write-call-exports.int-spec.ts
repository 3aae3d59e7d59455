import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { encodeId, type SystemClock } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { ownerQuery } from '../../../../test/support/owner-query.js';
import type { TwoTenants } from '../../../../test/support/two-tenants.js';
import { ExportContext } from '../testing/export-context.js';
import type { ExportWorld } from '../testing/export-world.js';

const MINUTE_MS = 60_000;

let context: ExportContext;
let world: TwoTenants;
let clock: SystemClock;
let exports: ExportWorld;

beforeAll(async () => {
  context = await ExportContext.open();
  ({ tenants: world, clock } = context);
});
afterAll(() => context.close());
beforeEach(async () => {
  exports = await context.anew();
});

describe('a writer', () => {
  it('takes turns: a long export does not hold a short one up', async () => {
    await exports.calls(world.acme, 8);
    const long = await exports.request(world.acme);
    const short = await exports.request(world.globex, { filter: { wacid: 'none' } });
    const by = exports.writer();
    for (let turns = 0; turns < 2; turns += 1) await exports.turn(by);
    expect((await exports.viewOf(world.globex, short)).state).not.toBe('QUEUED');
    expect((await exports.viewOf(world.acme, long)).state).toBe('RUNNING');
  });

  it('that dies is followed by another, and the file has each call once', async () => {
    const mine = await exports.calls(world.acme, 9);
    const filter = { from: new Date(clock.nowMs() - MINUTE_MS) };
    const id = await exports.request(world.acme, { filter });
    await exports.turn();
    // It has stored its part and never comes to say so: what a killed process leaves behind.
    let die: (error: Error) => void = () => undefined;
    exports.store.before = () => new Promise((_resolve, reject) => (die = reject));
    const dying = exports.turn();
    await eventually(async () => (await context.partsOf(id)).length === 2);
    exports.store.before = () => Promise.resolve();
    expect(await exports.turn()).toBe(false);
    clock.setOffset(61_000);
    expect(await exports.work()).toBeGreaterThan(0);
    die(new Error('too late'));
    await dying;
    expect((await exports.viewOf(world.acme, id)).state).toBe('DONE');
    const wacids = await exports.wacidsOf(world.acme, id);
    expect(wacids.slice(-mine.length)).toEqual(mine);
    expect(new Set(wacids).size).toBe(wacids.length);
  });

  it('that ends gives its turn back at once', async () => {
    await exports.calls(world.acme, 4);
    const id = await exports.request(world.acme);
    const closing = new AbortController();
    const ending = exports.writer((_worked, signal) => {
      closing.abort();
      signal.throwIfAborted();
      return Promise.resolve();
    });
    await ending.turn(closing.signal);
    expect(await exports.viewOf(world.acme, id)).toMatchObject({ state: 'RUNNING', rowCount: 0 });
    expect(await exports.turn()).toBe(true);
  });

  it('tries again ever later, then gives up and leaves nothing behind', async () => {
    const id = await exports.request(world.acme);
    exports.store.before = () => Promise.reject(new Error('the store is away'));
    const at = [0, 5, 15, 35, 75, 155];
    for (const [index, seconds] of at.entries()) {
      clock.setOffset(seconds * 1000 - 1000 + index);
      if (index > 0) expect(await exports.turn()).toBe(false);
      clock.setOffset(seconds * 1000 + 2000);
      expect(await exports.turn()).toBe(true);
    }
    expect(await exports.viewOf(world.acme, id)).toMatchObject({ state: 'FAILED', link: null });
    expect(await exports.turn()).toBe(false);
    await exports.eraser.execute();
    expect(await context.partsOf(id)).toEqual([]);
    expect((await exports.viewOf(world.acme, id)).state).toBe('FAILED');
  });
});

/** Who was told what of an export. */
const told = (id: string) =>
  ownerQuery<{ tenant_id: string; event_type: string; payload: Record<string, unknown> }>(
    `select tenant_id, event_type, payload from message where payload ->> 'exportId' = $1`,
    [encodeId('callExport', id)],
  );

describe('the end of an export', () => {
  it('is told to its tenant alone, once', async () => {
    await exports.calls(world.acme, 3);
    const id = await exports.request(world.acme);
    await exports.work();
    const { rowCount, sizeBytes, expiresAt } = await exports.viewOf(world.acme, id);
    expect(await told(id)).toEqual([
      {
        tenant_id: world.acme.tenantId,
        event_type: 'call_export.done',
        payload: {
          exportId: encodeId('callExport', id),
          format: 'JSONL',
          state: 'DONE',
          rows: rowCount,
          bytes: sizeBytes,
          expiresAt: expiresAt!.toISOString(),
        },
      },
    ]);
  });

  it('is told when it was given up, and not before', async () => {
    await exports.calls(world.globex, 1);
    const id = await exports.request(world.globex);
    exports.store.before = () => Promise.reject(new Error('the store is away'));
    for (const seconds of [0, 6, 17, 38, 79, 160]) {
      expect(await told(id)).toEqual([]);
      clock.setOffset(seconds * 1000 + 1000);
      expect(await exports.turn()).toBe(true);
    }
    expect(await told(id)).toMatchObject([
      {
        tenant_id: world.globex.tenantId,
        event_type: 'call_export.failed',
        payload: { state: 'FAILED', expiresAt: null },
      },
    ]);
  });
});

describe('an export that is canceled', () => {
  it('is written no further, makes room for another, and leaves nothing behind', async () => {
    await exports.calls(world.acme, 8);
    const ids = [];
    for (let n = 0; n < 5; n += 1) ids.push(await exports.request(world.acme));
    await expect(exports.request(world.acme)).rejects.toThrow('too_many');
    const id = ids[0]!;
    await exports.turn();
    expect((await exports.viewOf(world.acme, id)).state).toBe('RUNNING');

    await exports.cancel(world.acme, id);
    await exports.cancel(world.acme, id);
    expect(await exports.viewOf(world.acme, id)).toMatchObject({ state: 'CANCELED', link: null });
    await exports.request(world.acme);
    for (const other of ids.slice(1)) await exports.cancel(world.acme, other);
    await exports.work();
    expect((await exports.viewOf(world.acme, id)).state).toBe('CANCELED');
    clock.setOffset(MINUTE_MS + 1000);
    await exports.eraser.execute();
    expect(await context.partsOf(id)).toEqual([]);
    expect((await exports.viewOf(world.acme, id)).state).toBe('CANCELED');
  });

  it('while a part of it is stored has that part taken back', async () => {
    await exports.calls(world.acme, 1);
    const id = await exports.request(world.acme);
    exports.store.before = () => exports.cancel(world.acme, id);
    await exports.turn();
    expect(await exports.viewOf(world.acme, id)).toMatchObject({ state: 'CANCELED', rowCount: 0 });
    expect(exports.store.files.size).toBe(0);
  });

  it('was not finished, and is the tenant’s: others stay as they are', async () => {
    const id = await exports.request(world.acme);
    await expect(exports.cancel(world.globex, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await exports.work();
    await exports.cancel(world.acme, id);
    const view = await exports.viewOf(world.acme, id);
    expect([view.state, view.link === null]).toEqual(['DONE', false]);
  });
});

it('calls wait when an event of one was not worked off for a second', async () => {
  // Of calls that other tests have left behind in this database.
  await ownerQuery(`update inbox_event set processed_at = $1 where processed_at is null`, [
    clock.now(),
  ]);
  expect(await exports.due.doCallsWait()).toBe(false);
  const { tenantId } = world.acme;
  await ownerQuery(
    `insert into inbox_event (tenant_id, id, call_id, source, kind, payload, occurred_at, received_at)
     select $1, gen.id, gen.id, 'META', 'calls.connect', '{}', $3, $3 from (select $2::uuid as id) gen`,
    [tenantId, await exports.request(world.acme), clock.now()],
  );
  expect(await exports.due.doCallsWait()).toBe(false);
  clock.setOffset(1500);
  expect(await exports.due.doCallsWait()).toBe(true);
  // One that is stuck for good stops nothing for good.
  clock.setOffset(6 * MINUTE_MS);
  expect(await exports.due.doCallsWait()).toBe(false);
});
