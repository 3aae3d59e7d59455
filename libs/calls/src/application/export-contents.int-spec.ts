import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SystemClock } from '#patchbay/kernel';
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

describe('an export', () => {
  it('has every call of its tenant that fits once, oldest first, and none of another tenant', async () => {
    const from = clock.now();
    const mine = await exports.calls(world.acme, 7);
    const theirs = await exports.calls(world.globex, 3);
    const others = await exports.calls(world.acme, 2, { direction: 'BUSINESS_INITIATED' });
    // A call began before it was written down.
    const filter = {
      from: new Date(from.getTime() - MINUTE_MS),
      direction: 'USER_INITIATED',
    } as const;
    const [acme, globex] = [
      await exports.request(world.acme, { filter }),
      await exports.request(world.globex, { filter }),
    ];
    expect(await exports.viewOf(world.acme, acme)).toMatchObject({ state: 'QUEUED', link: null });
    expect(await exports.work()).toBeGreaterThan(2);
    expect(await exports.wacidsOf(world.acme, acme)).toEqual(mine);
    expect(await exports.wacidsOf(world.globex, globex)).toEqual(theirs);
    expect(await exports.viewOf(world.acme, acme)).toMatchObject({ state: 'DONE', rowCount: 7 });
    expect(others).toHaveLength(2);
    await expect(exports.viewOf(world.globex, acme)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('names number, consumer and payloads, as CSV with one head', async () => {
    const wacid = `wacid.csv-${clock.nowMs()}`;
    await exports.calls(world.acme, 1, {
      wacid,
      consumer: { waId: '254700000777' },
      facts: { offered: { atMs: 1, data: { ctaPayload: '=cmd|"x"', deeplinkPayload: null } } },
    });
    const id = await exports.request(world.acme, { filter: { wacid }, format: 'CSV' });
    await exports.work();
    const [head, line, end, ...more] = (await exports.fileOf(world.acme, id)).split('\r\n');
    expect([end, more]).toEqual(['', []]);
    expect(head).toMatch(/^id,wacid,direction,state,/);
    const { phoneNumberId, displayPhoneNumber } = world.acme.numbers[0]!;
    expect(line).toContain(`,${phoneNumberId},${displayPhoneNumber},254700000777,,,`);
    expect(line).toContain(`,"'=cmd|""x""",`);
    expect(line).toMatch(/,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,/);
    // What is in the store opens for nobody else.
    const kept = Buffer.concat([...exports.store.files.values()]).toString('latin1');
    expect(kept).not.toContain('254700000777');
    expect(kept).not.toContain('wacid');
  });

  it('finds a consumer under any of its ids, and is empty for one that nobody knows', async () => {
    const waId = `2547${String(clock.nowMs()).slice(-8)}`;
    const mine = await exports.calls(world.acme, 1, { consumer: { waId } });
    const known = await exports.request(world.acme, { filter: { consumer: { waId } } });
    const unknown = await exports.request(world.acme, { filter: { consumer: { waId: '1999' } } });
    await exports.work();
    expect(await exports.wacidsOf(world.acme, known)).toEqual(mine);
    expect(await exports.fileOf(world.acme, unknown)).toBe('');
    const rows = await ownerQuery(`select filter::text from call_export where id = $1`, [known]);
    expect(JSON.stringify(rows)).not.toContain(waId);
  });

  it('has the calls of the moment in which it was asked for', async () => {
    const id = await exports.request(world.acme);
    const late = await exports.calls(world.acme, 1);
    await exports.work();
    expect(await exports.wacidsOf(world.acme, id)).not.toEqual(expect.arrayContaining(late));
  });

  it('any stretch of its file can be had', async () => {
    await exports.calls(world.acme, 6);
    const id = await exports.request(world.acme);
    await exports.work();
    expect((await context.partsOf(id)).length).toBeGreaterThan(2);
    const whole = await exports.fileOf(world.acme, id);
    const opened = await exports.read.open((await exports.viewOf(world.acme, id)).link!);
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
