/**
 * Bugs of whose an event of Meta's is, and of how it reaches its context. See list.mjs.
 *
 * @type {typeof import('./list.mjs').BUGS}
 */
export const ROUTING_BUGS = [
  {
    name: 'routing-entry-decides-before-the-number',
    file: 'libs/inbox/src/application/route-events.ts',
    find: 'if (namesNumber(request)) return this.#ofNumber(request);',
    replace:
      'if (namesNumber(request) && request.event.subject.wabaId === undefined) return this.#ofNumber(request);',
    tests: ['libs/inbox/src/application/route-events.int-spec.ts'],
  },
  {
    name: 'routing-any-app-speaks-for-a-waba',
    file: 'libs/inbox/src/application/route-events.ts',
    find: 'const bound = bindings.find((binding) => binding.appKey === appKey);',
    replace: 'const bound = bindings.find(() => appKey.length > 0);',
    tests: ['libs/inbox/src/application/route-events.int-spec.ts'],
  },
  {
    name: 'routing-portfolio-of-two-tenants-is-guessed',
    file: 'libs/inbox/src/application/route-events.ts',
    find: 'if (tenantId === undefined || tenants.length > 1) return undefined;',
    replace: 'if (tenantId === undefined) return undefined;',
    tests: ['libs/inbox/src/application/route-events.int-spec.ts'],
  },
  {
    name: 'routing-older-word-of-meta-wins',
    file: 'libs/numbers/src/persistence/number-state.repository.ts',
    find: 'where (number_state.told_at, number_state.told_by) < (excluded.told_at, excluded.told_by)',
    replace: 'where number_state.told_by <> excluded.told_by',
    tests: ['libs/numbers/src/application/apply-number-event.int-spec.ts'],
  },
  {
    name: 'routing-identity-stays-in-the-inbox',
    file: 'libs/inbox/src/application/keep-account-events.ts',
    find: "new Set(['dedupeKey', 'atMs', 'consumer', 'current'])",
    replace: "new Set(['dedupeKey', 'atMs', 'current'])",
    tests: ['libs/inbox/src/application/dispatch-inbox-events.int-spec.ts'],
  },
  {
    name: 'routing-failed-context-is-asked-for-ever',
    file: 'libs/inbox/src/domain/event-retry.ts',
    find: 'if (attempts >= ATTEMPTS) return undefined;',
    replace: 'if (attempts >= ATTEMPTS * 100) return undefined;',
    tests: ['libs/inbox/src/application/dispatch-inbox-events.int-spec.ts'],
  },
  {
    name: 'routing-failed-event-stops-the-others',
    file: 'libs/inbox/src/application/dispatch-inbox-events.ts',
    find: '      if (taken === undefined) throw err;\n',
    replace: '      if (taken === undefined || taken.attempts === 0) throw err;\n',
    tests: ['libs/inbox/src/application/dispatch-inbox-events.int-spec.ts'],
  },
  {
    name: 'routing-tenants-take-every-connection',
    file: 'apps/worker/src/inbox/inbox-runner.ts',
    find: 'if (this.#running.size >= this.#atOnce) return;',
    replace: 'if (this.#running.size >= this.#atOnce * 100) return;',
    tests: ['apps/worker/src/inbox/inbox-runner.spec.ts'],
  },
];
