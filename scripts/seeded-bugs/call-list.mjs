/** Bugs of call control: whose a call is, why it ended, and races that are lost. */
export const CALL_BUGS = [
  {
    name: 'call-of-others-is-rated',
    file: 'libs/calls/src/application/usage-of-call.ts',
    find: "    if (call.control === 'FOREIGN') return;\n",
    replace: '',
    tests: ['test/scenarios/replayed-log.e2e-spec.ts'],
  },
  {
    name: 'call-of-others-is-ended',
    file: 'libs/calls/src/domain/business-call-effects.ts',
    find: '  if (facts.placed === undefined) return [];\n',
    replace: '',
    tests: ['libs/calls/src/domain/call-outcome.spec.ts'],
  },
  {
    name: 'accept-that-came-too-late-is-left-up',
    file: 'libs/calls/src/domain/user-call-effects.ts',
    find: "  wanted.push(['graph.terminate', isUpWithoutUs && !isHangingUp]);\n",
    replace: '',
    tests: ['libs/calls/src/domain/call-outcome.spec.ts'],
  },
  {
    name: 'late-answer-goes-to-meta',
    file: 'libs/calls/src/application/ringing-call.ts',
    find: 'if (commands.clock.nowMs() > deadlineMs) {',
    replace: 'if (commands.clock.nowMs() > Number.MAX_SAFE_INTEGER - deadlineMs) {',
    tests: ['test/api/passthrough.e2e-spec.ts'],
  },
  {
    name: 'call-is-answered-by-two-agents',
    file: 'libs/calls/src/application/give-answer.ts',
    find: "return kept === sdp ? 'given' : 'other';",
    replace: "return kept === undefined ? 'other' : 'given';",
    tests: ['test/api/passthrough.e2e-spec.ts'],
  },
  {
    name: 'consumers-are-joined-by-a-slip-of-the-pen',
    file: 'libs/calls/src/domain/named-consumer.ts',
    find: 'if (waId) return { waId };',
    replace: 'if (waId) return { waId, ...(userId && { userId }) };',
    tests: ['libs/calls/src/application/consumers.int-spec.ts'],
  },
  {
    name: 'stranger-ends-the-api',
    file: 'apps/api/src/graphql/subscriptions/subscription-server.ts',
    find: "request.url?.split('?', 1)[0] !== PATH",
    replace: "new URL(request.url ?? '/', 'http://localhost').pathname !== PATH",
    tests: ['test/api/strange-upgrades.e2e-spec.ts'],
  },
];
