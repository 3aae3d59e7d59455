import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { metrics, type SystemClock } from '#patchbay/kernel';
import { ownerQuery } from '../../../../test/support/owner-query.js';
import type { TwoTenants } from '../../../../test/support/two-tenants.js';
import { ExportContext } from '../testing/export-context.js';
import type { ExportWorld } from '../testing/export-world.js';

const DAY_MS = 86_400_000;

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

describe('the file of an export', () => {
  it('is deleted after its days, with what dead processes left of it and its key; others stay', async () => {
    await exports.calls(world.acme, 3);
    const id = await exports.request(world.acme);
    exports.store.before = () => Promise.reject(new Error('once'));
    await exports.turn();
    exports.store.before = () => Promise.resolve();
    clock.setOffset(10_000);
    await exports.work();
    clock.setOffset(DAY_MS);
    const young = await exports.request(world.globex);
    await exports.work();
    const { link } = await exports.viewOf(world.acme, id);
    clock.setOffset(7 * DAY_MS + 5000);
    expect(await exports.eraser.execute()).toBe(0);
    clock.setOffset(7 * DAY_MS + 15_000);
    expect(await exports.viewOf(world.acme, id)).toMatchObject({ link: null });
    expect(await exports.eraser.execute()).toBe(1);
    expect(await exports.viewOf(world.acme, id)).toMatchObject({ state: 'EXPIRED', link: null });
    expect(await exports.read.open({ ...link!, until: new Date(link!.until) })).toBeUndefined();
    expect(await context.partsOf(id)).toEqual([]);
    expect(
      [...exports.store.files.keys()].every((key) => key.includes(world.globex.tenantId)),
    ).toBe(true);
    expect((await exports.viewOf(world.globex, young)).link).not.toBeNull();
    const [row] = await ownerQuery(`select key_sealed from call_export where id = $1`, [id]);
    expect(row).toEqual({ key_sealed: null });
  });
});

const erasedAs = async (outcome: string): Promise<number> => {
  const counter = metrics.getSingleMetric('patchbay_call_files_erased_total');
  const { values = [] } = (await counter?.get()) ?? {};
  const of = values.find(({ labels }) => labels.kind === 'export' && labels.outcome === outcome);
  return of?.value ?? 0;
};

it('a file that cannot be deleted keeps no other, is counted, and goes when it can', async () => {
  for (const tenant of [world.acme, world.globex]) await exports.calls(tenant, 1);
  const ids = [await exports.request(world.acme), await exports.request(world.globex)];
  await exports.work();
  const [stuck] = [...exports.store.files.keys()];
  exports.store.stuck.add(stuck!);
  const before = { erased: await erasedAs('erased'), failed: await erasedAs('failed') };
  clock.setOffset(7 * DAY_MS + 5000);
  expect(await exports.eraser.execute()).toBe(1);
  expect(await erasedAs('erased')).toBe(before.erased + 1);
  expect(await erasedAs('failed')).toBe(before.failed + 1);
  expect(exports.store.files.has(stuck!)).toBe(true);
  exports.store.stuck.clear();
  expect(await exports.eraser.execute()).toBe(1);
  expect(exports.store.files.size).toBe(0);
  const states = await ownerQuery(`select state from call_export where id = any($1::uuid[])`, [
    ids,
  ]);
  expect(states).toEqual([{ state: 'EXPIRED' }, { state: 'EXPIRED' }]);
});
