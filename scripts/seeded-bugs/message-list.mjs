/**
 * Bugs of messages that tenants look at, replay and recover. See list.mjs.
 *
 * @type {typeof import('./list.mjs').BUGS}
 */
export const MESSAGE_BUGS = [
  {
    name: 'replay-goes-into-the-live-lane',
    file: 'libs/fanout/src/persistence/replay.repository.ts',
    find: 'select m.tenant_id, m.id, e.id, false, 0,',
    replace: 'select m.tenant_id, m.id, e.id, true, 0,',
    tests: ['libs/fanout/src/application/replay-message.int-spec.ts'],
  },
  {
    name: 'replay-leaves-the-dead-letter-open',
    file: 'libs/fanout/src/persistence/replay.repository.ts',
    find: 'where l.message_id = q.message_id and',
    replace: 'where l.message_id = q.endpoint_id and',
    tests: ['libs/fanout/src/application/replay-message.int-spec.ts'],
  },
  {
    name: 'recovery-repeats-what-was-taken',
    file: 'libs/fanout/src/persistence/replay.repository.ts',
    find: "where a.endpoint_id = $2 and a.outcome = 'DELIVERED'",
    replace: "where a.endpoint_id = $2 and a.outcome = 'EXPIRED'",
    tests: ['libs/fanout/src/application/replay-message.int-spec.ts'],
  },
  {
    name: 'recovery-stops-after-a-page',
    file: 'libs/fanout/src/application/recover-endpoint.ts',
    find: 'lastId === null ? undefined : new Date(timeOfUuidv7(lastId))',
    replace: 'undefined',
    tests: ['libs/fanout/src/application/replay-message.int-spec.ts'],
  },
  {
    name: 'search-that-found-little-ends',
    file: 'libs/fanout/src/application/search-messages.ts',
    find: 'return { found, nextBelowId: below ?? undefined };',
    replace:
      'return { found, nextBelowId: found.length < wanted ? undefined : (below ?? undefined) };',
    tests: ['libs/fanout/src/application/replay-message.int-spec.ts'],
  },
  {
    name: 'status-of-one-endpoint-passes-for-anothers',
    file: 'libs/fanout/src/application/search-messages.ts',
    find: 'return isThere && (status === undefined || delivery.status === status);',
    replace: 'return status === undefined ? isThere : delivery.status === status;',
    tests: ['test/api/messages.e2e-spec.ts'],
  },
  {
    name: 'replay-of-a-range-takes-every-delivery-of-a-message',
    file: 'libs/fanout/src/application/replay-messages.ts',
    find: "delivery.status !== 'PENDING' && isWanted(search, delivery)",
    replace: "delivery.status !== 'PENDING'",
    tests: ['test/api/messages-replay.e2e-spec.ts'],
  },
];
