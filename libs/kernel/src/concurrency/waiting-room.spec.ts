import { describe, expect, it } from '@jest/globals';
import { eventually } from '../testing/index.js';
import { WaitingRoom } from './waiting-room.js';

const roomOf = (places: number, patienceMs = 60_000): WaitingRoom =>
  new WaitingRoom({ name: 'test', places, patienceMs });

/** Work that is at work until it is told to end. */
function work() {
  let end = (): void => undefined;
  const isOver = new Promise<void>((resolve) => {
    end = resolve;
  });
  const started: string[] = [];
  const run = (name: string) => () => {
    started.push(name);
    return isOver.then(() => name);
  };
  return {
    run,
    started,
    end: () => {
      end();
    },
  };
}

describe('a waiting room', () => {
  it('serves so many at a time, and the others in the order in which they came', async () => {
    const room = roomOf(2);
    const [first, later] = [work(), work()];
    const served = [room.with(first.run('a')), room.with(first.run('b'))];
    const waiting = [
      room.with(later.run('c')),
      room.with(later.run('d')),
      room.with(later.run('e')),
    ];
    await eventually(() => first.started.length === 2);
    expect([first.started, later.started]).toEqual([['a', 'b'], []]);
    first.end();
    expect(await Promise.all(served)).toEqual(['a', 'b']);
    later.end();
    expect(await Promise.all(waiting)).toEqual(['c', 'd', 'e']);
    expect(later.started).toEqual(['c', 'd', 'e']);
  });

  it('tells who waits too long to come again, and does nothing for them', async () => {
    const room = roomOf(1, 10);
    const [first, later] = [work(), work()];
    const served = room.with(first.run('first'));
    await expect(room.with(later.run('impatient'))).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      args: { retryAfterSeconds: 1 },
    });
    first.end();
    await served;
    later.end();
    expect(await room.with(later.run('back'))).toBe('back');
    expect(later.started).toEqual(['back']);
  });

  it('lets others in while one is outside, who then comes before those who wait', async () => {
    const room = roomOf(1);
    const [errand, next, last] = [work(), work(), work()];
    const order: string[] = [];
    const one = room.with(async () => {
      await room.outside(errand.run('errand'));
      order.push('back');
    });
    const two = room.with(next.run('two')).then(() => order.push('two'));
    const three = room.with(last.run('three')).then(() => order.push('three'));
    await eventually(() => next.started.length === 1);
    errand.end();
    last.end();
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual([]);
    next.end();
    await Promise.all([one, two, three]);
    expect(order.indexOf('back')).toBeLessThan(order.indexOf('three'));
  });

  it('gives the place to the next when work fails', async () => {
    const room = roomOf(1);
    const failing = room.with(() => Promise.reject(new Error('no')));
    const next = room.with(() => Promise.resolve('next'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('next');
  });
});
