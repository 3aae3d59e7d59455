import { describe, expect, it } from '@jest/globals';
import type { DispatchInboxEvents } from '#patchbay/inbox';
import { createLogger } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import type { WorkerConfig } from '../worker.config.js';
import { InboxRunner } from './inbox-runner.js';

const logger = createLogger({ name: 'test', level: 'silent' });

/** A runner whose turns end when they are told to, and what it has begun. */
function aRunner(atOnce: number) {
  const begun: string[] = [];
  const underWay = new Map<string, { end: (hasMore: boolean) => void; signal: AbortSignal }>();
  const dispatch = {
    execute: (tenantId: string, signal: AbortSignal) => {
      begun.push(tenantId);
      return new Promise<boolean>((end) => underWay.set(tenantId, { end, signal }));
    },
  };
  const runner = new InboxRunner(
    dispatch as unknown as DispatchInboxEvents,
    { INBOX_CONCURRENCY: atOnce } as WorkerConfig,
    logger,
  );
  const end = (tenantId: string, hasMore = false): void => {
    underWay.get(tenantId)?.end(hasMore);
  };
  return { runner, begun, underWay, end };
}

describe('InboxRunner', () => {
  it('sees to a few tenants at once, and to the next when one is done', async () => {
    const { runner, begun, end } = aRunner(2);
    for (const tenantId of ['acme', 'globex', 'initech', 'umbrella']) runner.start(tenantId);
    expect(begun).toEqual(['acme', 'globex']);
    end('globex');
    await eventually(() => begun.length === 3);
    expect(begun).toEqual(['acme', 'globex', 'initech']);
  });

  it('is at a tenant once, and comes back to one who was told of meanwhile or has more', async () => {
    const { runner, begun, end } = aRunner(2);
    runner.start('acme');
    runner.start('acme');
    expect(begun).toEqual(['acme']);
    end('acme', true);
    await eventually(() => begun.length === 2);
    end('acme');
    runner.start('globex');
    await eventually(() => begun.length === 3);
    expect(begun).toEqual(['acme', 'acme', 'globex']);
  });

  it('ends after what is under way, and begins nothing more', async () => {
    const { runner, begun, underWay, end } = aRunner(1);
    runner.start('acme');
    runner.start('globex');
    const closing = runner.onModuleDestroy();
    expect(underWay.get('acme')?.signal.aborted).toBe(true);
    end('acme', true);
    await closing;
    runner.start('initech');
    expect(begun).toEqual(['acme']);
  });
});
