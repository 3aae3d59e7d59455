/** Bugs of routes: hours, the way a call is counted, and who is rung. */
export const ROUTE_BUGS = [
  {
    name: 'hours-close-a-minute-late',
    file: 'libs/calls/src/domain/call-hours.ts',
    find: 'second >= secondsOf(span.opensAt) && second < secondsOf(span.closesAt)',
    replace: 'second >= secondsOf(span.opensAt) && second < secondsOf(span.closesAt) + 60',
    tests: ['libs/calls/src/domain/call-hours.spec.ts'],
  },
  {
    name: 'last-place-taken-twice',
    file: 'libs/calls/src/persistence/number-route.repository.ts',
    find: 'return tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [key]);',
    replace: 'return tx.query(`select hashtextextended($1, 0)`, [key]);',
    tests: ['test/worker/routed-calls.e2e-spec.ts'],
  },
  {
    name: 'caller-known-by-one-id-only',
    file: 'libs/calls/src/persistence/number-route.repository.ts',
    find: 'a.id = coalesce(c.merged_into, c.id)',
    replace: 'a.id = c.id',
    tests: ['libs/calls/src/persistence/number-route.int-spec.ts'],
  },
  {
    name: 'route-change-undone-unseen',
    file: 'libs/calls/src/application/set-number-route.ts',
    find: 'if (expectedVersion === undefined || expectedVersion === version) return;',
    replace: 'if (expectedVersion === undefined || expectedVersion >= 0) return;',
    tests: ['test/api/phone-number-route.e2e-spec.ts'],
  },
];
