/** Bugs in the one door to rows. */
export const DATABASE_BUGS = [
  {
    name: 'database-ended-transaction-takes-statements',
    file: 'libs/database/src/transaction.ts',
    find: "    if (this.#ended !== undefined) throw new Error('the transaction has ended');\n",
    replace: '',
    tests: ['libs/database/src/transaction.int-spec.ts'],
  },
  {
    name: 'database-commit-leaves-before-what-is-last',
    file: 'libs/database/src/transaction.ts',
    find: `      const asked = ask();
      const failed`,
    replace: `      void this.end('commit').catch(() => undefined);
      const asked = ask();
      const failed`,
    tests: ['libs/database/src/transaction.int-spec.ts'],
  },
  {
    name: 'database-what-is-last-is-committed-in-part',
    file: 'libs/database/src/transaction.ts',
    find: 'if (failed.length === 0) void this.end',
    replace: 'void this.end',
    tests: ['libs/database/src/transaction.int-spec.ts'],
  },
  {
    name: 'database-what-is-last-is-not-the-end',
    file: 'libs/database/src/transaction.ts',
    find: "      if (failed.length === 0) void this.end('commit').catch(() => undefined);\n",
    replace: '',
    tests: ['libs/database/src/transaction.int-spec.ts'],
  },
  {
    name: 'call-end-of-a-call-is-written-at-once',
    file: 'libs/calls/src/application/advance-call.ts',
    find: 'return call.endedAt === null && call.wacid === before.wacid;',
    replace: 'return call.version > 0 || call.wacid === before.wacid;',
    tests: ['test/worker/drain.e2e-spec.ts', 'libs/calls/src/application/advance-call.int-spec.ts'],
  },
  {
    name: 'database-whole-tables-are-read',
    file: 'libs/database/src/connection/database-pools.ts',
    find: '-c enable_seqscan=off ',
    replace: '',
    tests: ['libs/database/src/transaction.int-spec.ts'],
  },
  {
    name: 'database-who-only-reads-may-write',
    file: 'libs/database/src/transaction.ts',
    find: "mode === 'change' ? 'begin' : 'begin read only'",
    replace: "mode === 'change' ? 'begin' : 'begin'",
    tests: ['libs/database/src/transaction.int-spec.ts'],
  },
  {
    name: 'limits-of-a-day-to-come-hold-today',
    file: 'libs/numbers/src/persistence/limit-policy.repository.ts',
    find: 'where profile = asked.profile and effective_from <= asked.today',
    replace: 'where profile = asked.profile',
    tests: ['libs/admission/src/application/admission.int-spec.ts'],
  },
  {
    name: 'inbox-who-comes-alone-waits-for-others',
    file: 'libs/inbox/src/application/group-commit.ts',
    find: 'after(this.#underWay.size === 0 ? 0 : waitMs, () => {',
    replace: 'after(waitMs, () => {',
    tests: ['libs/inbox/src/application/group-commit.spec.ts'],
  },
  {
    name: 'database-statements-are-not-prepared',
    file: 'libs/database/src/transaction.ts',
    find: 'name: preparedName(sql), ',
    replace: '',
    tests: ['libs/database/src/transaction.int-spec.ts'],
  },
  {
    name: 'database-calls-take-all-connections',
    file: 'libs/calls/src/application/call-pump.ts',
    find: 'const SHARE_OF_CONNECTIONS = 0.6;',
    replace: 'const SHARE_OF_CONNECTIONS = 20;',
    tests: ['libs/calls/src/application/call-pump.spec.ts'],
  },
];
