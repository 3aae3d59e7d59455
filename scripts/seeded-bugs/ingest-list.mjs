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
  {
    name: 'ingest-answers-before-the-commit',
    file: 'libs/inbox/src/application/group-commit.ts',
    find: 'await this.#work.commit(group.map(({ item }) => item));',
    replace: 'void this.#work.commit(group.map(({ item }) => item));',
    tests: ['libs/inbox/src/application/group-commit.spec.ts'],
  },
  {
    name: 'ingest-poison-takes-its-group',
    file: 'libs/inbox/src/application/ingest-faults.ts',
    find: 'return isOf(error, OF_ONE);',
    replace: 'return isOf(error, OF_ONE) && false;',
    tests: ['test/api/ingest-group.e2e-spec.ts'],
  },
  {
    name: 'ingest-waits-for-the-bell',
    file: 'libs/inbox/src/application/accept-webhook.ts',
    find: 'this.#ring(news).catch((err: unknown) => {',
    replace: 'await this.#ring(news).catch((err: unknown) => {',
    tests: ['test/api/ingest-group.e2e-spec.ts'],
  },
  {
    name: 'ingest-previous-secret-never-ends',
    file: 'libs/inbox/src/application/prove-webhook.ts',
    find: 'now < previous.until &&',
    replace: 'now.getTime() > 0 &&',
    tests: ['test/api/ingest-group.e2e-spec.ts'],
  },
  {
    name: 'ingest-first-change-only',
    file: 'libs/inbox/src/application/read-webhook.ts',
    find: 'events: changes.flatMap((change) => metaEvents(change).events) };',
    replace: 'events: changes.slice(0, 1).flatMap((change) => metaEvents(change).events) };',
    tests: ['test/api/ingest-limits.e2e-spec.ts'],
  },
  {
    name: 'ingest-looks-after-calls',
    file: 'apps/api/src/api.module.ts',
    find: "...(API_ROLES.includes('graphql') ? [CallRescuer] : []),",
    replace: 'CallRescuer,',
    tests: ['test/api/api-roles.e2e-spec.ts'],
  },
];
