/**
 * Bugs of exports of calls and of sealed files. See list.mjs.
 *
 * @type {typeof import('./list.mjs').BUGS}
 */
export const EXPORT_BUGS = [
  {
    name: 'export-part-of-a-lost-claim-is-kept',
    file: 'libs/calls/src/persistence/call-export.repository.ts',
    find: `ended_at = $12, expires_at = $13
      where id = $1 and claim_id = $2`,
    replace: `ended_at = $12, expires_at = $13
      where id = $1 and $2::uuid is not null`,
    tests: ['libs/calls/src/application/write-call-exports.int-spec.ts'],
  },
  {
    name: 'export-formula-in-a-name-is-left',
    file: 'libs/calls/src/domain/call-export-format.ts',
    find: "const text = FORMULA.test(value) ? `'${value}` : value;",
    replace: 'const text = value;',
    tests: ['libs/calls/src/domain/call-export-format.spec.ts'],
  },
  {
    name: 'export-link-opens-another-file',
    file: 'libs/calls/src/domain/file-link.ts',
    find: 'const text = `${this.#kind} link|${tenantId}|${fileId}|${seconds}`;',
    replace: 'const text = `link|${tenantId}|${seconds}`;',
    tests: ['libs/calls/src/domain/file-link.spec.ts'],
  },
  {
    name: 'export-cut-file-opens',
    file: 'libs/kernel/src/crypto/file-cipher.ts',
    find: 'nonce[COUNTER] = isLast ? 1 : 0;',
    replace: 'nonce[COUNTER] = Number(isLast) * 0;',
    tests: ['libs/kernel/src/crypto/file-cipher.spec.ts'],
  },
  {
    name: 'export-key-outlives-its-file',
    file: 'libs/calls/src/persistence/erasable-files.ts',
    find: 'key_sealed = null, expires_at = null',
    replace: 'expires_at = null',
    tests: ['libs/calls/src/application/export-files.int-spec.ts'],
  },
];
