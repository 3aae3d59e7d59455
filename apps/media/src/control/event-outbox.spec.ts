import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createLogger } from '#patchbay/kernel';
import { type MediaEvent, RpcError } from '#patchbay/rpc';
import { anEvent } from '../testing/commands.js';
import { EventOutbox } from './event-outbox.js';

const logger = createLogger({ name: 'test', level: 'silent' });

function outboxThat(deliver: (events: MediaEvent[]) => Promise<void>): {
  outbox: EventOutbox;
  batches: number[][];
} {
  const batches: number[][] = [];
  const outbox = new EventOutbox({
    logger,
    deliver: (events) => {
      batches.push(events.map(({ seq }) => seq));
      return deliver(events);
    },
  });
  return { outbox, batches };
}

function push(outbox: EventOutbox, from: number, to: number): void {
  for (let seq = from; seq <= to; seq += 1) outbox.push(anEvent(seq));
}

const accepts = (): Promise<void> => Promise.resolve();

describe('EventOutbox', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('gathers events for ten milliseconds', async () => {
    const { outbox, batches } = outboxThat(accepts);
    push(outbox, 1, 2);
    await jest.advanceTimersByTimeAsync(9);
    expect(batches).toEqual([]);
    push(outbox, 3, 3);
    await jest.advanceTimersByTimeAsync(1);
    expect(batches).toEqual([[1, 2, 3]]);
    expect(outbox.size).toBe(0);
  });

  it('sends fifty at once and the rest right after', async () => {
    const { outbox, batches } = outboxThat(accepts);
    push(outbox, 1, 60);
    await jest.advanceTimersByTimeAsync(1);
    expect(batches.map((batch) => batch.length)).toEqual([50, 10]);
  });

  it('keeps what was not acknowledged, in order, and backs off', async () => {
    let isUp = false;
    const { outbox, batches } = outboxThat(() =>
      isUp ? Promise.resolve() : Promise.reject(new RpcError('UNREACHABLE', { executed: 'no' })),
    );
    push(outbox, 1, 2);
    await jest.advanceTimersByTimeAsync(20_000);
    expect(batches.length).toBeGreaterThan(5);
    expect(batches.length).toBeLessThan(25);
    push(outbox, 3, 3);
    isUp = true;
    await jest.advanceTimersByTimeAsync(5000);
    expect(batches.at(-1)).toEqual([1, 2, 3]);
    expect(outbox.size).toBe(0);
  });

  it('has one batch under way at a time', async () => {
    let finish: (() => void) | undefined;
    const { outbox, batches } = outboxThat(() => new Promise((resolve) => (finish = resolve)));
    push(outbox, 1, 1);
    await jest.advanceTimersByTimeAsync(10);
    push(outbox, 2, 2);
    await jest.advanceTimersByTimeAsync(1000);
    expect(batches).toEqual([[1]]);
    finish?.();
    await jest.advanceTimersByTimeAsync(10);
    expect(batches).toEqual([[1], [2]]);
  });

  it('drops the one event that signalling cannot read, not its neighbours', async () => {
    const { outbox, batches } = outboxThat((events) =>
      events.some(({ seq }) => seq === 2)
        ? Promise.reject(new RpcError('BAD_REQUEST', { executed: 'no' }))
        : Promise.resolve(),
    );
    push(outbox, 1, 3);
    await jest.advanceTimersByTimeAsync(1000);
    expect(batches).toEqual([[1, 2, 3], [1], [2, 3], [2], [3]]);
    expect(outbox.size).toBe(0);
  });

  it('delivers its last events when it closes', async () => {
    const { outbox, batches } = outboxThat(accepts);
    push(outbox, 1, 3);
    await outbox.close(1000);
    expect(batches).toEqual([[1, 2, 3]]);
    push(outbox, 4, 4);
    await jest.advanceTimersByTimeAsync(1000);
    expect(batches).toHaveLength(1);
  });

  it('gives up at the end of the time it was given', async () => {
    const { outbox } = outboxThat(() => new Promise(() => undefined));
    push(outbox, 1, 1);
    const closed = outbox.close(1000);
    await jest.advanceTimersByTimeAsync(1200);
    await closed;
    expect(jest.getTimerCount()).toBe(0);
  });
});
