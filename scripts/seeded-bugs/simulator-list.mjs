/**
 * Bugs of the simulator: each lets pass what Meta refuses, or tells what Meta does not. See list.mjs.
 *
 * @type {typeof import('./list.mjs').BUGS}
 */
export const SIMULATOR_BUGS = [
  {
    name: 'sim-every-app-gets-the-first-ones-signature',
    file: 'apps/simulator/src/webhooks/courier.ts',
    find: 'targets.map(({ app }) => [app.appId, signBody(dispatch.body, app.appSecret)]),',
    replace:
      "targets.map(({ app }) => [app.appId, signBody(dispatch.body, targets[0]?.app.appSecret ?? '')]),",
    tests: [
      'test/simulator/webhook-delivery.e2e-spec.ts',
      'test/simulator/webhook-routing.e2e-spec.ts',
    ],
  },
  {
    name: 'sim-any-2xx-acknowledges',
    file: 'apps/simulator/src/webhooks/courier.ts',
    find: '      if (status === 200) records.acknowledge(record, atMs);\n    }\n    return status === 200;',
    replace:
      '      if (status !== undefined && status >= 200 && status < 300) records.acknowledge(record, atMs);\n    }\n    return status !== undefined && status >= 200 && status < 300;',
    tests: ['test/simulator/webhook-delivery.e2e-spec.ts'],
  },
  {
    name: 'sim-override-is-ignored',
    file: 'apps/simulator/src/webhooks/recipients.ts',
    find: '(isOverridable(field) ? this.overrideOf(app, about)?.uri : undefined) ?? this.urlOfApp(app)',
    replace: 'isOverridable(field) || about ? this.urlOfApp(app) : undefined',
    tests: ['test/simulator/webhook-routing.e2e-spec.ts'],
  },
  {
    name: 'sim-accept-takes-another-sdp',
    file: 'apps/simulator/src/graph/calls/call-actions.ts',
    find: 'if (call.answerSdp !== undefined && call.answerSdp !== sdp) {',
    replace: "if (call.answerSdp === '' && call.answerSdp !== sdp) {",
    tests: ['test/simulator/calls-requests.e2e-spec.ts'],
  },
  {
    name: 'sim-sha-1-fingerprint-is-taken',
    file: 'apps/simulator/src/graph/calls/sdp-rules.ts',
    find: 'const isSha256 = fingerprints.every(',
    replace: 'const isSha256 = fingerprints.some(',
    tests: ['apps/simulator/src/graph/calls/sdp-rules.spec.ts'],
  },
  {
    name: 'sim-138006-is-400',
    file: 'apps/simulator/src/graph/calling-errors.ts',
    find: '    httpStatus: 401,\n    code: 138_006,',
    replace: '    httpStatus: 400,\n    code: 138_006,',
    tests: ['test/simulator/errors.e2e-spec.ts'],
  },
  {
    name: 'sim-window-is-closed-a-moment-early',
    file: 'apps/simulator/src/world/permissions/permission-pair.ts',
    find: 'return nowMs < this.#windowEndsAtMs ? this.#windowEndsAtMs : undefined;',
    replace: 'return nowMs < this.#windowEndsAtMs - 1 ? this.#windowEndsAtMs : undefined;',
    tests: ['apps/simulator/src/world/permissions/permission-pair.spec.ts'],
  },
  {
    name: 'sim-connected-calls-are-not-counted',
    file: 'apps/simulator/src/world/permissions/permission-pair.ts',
    find: '    this.connectedCount.add(nowMs);\n',
    replace: '',
    tests: ['test/simulator/permissions-calls.e2e-spec.ts'],
  },
  {
    name: 'sim-temporary-permission-never-ends',
    file: 'apps/simulator/src/world/permissions/permission-pair.ts',
    find: 'return expiresAtMs !== undefined && expiresAtMs <= nowMs ? NONE : this.#granted;',
    replace: 'return expiresAtMs !== undefined && nowMs < 0 ? NONE : this.#granted;',
    tests: ['apps/simulator/src/world/permissions/permission-pair.spec.ts'],
  },
  {
    name: 'sim-expired-token-is-taken',
    file: 'apps/simulator/src/graph/onboarding/token-errors.ts',
    find: 'if (expiresAtMs === undefined || expiresAtMs > nowMs) return undefined;',
    replace: 'if (expiresAtMs === undefined || nowMs > 0) return undefined;',
    tests: ['test/simulator/tokens.e2e-spec.ts'],
  },
  {
    name: 'sim-one-caller-too-many',
    file: 'apps/simulator/src/world/limits.ts',
    find: 'return this.use(number).concurrent < this.#parts.switches.concurrentCalls;',
    replace: 'return this.use(number).concurrent <= this.#parts.switches.concurrentCalls;',
    tests: ['test/simulator/errors.e2e-spec.ts', 'test/simulator/calls-course.e2e-spec.ts'],
  },
  {
    name: 'sim-past-holiday-is-taken',
    file: 'apps/simulator/src/graph/settings/read-call-hours.ts',
    find: 'if (holidays.some(({ date }) => date < today)) ',
    replace: 'if (holidays.some(({ date }) => date < today.slice(0, 0))) ',
    tests: ['test/simulator/settings-refusals.e2e-spec.ts'],
  },
  {
    name: 'sim-silent-call-goes-on',
    file: 'apps/simulator/src/world/media-failure.ts',
    find: 'if (talkedForMs <= firstMediaTimeoutMs) return undefined;',
    replace: 'if (talkedForMs <= firstMediaTimeoutMs * 1000) return undefined;',
    tests: ['test/simulator/errors-media.e2e-spec.ts'],
  },
  {
    name: 'sim-fault-of-one-user-hits-all',
    file: 'apps/simulator/src/world/fault-rule.ts',
    find: '(this.#consumer?.waId ?? consumer.waId) === consumer.waId',
    replace: 'consumer.waId !== undefined',
    tests: ['apps/simulator/src/world/faults.spec.ts'],
  },
  {
    name: 'sim-ordered-break-comes-without-its-code',
    file: 'apps/simulator/src/world/end-call.ts',
    find: 'failCall(world, call, breaks.code);',
    replace: "endCall(world, call, { by: 'meta', status: 'FAILED' });",
    tests: ['test/simulator/errors.e2e-spec.ts'],
  },
];
