/** Bugs in the one door to rows. */
export const DATABASE_BUGS = [
  {
    name: 'database-ended-transaction-takes-statements',
    file: 'libs/database/src/transaction.ts',
    find: "    if (this.#hasEnded) throw new Error('the transaction has ended');\n",
    replace: '',
    tests: ['libs/database/src/transaction.int-spec.ts'],
  },
  {
    name: 'database-whole-tables-are-read',
    file: 'libs/database/src/connection/database-pools.ts',
    find: "      options: '-c enable_seqscan=off',\n",
    replace: '',
    tests: ['libs/database/src/transaction.int-spec.ts'],
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
