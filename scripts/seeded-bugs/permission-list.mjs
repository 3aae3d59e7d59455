/** Bugs in what may be done with a consumer. */
export const PERMISSION_BUGS = [
  {
    name: 'permission-row-of-unanswered-calls-never-ends',
    file: 'libs/permissions/src/domain/ledger.ts',
    find: "kind === 'UNANSWERED' && at.getTime() > sinceMs",
    replace: "kind === 'UNANSWERED' && at.getTime() > sinceMs - 1e12",
    tests: ['libs/permissions/src/domain/ledger.spec.ts'],
  },
  {
    name: 'permission-holds-a-second-too-long',
    file: 'libs/permissions/src/domain/ledger.ts',
    find: "return now < expiresAt ? 'TEMPORARY' : 'NONE';",
    replace: "return now <= expiresAt ? 'TEMPORARY' : 'NONE';",
    tests: ['libs/permissions/src/domain/ledger.spec.ts'],
  },
  {
    name: 'permission-requests-of-before-a-connected-call-count',
    file: 'libs/permissions/src/domain/request-budget.ts',
    find: '.filter((atMs) => atMs > resetMs)',
    replace: '.filter((atMs) => atMs > resetMs - 1e12)',
    tests: ['libs/permissions/src/domain/ledger.spec.ts'],
  },
];
