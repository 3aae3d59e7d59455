/** Bugs in the rules of admission, the dated limits and what Meta's errors are to a tenant. */
export const LIMITS_BUGS = [
  {
    name: 'limits-tenant-lifts-the-staffs-kill-switch',
    file: 'libs/admission/src/application/set-kill-switch.ts',
    find: "setBy: 'TENANT' }",
    replace: "setBy: 'STAFF' }",
    tests: ['test/api/call-limits.e2e-spec.ts'],
  },
  {
    name: 'limits-quiet-hours-end-a-repeated-hour-early',
    file: 'libs/admission/src/domain/quiet-hours.ts',
    find: "return [end, end.plus({ hours: 1 }), end.startOf('hour')];",
    replace: 'return [end];',
    tests: ['libs/admission/src/domain/quiet-hours.spec.ts'],
  },
  {
    name: 'limits-a-pause-lasts-beyond-its-end',
    file: 'libs/admission/src/persistence/standing.repository.ts',
    find: 'where number_id = asked.id and (expires_at is null or expires_at > asked.now)),',
    replace: 'where number_id = asked.id),',
    tests: ['libs/admission/src/application/standing-rules.int-spec.ts'],
  },
  {
    // What no request is answered with is a refusal all the same.
    name: 'limits-refusal-at-the-end-has-no-remedy',
    file: 'libs/calls/src/domain/refusal-of-call.ts',
    find: 'message: remedy,',
    replace: "message: '',",
    tests: ['test/api/meta-refusals.e2e-spec.ts'],
  },
];
