/** Bugs in what a tenant configures of its endpoints, in the form of list.mjs. */
export const ENDPOINT_BUGS = [
  {
    name: 'endpoint-number-filter-ignored',
    file: 'libs/fanout/src/persistence/message.repository.ts',
    find: 'or ${m}.number_id = any(${e}.number_ids))',
    replace: 'or true)',
    tests: ['libs/fanout/src/application/endpoint-changes.int-spec.ts'],
  },
  {
    name: 'endpoint-rotation-signs-with-the-new-secret-only',
    file: 'libs/fanout/src/domain/signature.ts',
    find: 'const secrets = previous === undefined ? [current] : [current, previous];',
    replace: 'const secrets = previous === undefined ? [current] : [current];',
    tests: ['libs/fanout/src/application/signed-request.spec.ts'],
  },
  {
    name: 'endpoint-former-secret-never-ends',
    file: 'libs/fanout/src/application/signed-request.ts',
    find: 'if (previous === null || until === null || until <= now) return { current };',
    replace: 'if (previous === null || until === null) return { current };',
    tests: ['libs/fanout/src/application/endpoint-changes.int-spec.ts'],
  },
  {
    name: 'endpoint-header-may-break-the-line',
    file: 'libs/fanout/src/domain/endpoint-headers.ts',
    find: 'const VALUE = /^[\\x21-\\x7e]+(?:[ \\t]+[\\x21-\\x7e]+)*$/;',
    replace: 'const VALUE = /^[\\x21-\\x7e]+(?:\\s+[\\x21-\\x7e]+)*$/;',
    tests: ['libs/fanout/src/domain/endpoint-headers.spec.ts'],
  },
  {
    name: 'endpoint-header-takes-the-place-of-ours',
    file: 'libs/fanout/src/domain/endpoint-headers.ts',
    find: "  'webhook-',\n",
    replace: '',
    tests: ['libs/fanout/src/domain/endpoint-headers.spec.ts'],
  },
  {
    name: 'endpoint-test-event-goes-to-every-endpoint',
    file: 'libs/fanout/src/persistence/message.repository.ts',
    find: 'else e.id = $9 end',
    replace: 'else true end',
    tests: ['libs/fanout/src/application/endpoint-changes.int-spec.ts'],
  },
  {
    name: 'endpoint-failover-url-not-checked',
    file: 'libs/fanout/src/application/refused-url.ts',
    find: "for (const field of ['url', 'failoverUrl'] as const) {",
    replace: "for (const field of ['url'] as const) {",
    tests: ['libs/fanout/src/application/endpoint-changes.int-spec.ts'],
  },
];
