import { describe, expect, it } from '@jest/globals';
import { type CommandReply, type MediaCommand, Refusal } from '#patchbay/rpc';
import { CallCommands } from '../testing/commands.js';
import { AnsweredCommands } from './answered-commands.js';

function counting(replies: (() => Promise<CommandReply>)[]) {
  const answered = new AnsweredCommands();
  let runs = 0;
  return {
    ask: (command: MediaCommand) =>
      answered.once(command, () => {
        runs += 1;
        return replies[Math.min(runs, replies.length) - 1]!();
      }),
    runs: () => runs,
  };
}

const commit = new CallCommands().make({ kind: 'session.commit' });
const result = (n: number) => () => Promise.resolve({ result: n });
const refusal = (code: 'FULL' | 'NO_SESSION') => () =>
  Promise.resolve({ refusal: new Refusal(code) });

describe('AnsweredCommands', () => {
  it('runs a command once and gives the same answer to its repeats', async () => {
    const { ask, runs } = counting([result(1), result(2)]);
    const answers = await Promise.all([ask(commit), ask(commit)]);
    expect([...answers, await ask(commit)]).toEqual([{ result: 1 }, { result: 1 }, { result: 1 }]);
    expect(runs()).toBe(1);
  });

  it('keeps a refusal too', async () => {
    const { ask, runs } = counting([refusal('NO_SESSION'), result(2)]);
    await ask(commit);
    await expect(ask(commit)).resolves.toHaveProperty('refusal');
    expect(runs()).toBe(1);
  });

  it('tries again what was refused for want of room, and what broke', async () => {
    const { ask, runs } = counting([
      refusal('FULL'),
      () => Promise.reject(new Error('bug')),
      result(3),
    ]);
    await ask(commit);
    await expect(ask(commit)).rejects.toThrow('bug');
    await expect(ask(commit)).resolves.toEqual({ result: 3 });
    expect(runs()).toBe(3);
  });

  it('never shows one call the answer of another, whatever id it was given', async () => {
    const { ask, runs } = counting([result(1), result(2)]);
    await ask(commit);
    const { commandId } = commit;
    const other = new CallCommands().make({ kind: 'session.commit' }, { commandId });
    await expect(ask(other)).resolves.toEqual({ result: 2 });
    expect(runs()).toBe(2);
  });

  it('remembers a bounded number', async () => {
    const { ask, runs } = counting([result(1)]);
    await ask(commit);
    for (let i = 0; i < 6000; i += 1) await ask({ ...commit, commandId: `c${i}` });
    await ask(commit);
    expect(runs()).toBe(6002);
  });
});
