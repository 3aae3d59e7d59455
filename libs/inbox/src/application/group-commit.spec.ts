import { describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { GroupCommit, type GroupLimits, IngestBusy } from './group-commit.js';

const POISON = 'poison';
const DOWN = new Error('the database is down');

/** A disk that notes what it was given, and finishes a group when the test says so. */
class Disk {
  readonly groups: string[][] = [];
  readonly #finish: (() => void)[] = [];
  isDown = false;

  readonly commit = async (items: readonly string[]): Promise<void> => {
    this.groups.push([...items]);
    await new Promise<void>((resolve) => this.#finish.push(resolve));
    if (this.isDown) throw DOWN;
    if (items.includes(POISON)) throw new TypeError('of one');
  };

  async hasTaken(groups: number): Promise<void> {
    await eventually(() => this.groups.length >= groups);
  }

  finishOne(): void {
    this.#finish.shift()?.();
  }

  /** Finishes groups until all are settled. */
  async finishAll(promises: readonly Promise<unknown>[]): Promise<PromiseSettledResult<unknown>[]> {
    const timer = setInterval(() => {
      this.finishOne();
    }, 1);
    return Promise.allSettled(promises).finally(() => {
      clearInterval(timer);
    });
  }
}

function groupOn(disk: Disk, limits: Partial<GroupLimits> = {}): GroupCommit<string> {
  return new GroupCommit<string>({
    limits: { waitMs: 2, size: 100, bytes: 1000, atOnce: 1, waiting: 100, ...limits },
    commit: disk.commit,
    isFaultOfOne: (error) => error instanceof TypeError,
    bytesOf: (item) => item.length,
  });
}

const addAll = (group: GroupCommit<string>, items: readonly string[]) =>
  items.map((item) => group.add(item));

describe('GroupCommit', () => {
  it('commits together what comes within the wait', async () => {
    const disk = new Disk();
    await disk.finishAll(addAll(groupOn(disk), ['a', 'b', 'c']));
    expect(disk.groups).toEqual([['a', 'b', 'c']]);
  });

  it('tells nobody before the commit', async () => {
    const disk = new Disk();
    const told: string[] = [];
    const adding = groupOn(disk)
      .add('a')
      .then(() => told.push('a'));
    await disk.hasTaken(1);
    expect([disk.groups, told]).toEqual([[['a']], []]);
    disk.finishOne();
    await adding;
    expect(told).toEqual(['a']);
  });

  it('gathers while as many groups as may be are under way, and no longer', async () => {
    const disk = new Disk();
    const group = groupOn(disk, { waitMs: 0, atOnce: 2 });
    const first = group.add('a');
    await disk.hasTaken(1);
    const second = group.add('b');
    await disk.hasTaken(2);
    const rest = addAll(group, ['c', 'd', 'e']);
    expect(disk.groups).toEqual([['a'], ['b']]);
    await disk.finishAll([first, second, ...rest]);
    expect(disk.groups).toEqual([['a'], ['b'], ['c', 'd', 'e']]);
  });

  it('makes nobody wait for others while nothing is under way', async () => {
    const disk = new Disk();
    const group = groupOn(disk, { waitMs: 60_000, atOnce: 2 });
    const alone = group.add('a');
    await disk.hasTaken(1);
    const waiting = addAll(group, ['b', 'c']);
    expect(disk.groups).toEqual([['a']]);
    disk.finishOne();
    await alone;
    await disk.hasTaken(2);
    expect(disk.groups).toEqual([['a'], ['b', 'c']]);
    await disk.finishAll(waiting);
  });

  it('does not wait for more than fit into a group, by number and by bytes', async () => {
    const disk = new Disk();
    const full = groupOn(disk, { waitMs: 60_000, size: 2 });
    await disk.finishAll(addAll(full, ['a', 'b']));
    expect(disk.groups).toEqual([['a', 'b']]);

    const heavy = new Disk();
    const big = 'x'.repeat(1200);
    await heavy.finishAll(addAll(groupOn(heavy), ['a'.repeat(600), 'b'.repeat(600), big]));
    expect(heavy.groups.map((items) => items.map((item) => item[0]))).toEqual([
      ['a'],
      ['b'],
      ['x'],
    ]);
  });

  it('leaves the one alone that cannot be kept, and keeps all others', async () => {
    const disk = new Disk();
    const items = Array.from({ length: 32 }, (_, index) =>
      index === 9 ? POISON : `item ${index}`,
    );
    const results = await disk.finishAll(addAll(groupOn(disk), items));
    expect(results.map(({ status }) => status === 'fulfilled')).toEqual(
      items.map((item) => item !== POISON),
    );
    // Halves, not one by one: 32 once, then two groups on each of five levels.
    expect(disk.groups).toHaveLength(11);
  });

  it('tells everybody when it is nobody’s own fault, with one try', async () => {
    const disk = new Disk();
    disk.isDown = true;
    const results = await disk.finishAll(addAll(groupOn(disk), ['a', 'b', 'c']));
    expect(results).toEqual(['a', 'b', 'c'].map(() => ({ status: 'rejected', reason: DOWN })));
    expect(disk.groups).toHaveLength(1);
  });

  it('sends away whom it has no place for, and who comes after closing', async () => {
    const disk = new Disk();
    const group = groupOn(disk, { waiting: 2 });
    const taken = addAll(group, ['a', 'b']);
    await expect(group.add('c')).rejects.toThrow(IngestBusy);
    const closing = group.close();
    await expect(group.add('d')).rejects.toThrow(IngestBusy);
    await disk.finishAll([...taken, closing]);
    expect(disk.groups).toEqual([['a', 'b']]);
  });
});
