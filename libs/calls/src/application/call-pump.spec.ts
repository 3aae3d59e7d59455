import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { TenantDatabase } from '#patchbay/database';
import { createLogger, SystemClock } from '#patchbay/kernel';
import type { AdvanceCall } from './advance-call.js';
import { CallPump } from './call-pump.js';
import type { GraphEffects } from './graph-effects.js';
import type { MediaEffects } from './media-effects.js';

/** Drains that last until `finish`, and how many there are. */
class SlowDrains {
  underWay = 0;
  most = 0;
  done = 0;
  readonly #finish: (() => void)[] = [];

  async execute(): Promise<{ call: undefined; claimed: undefined }> {
    this.underWay += 1;
    this.most = Math.max(this.most, this.underWay);
    await new Promise<void>((resolve) => this.#finish.push(resolve));
    this.underWay -= 1;
    this.done += 1;
    return { call: undefined, claimed: undefined };
  }

  finish(): void {
    for (const finish of this.#finish.splice(0)) finish();
  }
}

function pumpOver(drains: SlowDrains, connections: number): CallPump {
  return new CallPump({
    advance: drains as unknown as AdvanceCall,
    database: { connections } as TenantDatabase,
    clock: new SystemClock(),
    logger: createLogger({ name: 'test', level: 'silent' }),
    graph: {} as GraphEffects,
    media: {} as MediaEffects,
  });
}

async function finishAll(drains: SlowDrains, count: number): Promise<void> {
  while (drains.done < count) {
    drains.finish();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('the pump of calls', () => {
  it.each([
    [10, 6],
    [1, 1],
  ])('of %i connections takes at most %i, however many calls have news', async (all, most) => {
    const drains = new SlowDrains();
    const pump = pumpOver(drains, all);
    for (let i = 0; i < 200; i += 1) pump.start(randomUUID(), randomUUID());
    await finishAll(drains, 200);
    expect(drains.most).toBe(most);
    await pump.close();
  });

  it('drains one call once at a time', async () => {
    const drains = new SlowDrains();
    const pump = pumpOver(drains, 10);
    const [tenantId, callId] = [randomUUID(), randomUUID()];
    for (let i = 0; i < 5; i += 1) pump.start(tenantId, callId);
    await finishAll(drains, 5);
    expect(drains.most).toBe(1);
    await pump.close();
  });
});
