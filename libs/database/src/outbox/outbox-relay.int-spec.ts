import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createLogger, loadConfig, systemTenantContext, uuidv7 } from '#patchbay/kernel';
import { eventually, FrozenClock } from '#patchbay/kernel/testing';
import { DatabasePools } from '../connection/database-pools.js';
import { databaseConfigSchema } from '../database.config.js';
import { SystemDatabase } from '../system-database.js';
import { TenantDatabase } from '../tenant-database.js';
import { publish } from './outbox.js';
import { OutboxRelay, type RelayedEvent } from './outbox-relay.js';

let pools: DatabasePools;
let topic: string;
const clock = new FrozenClock(Date.now());
const tenants = [uuidv7(clock), uuidv7(clock)];

beforeAll(async () => {
  const { database } = loadConfig({ database: databaseConfigSchema });
  pools = await DatabasePools.open(database, createLogger({ name: 'test', level: 'silent' }));
});
afterAll(async () => {
  await pools.close();
});
beforeEach(() => {
  topic = `test.${randomUUID()}`;
});

async function publishNumbers(...numbers: number[]): Promise<void> {
  for (const n of numbers) {
    const tenant = systemTenantContext(tenants[n % 2]!, 'test');
    await new TenantDatabase(pools).run(tenant, (tx) =>
      publish(tx, clock, { topic, payload: { n }, traceparent: null }),
    );
  }
}

const numberOf = (event: RelayedEvent): number => event.payload.n as number;
const aRelay = (): OutboxRelay => new OutboxRelay(new SystemDatabase(pools));

describe('OutboxRelay', () => {
  it('hands over each event once, with the tenant of its row', async () => {
    await publishNumbers(1, 2, 3);
    const seen: [number, string][] = [];
    const relay = aRelay();
    const deliver = (event: RelayedEvent) => {
      seen.push([numberOf(event), event.tenantId]);
      return Promise.resolve();
    };
    expect(await relay.relay([topic], 10, deliver)).toBe(3);
    expect(await relay.relay([topic], 10, deliver)).toBe(0);
    expect(seen).toEqual([
      [1, tenants[1]],
      [2, tenants[0]],
      [3, tenants[1]],
    ]);
  });

  it('lets bad events hold up no others, though they fill the limit', async () => {
    await publishNumbers(1, 2, 3, 4, 5);
    const seen: number[] = [];
    const relay = aRelay();
    const deliver = (event: RelayedEvent) => {
      if (numberOf(event) <= 3) return Promise.reject(new Error('bad'));
      seen.push(numberOf(event));
      return Promise.resolve();
    };
    expect(await relay.relay([topic], 3, deliver)).toBe(0);
    expect(await relay.relay([topic], 3, deliver)).toBe(2);
    expect(seen).toEqual([4, 5]);
  });

  it('tries a bad event again after a pause, and says how often it has failed', async () => {
    await publishNumbers(1);
    const failures: number[] = [];
    const relay = aRelay();
    const deliver = (event: RelayedEvent) => {
      failures.push(event.failures);
      return failures.length < 2 ? Promise.reject(new Error('bad')) : Promise.resolve();
    };
    await relay.relay([topic], 3, deliver);
    await relay.relay([topic], 3, deliver);
    expect(failures).toEqual([0]);
    await eventually(async () => (await relay.relay([topic], 3, deliver)) === 1);
    expect(failures).toEqual([0, 1]);
  });

  it('shares the work with another relay', async () => {
    await publishNumbers(1, 2, 3, 4, 5, 6);
    const seen: number[] = [];
    const deliver = (event: RelayedEvent) => {
      seen.push(numberOf(event));
      return new Promise<void>((resolve) => setImmediate(resolve));
    };
    const [one, two] = [aRelay(), aRelay()];
    const counts = await Promise.all([
      one.relay([topic], 3, deliver),
      two.relay([topic], 3, deliver),
    ]);
    expect(counts).toEqual([3, 3]);
    expect(seen.sort()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('does not wait for rows that another relay holds', async () => {
    await publishNumbers(1, 2, 3, 4, 5);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const seenBySlow: number[] = [];
    const slow = aRelay().relay([topic], 3, (event) => {
      seenBySlow.push(numberOf(event));
      return held;
    });
    await eventually(() => seenBySlow.length === 1);
    const seen: number[] = [];
    const quick = aRelay().relay([topic], 3, (event) => {
      seen.push(numberOf(event));
      return Promise.resolve();
    });
    const both = Promise.all([slow, quick]);
    try {
      await eventually(() => seen.length === 2);
    } finally {
      release();
      await both;
    }
    expect(await both).toEqual([3, 2]);
    expect([seenBySlow, seen]).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });
});
