import { describe, expect, it } from '@jest/globals';
import { SystemClock, uuidv7 } from '#patchbay/kernel';
import { type MediaClient, RpcError } from '#patchbay/rpc';
import type { CallRecord } from '../persistence/call.repository.js';
import type { MediaContext } from './effect-context.js';
import { MediaEffects } from './media-effects.js';
import type { MediaNodes } from './media-nodes.js';

/** A node that answers nothing. */
const SILENT = {
  send: () => Promise.reject(new RpcError('TIMEOUT', { executed: 'unknown' })),
} as unknown as MediaClient;

/** A command that has waited for `ageMs`, tried `attempts` times. */
function command(clock: SystemClock, ageMs: number, attempts: number): MediaContext {
  const id = uuidv7(clock);
  clock.setOffset(clock.offsetMs + ageMs);
  const node = { nodeId: 'media-1', bootId: 'boot-1', url: 'http://media-1' };
  return {
    tenantId: '0199aa00-0000-7000-8000-000000000001',
    traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    call: { id: '0199aa00-0000-7000-8000-000000000002', node } as CallRecord,
    sdp: {},
    effect: {
      id,
      callId: '0199aa00-0000-7000-8000-000000000002',
      kind: 'media.open_gate',
      attempts,
      epoch: 1,
      deadlineAt: null,
      traceparent: null,
      isTakenOver: false,
    },
  };
}

describe('a command that a media node leaves unanswered', () => {
  it.each<[string, number, number, boolean]>([
    ['young: it is repeated', 1000, 9, false],
    ['for six seconds and often: the node is lost', 6500, 9, true],
    ['since an outage of ours, at its first try: it is repeated', 3_600_000, 1, false],
    ['since an outage of ours, at its fourth try: the node is lost', 3_600_000, 4, true],
  ])('%s', async (_what, ageMs, attempts, isLost) => {
    const clock = new SystemClock();
    const effects = new MediaEffects(SILENT, {} as MediaNodes, clock);
    const report = await effects.run(command(clock, ageMs, attempts));
    const kind = 'event' in report ? report.event.kind : undefined;
    expect([kind, 'retryAt' in report]).toEqual(isLost ? ['node_lost', false] : [undefined, true]);
  });
});
