/**
 * Bugs of the way in: Meta's webhooks until they are committed. See list.mjs.
 *
 * @type {typeof import('./list.mjs').BUGS}
 */
export const INGEST_BUGS = [
  {
    name: 'webhook-signature-always-valid',
    file: 'libs/meta/src/webhook/signature.ts',
    find: "return timingSafeEqual(Buffer.from(match[1], 'hex'), hmacSha256(secret, raw));",
    replace: 'return timingSafeEqual(raw, raw) && hmacSha256(secret, raw).length > 0;',
    tests: ['test/api/meta-webhooks.e2e-spec.ts'],
  },
  {
    name: 'app-binding-not-checked',
    file: 'libs/inbox/src/application/route-events.ts',
    find: "if (!number.appKeys.includes(appKey)) return refused('UNBOUND_APP');",
    replace: "if (appKey === '') return refused('UNBOUND_APP');",
    tests: ['test/api/meta-webhooks.e2e-spec.ts'],
  },
  {
    name: 'dedupe-key-not-claimed',
    file: 'libs/calls/src/persistence/call-inbox.repository.ts',
    find: 'return keys.map((key) => news.delete(textOf(key)));',
    replace: 'return keys.map((key) => news.delete(textOf(key)) || key.tenantId.length > 0);',
    tests: ['test/api/meta-webhooks.e2e-spec.ts'],
  },
];
