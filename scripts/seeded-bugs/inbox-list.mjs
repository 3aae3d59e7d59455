/**
 * Bugs of what staff does with the inbox, and of who may send. See list.mjs.
 *
 * @type {typeof import('./list.mjs').BUGS}
 */
export const INBOX_BUGS = [
  {
    name: 'inbox-forwarded-header-is-read-from-its-beginning',
    file: 'libs/inbox/src/domain/caller-address.ts',
    find: "(forwarded ?? '').split(',').reverse()",
    replace: "(forwarded ?? '').split(',')",
    tests: ['libs/inbox/src/domain/caller-address.spec.ts'],
  },
  {
    name: 'inbox-forwarded-header-is-believed-from-anybody',
    file: 'libs/inbox/src/domain/caller-address.ts',
    find: 'if (peer === undefined || !isInCidrs(peer, proxies)) return peer;',
    replace: 'if (forwarded === undefined) return peer;',
    tests: ['libs/inbox/src/domain/caller-address.spec.ts'],
  },
  {
    name: 'inbox-quarantine-is-told-to-the-log-only',
    file: 'libs/inbox/src/application/tell-quarantined.ts',
    find: '    quarantinedTotal.inc({ reason: event.reason, app: event.appKey });\n',
    replace: '',
    tests: ['test/api/webhook-bindings.e2e-spec.ts'],
  },
  {
    // As if whoever asks for a replay vouched for the app that brought the event.
    name: 'inbox-replay-believes-an-unbound-app',
    file: 'libs/inbox/src/application/route-events.ts',
    find: "if (!number.appKeys.includes(appKey)) return refused('UNBOUND_APP');",
    replace: "if (number.appKeys.length === 0) return refused('UNBOUND_APP');",
    tests: ['test/api/webhook-bindings.e2e-spec.ts', 'test/api/inbox-quarantine.e2e-spec.ts'],
  },
  {
    name: 'inbox-day-is-destroyed-while-it-lasts',
    file: 'apps/worker/src/batch/housekeeping.ts',
    find: "and day < ($1::timestamptz at time zone 'UTC')::date",
    replace: "and day <= ($1::timestamptz at time zone 'UTC')::date",
    tests: ['apps/worker/src/batch/housekeeping.int-spec.ts'],
  },
  {
    name: 'inbox-replay-forgets-the-tries-not',
    file: 'libs/inbox/src/persistence/inbox-replay.repository.ts',
    find: 'set processed_at = null, outcome = null, attempts = 0, last_error = null, retry_at = null,',
    replace: 'set processed_at = null, outcome = null,',
    tests: ['test/api/inbox-events.e2e-spec.ts'],
  },
];
