const TESTS = ['libs/admission/src/application/admission.int-spec.ts'];

/** Bugs in what counts calls. */
export const ADMISSION_BUGS = [
  {
    name: 'admission-no-epoch-is-compared',
    file: 'libs/admission/src/application/admission.ts',
    find: '    if ((await holdEpoch(tx)) !== epoch) return false;\n',
    replace: '',
    tests: TESTS,
  },
  {
    name: 'admission-a-call-that-ended-keeps-its-pair-busy',
    file: 'libs/admission/src/application/admission.ts',
    find: 'return isPairBusy && book.freeEnded(pair);',
    replace: 'return false && isPairBusy && book.freeEnded(pair);',
    tests: TESTS,
  },
  {
    name: 'admission-a-call-that-ends-during-a-rebuild-gets-its-place-back',
    file: 'libs/admission/src/application/slot-book.ts',
    find: '      await this.#freeEnded(tenantId, upIn(slots));\n',
    replace: '',
    tests: TESTS,
  },
  {
    name: 'admission-leases-that-ran-out-count-for-nothing',
    file: 'libs/admission/src/persistence/slot-scripts.ts',
    find: "if redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, 1)[1] then return '-1' end\n",
    replace: '',
    tests: TESTS,
  },
  {
    name: 'admission-the-window-is-closed-a-millisecond-late',
    file: 'libs/admission/src/persistence/slot-scripts.ts',
    find: "local pair_from, starts_from = '(' .. ARGV[6], '(' .. ARGV[7]",
    replace: 'local pair_from, starts_from = ARGV[6], ARGV[7]',
    tests: TESTS,
  },
  {
    name: 'admission-requests-with-one-key-wait-in-one-process-only',
    file: 'libs/calls/src/application/request-turns.ts',
    find: "return outcome?.kind !== 'full';",
    replace: 'return outcome !== null;',
    tests: ['libs/calls/src/application/request-turns.int-spec.ts'],
  },
  {
    name: 'admission-who-was-sent-away-is-still-called-in',
    file: 'libs/kernel/src/concurrency/waiting-room.ts',
    find: '        this.#waiting.delete(enter);\n',
    replace: '',
    tests: ['libs/kernel/src/concurrency/waiting-room.spec.ts'],
  },
  {
    name: 'admission-a-call-of-two-who-became-one-is-counted-twice',
    file: 'libs/admission/src/application/slot-book.ts',
    find: '      await counters.release(tenantId, held.filter(isAnothers(written)));\n',
    replace: '',
    tests: ['test/worker/merged-consumers.e2e-spec.ts'],
  },
  {
    name: 'admission-a-merge-joins-a-count-that-did-not-see-it',
    file: 'libs/admission/src/application/slot-book.ts',
    find: '    await this.#rebuilding.get(tenantId);\n    return this.rebuild(tenantId);',
    replace: '    return this.rebuild(tenantId);',
    tests: ['test/worker/merged-consumers.e2e-spec.ts'],
  },
];
