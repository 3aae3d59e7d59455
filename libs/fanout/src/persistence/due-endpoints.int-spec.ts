import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SystemDatabase } from '../../../database/src/system-database.js';
import { FanoutWorld } from '../testing/index.js';
import { DueEndpointsTable } from './due-endpoints.js';

let world: FanoutWorld;
let table: DueEndpointsTable;

beforeAll(async () => {
  world = await FanoutWorld.open();
  table = new DueEndpointsTable(new SystemDatabase(world.pools));
});
afterAll(async () => {
  await world.close();
});

describe('DueEndpointsTable', () => {
  it('finds the lanes of all tenants with due rows that nobody holds', async () => {
    const acme = await world.tenant();
    const globex = await world.tenant();
    const a = await world.endpoint(acme, 'http://127.0.0.1:9/');
    const b = await world.endpoint(globex, 'http://127.0.0.1:9/');
    const due = async () => {
      const mine = new Set([a.id, b.id]);
      const lanes = (await table.find(world.clock.now(), 500)).filter((lane) =>
        mine.has(lane.endpointId),
      );
      return lanes.map((lane) => `${lane.endpointId} ${lane.isLive}`).sort();
    };
    expect(await due()).toEqual([]);
    await world.message(acme);
    await world.message(acme);
    await world.message(globex, { isLive: true });
    expect(await due()).toEqual([`${a.id} false`, `${b.id} true`].sort());

    const later = new Date(world.clock.nowMs() + 1000);
    await world.tenantDatabase.run(acme, (tx) =>
      tx.execute(`update delivery_due set due_at = $1`, [later]),
    );
    await world.tenantDatabase.run(globex, (tx) =>
      tx.execute(`update delivery_due set lease_until = $1`, [later]),
    );
    expect(await due()).toEqual([]);
    world.clock.advance(1000);
    expect(await due()).toHaveLength(2);
  });
});
