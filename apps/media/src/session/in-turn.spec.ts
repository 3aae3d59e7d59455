import { describe, expect, it } from '@jest/globals';
import { InTurn } from './in-turn.js';

describe('InTurn', () => {
  it('runs tasks of one key one after the other, also after a failure', async () => {
    const turns = new InTurn();
    const log: string[] = [];
    const task =
      (name: string, fails = false) =>
      async () => {
        log.push(`${name} begins`);
        await Promise.resolve();
        log.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      };
    const first = turns.run('a', task('1', true));
    const second = turns.run('a', task('2'));
    await expect(first).rejects.toThrow('1');
    await expect(second).resolves.toBe('2');
    expect(log).toEqual(['1 begins', '1 ends', '2 begins', '2 ends']);
  });

  it('does not let one key wait for another', async () => {
    const turns = new InTurn();
    void turns.run('a', () => new Promise(() => undefined));
    await expect(turns.run('b', () => Promise.resolve('done'))).resolves.toBe('done');
  });
});
