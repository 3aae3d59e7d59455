/** Bugs in how messages are delivered: out of order, too often, to the wrong place, or never. */
export const DELIVERY_BUGS = [
  {
    name: 'delivery-end-overtakes-a-connect-that-waits-for-its-retry',
    file: 'libs/fanout/src/persistence/delivery.repository.ts',
    find: 'and (o.is_live or o.due_at <= $3 or o.lease_until > $3)))`;',
    replace: 'and (o.due_at <= $3 or o.lease_until > $3)))`;',
    tests: [
      'libs/fanout/src/application/delivery-order.int-spec.ts',
      'libs/fanout/src/application/delivery-order-property.int-spec.ts',
    ],
  },
  {
    name: 'delivery-replay-holds-others-back',
    file: 'libs/fanout/src/persistence/delivery.repository.ts',
    find: 'and o.message_id < d.message_id and not o.is_replay',
    replace: 'and o.message_id < d.message_id',
    tests: ['libs/fanout/src/application/attempt-rules.int-spec.ts'],
  },
  {
    name: 'delivery-lease-is-not-looked-at',
    file: 'libs/fanout/src/persistence/delivery.repository.ts',
    find: `     and (d.lease_until is null or d.lease_until <= $3)
     and (d.expires_at is null`,
    replace: '     and (d.expires_at is null',
    tests: ['libs/fanout/src/application/delivery-order-property.int-spec.ts'],
  },
  {
    name: 'delivery-expired-message-is-sent',
    file: 'libs/fanout/src/application/claim-lane.ts',
    find: '    if (hasExpired) await this.#bury(tx, due);\n',
    replace: '',
    and: [
      {
        file: 'libs/fanout/src/persistence/delivery.repository.ts',
        find: '     and (d.expires_at is null or d.expires_at > $3)\n',
        replace: '',
      },
    ],
    tests: ['libs/fanout/src/application/attempt-rules.int-spec.ts'],
  },
  {
    name: 'delivery-given-up-though-another-process-has-it',
    file: 'libs/fanout/src/persistence/delivery-results.repository.ts',
    find: `        and d.lease_until = r."leaseUntil"
     returning`,
    replace: '     returning',
    tests: ['libs/fanout/src/application/attempt-rules.int-spec.ts'],
  },
  {
    name: 'delivery-retry-after-is-not-heard',
    file: 'libs/fanout/src/domain/retry-schedule.ts',
    find: 'Math.round(Math.max(scheduledMs, askedMs))',
    replace: 'Math.round(Math.min(scheduledMs, askedMs || scheduledMs))',
    tests: ['libs/fanout/src/domain/retry-schedule.spec.ts'],
  },
  {
    name: 'delivery-fails-over-only-after-a-failure',
    file: 'libs/fanout/src/application/failover.ts',
    find: 'const early = await within(first, patienceMs);',
    replace: 'const early = await within(first, patienceMs * 1000);',
    tests: ['libs/fanout/src/application/failover.int-spec.ts'],
  },
  {
    name: 'delivery-connection-outlives-its-address',
    file: 'libs/fanout/src/application/webhook-connections.ts',
    find: 'const key = `${to.owner} ${to.url.origin} ${to.target.address}`;',
    replace: 'const key = `${to.owner} ${to.url.origin}`;',
    tests: ['libs/fanout/src/application/webhook-connections.int-spec.ts'],
  },
  {
    name: 'delivery-one-bad-result-loses-its-group',
    file: 'libs/fanout/src/application/write-results.ts',
    find: 'else for (const one of group) await this.#settle(tenantId, [one]);',
    replace: 'else for (const { reject } of group) reject(error);',
    tests: ['libs/fanout/src/application/delivery-crash.int-spec.ts'],
  },
];
