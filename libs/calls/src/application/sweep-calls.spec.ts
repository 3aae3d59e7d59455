import { describe, expect, it } from '@jest/globals';
import { createLogger } from '#patchbay/kernel';
import type { NodeRecord } from '#patchbay/state';
import type { CallOnNode, OverlookedCalls } from '../persistence/sweep.repository.js';
import type { OwnersAnswer } from './media-owners.js';
import { SweepCalls } from './sweep-calls.js';

const NODE: NodeRecord = {
  nodeId: 'media-1',
  bootId: 'boot-1',
  url: 'http://media-1',
  region: 'test',
  load: 1,
  capacity: 10,
};
const ONE: CallOnNode = {
  tenantId: 'acme',
  callId: 'call-1',
  bootId: 'boot-1',
  nodeUrl: 'http://media-1',
};
const TWO: CallOnNode = { ...ONE, tenantId: 'globex', callId: 'call-2' };

/** One node with two tenants' calls; what the registry and the node say is told by the test. */
function world(calls: readonly CallOnNode[] = [ONE, TWO]) {
  let nowMs = 0;
  const said = {
    announced: [] as NodeRecord[] | undefined,
    answer: { kind: 'answered', gone: [] } as OwnersAnswer,
  };
  const lost: string[] = [];
  let asked = 0;
  const overlooked = {
    whileLeading: (sweep: (of: OverlookedCalls) => Promise<void>) =>
      sweep(overlooked as unknown as OverlookedCalls),
    find: () => Promise.resolve([]),
    nodesInUse: () => Promise.resolve(['media-1']),
    onNode: () => Promise.resolve(calls.filter(({ callId }) => !lost.includes(callId))),
  };
  const sweep = new SweepCalls({
    overlooked: overlooked as unknown as OverlookedCalls,
    pump: { work: () => Promise.resolve(undefined) },
    nodes: { all: () => Promise.resolve(said.announced) },
    owners: {
      ask: () => {
        asked += 1;
        return Promise.resolve(said.answer);
      },
    },
    media: {
      loseNode: (_tenant, callId) => {
        lost.push(callId);
        return Promise.resolve();
      },
    },
    logger: createLogger({ name: 'test', level: 'silent' }),
    monotonicMs: () => nowMs,
  });
  return {
    said,
    lost,
    asked: () => asked,
    /** Sweeps four times a second for so long. */
    pass: async (seconds: number) => {
      for (let i = 0; i < seconds * 4; i += 1) {
        await sweep.execute();
        nowMs += 250;
      }
    },
  };
}

describe('a media node that is not announced', () => {
  it('keeps its calls for as long as it answers for them, and is asked once a second', async () => {
    const { pass, lost, asked } = world();
    await pass(60);
    expect([lost, asked()]).toEqual([[], 60]);
  });

  it('loses the calls that it says it does not hold, and no others', async () => {
    const { said, pass, lost } = world();
    said.answer = { kind: 'answered', gone: [TWO] };
    await pass(0.5);
    expect(lost).toEqual(['call-2']);
  });

  it('is dead when it has not answered for six seconds', async () => {
    const { said, pass, lost } = world();
    said.answer = { kind: 'silent', gone: [] };
    await pass(6);
    expect(lost).toEqual([]);
    await pass(1);
    expect(lost).toEqual(['call-1', 'call-2']);
  });

  it('is dead six seconds after its last answer', async () => {
    const { said, pass, lost } = world();
    await pass(10);
    said.answer = { kind: 'away', gone: [] };
    await pass(5);
    expect(lost).toEqual([]);
    await pass(2);
    expect(lost).toEqual(['call-1', 'call-2']);
  });

  it('is not dead while nobody can read the registry', async () => {
    const { said, pass, lost, asked } = world();
    said.answer = { kind: 'silent', gone: [] };
    said.announced = undefined;
    await pass(20);
    expect([lost, asked()]).toEqual([[], 0]);
  });

  it('begins its six seconds anew when it was announced meanwhile', async () => {
    const { said, pass, lost } = world();
    said.answer = { kind: 'silent', gone: [] };
    await pass(5);
    said.announced = [NODE];
    await pass(1);
    said.announced = [];
    await pass(5);
    expect(lost).toEqual([]);
  });
});

describe('a media node whose name another process has announced', () => {
  const RENEWED = { ...NODE, bootId: 'boot-2' };

  it('keeps its calls while it answers for them', async () => {
    const { said, pass, lost } = world();
    said.announced = [RENEWED];
    await pass(20);
    expect(lost).toEqual([]);
  });

  it('loses them at once when nobody is at its address', async () => {
    const { said, pass, lost } = world();
    said.announced = [RENEWED];
    said.answer = { kind: 'away', gone: [] };
    await pass(0.25);
    expect(lost).toEqual(['call-1', 'call-2']);
  });

  it('loses them after six seconds when somebody is there and says nothing', async () => {
    const { said, pass, lost } = world();
    said.announced = [RENEWED];
    said.answer = { kind: 'silent', gone: [] };
    await pass(5);
    expect(lost).toEqual([]);
    await pass(2);
    expect(lost).toEqual(['call-1', 'call-2']);
  });

  it('loses them at once where its address was not kept yet', async () => {
    const { said, pass, lost, asked } = world([{ ...ONE, nodeUrl: null }]);
    said.announced = [RENEWED];
    await pass(0.25);
    expect([lost, asked()]).toEqual([['call-1'], 0]);
  });
});

describe('a media node that is announced', () => {
  it('is not asked', async () => {
    const { said, pass, lost, asked } = world();
    said.announced = [NODE];
    await pass(10);
    expect([lost, asked()]).toEqual([[], 0]);
  });
});
