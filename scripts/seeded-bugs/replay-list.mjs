/**
 * Bugs that show when what Meta tells comes late, again or in another order, and when processes die.
 * See list.mjs.
 *
 * @type {typeof import('./list.mjs').BUGS}
 */
export const REPLAY_BUGS = [
  {
    name: 'replay-call-that-is-over-is-offered',
    file: 'libs/calls/src/domain/user-call-effects.ts',
    find: 'else if (!isOver) wanted.push',
    replace: 'else wanted.push',
    tests: ['test/scenarios/replayed-log.e2e-spec.ts'],
  },
  {
    name: 'replay-late-offer-is-taken-for-a-fresh-one',
    file: 'libs/calls/src/domain/call-progress.ts',
    find: 'const isLate = nowMs > fact.atMs + policy.answerWindowMs;',
    replace: 'const isLate = nowMs < fact.atMs + policy.answerWindowMs;',
    tests: ['test/scenarios/replayed-log.e2e-spec.ts'],
  },
  {
    name: 'replay-first-event-says-when-a-call-began',
    file: 'libs/calls/src/application/call-start.ts',
    find: '    ...headOf(known, events),\n',
    replace: '    ...headOf(known, events),\n    startedAt: known.startedAt,\n',
    tests: ['test/scenarios/replayed-log.e2e-spec.ts'],
  },
  {
    name: 'replay-known-fact-is-written-again',
    file: 'libs/calls/src/domain/call-progress.ts',
    find: 'if (isNew) learned.push(',
    replace: 'if (isNew || fact.kind.length > 0) learned.push(',
    tests: ['test/scenarios/replayed-log.e2e-spec.ts'],
  },
  {
    name: 'replay-copies-of-events-are-kept',
    file: 'libs/calls/src/persistence/call-inbox.repository.ts',
    find: 'return keys.map((key) => news.delete(textOf(key)));',
    replace: 'return keys.map((key) => news.delete(textOf(key)) || key.tenantId.length > 0);',
    tests: ['test/scenarios/replayed-log.e2e-spec.ts'],
  },
  {
    name: 'storm-claim-of-a-dead-process-never-ends',
    file: 'libs/calls/src/domain/open-effects.ts',
    find: "return state === 'CLAIMED' && leaseUntil !== null && leaseUntil > now;",
    replace: "return state === 'CLAIMED';",
    tests: ['test/scenarios/kill-storm.e2e-spec.ts'],
  },
  {
    name: 'storm-webhook-answered-before-it-is-committed',
    file: 'libs/inbox/src/application/group-commit.ts',
    find: `      await this.#work.commit(group.map(({ item }) => item));
      for (const { resolve } of group) resolve();`,
    replace: `      for (const { resolve } of group) resolve();
      await this.#work.commit(group.map(({ item }) => item));`,
    tests: ['test/scenarios/kill-storm.e2e-spec.ts'],
  },
];
