/**
 * Bugs of messages that ask for calls: sent twice, counted wrong, or not found again. See list.mjs.
 *
 * @type {typeof import('./list.mjs').BUGS}
 */
export const CALL_MESSAGE_BUGS = [
  {
    name: 'call-message-is-sent-by-everybody',
    file: 'libs/permissions/src/persistence/call-message.repository.ts',
    find: "where id = $1 and state = 'PENDING' returning",
    replace: 'where id = $1 returning',
    tests: ['test/api/call-messages.e2e-spec.ts'],
  },
  {
    name: 'call-message-without-an-answer-counts-not',
    file: 'libs/permissions/src/application/call-messenger.ts',
    find: "else if (outcome.kind !== 'unknown') {",
    replace: 'else {',
    tests: ['test/api/call-messages.e2e-spec.ts'],
  },
  {
    name: 'call-message-without-an-answer-is-lost',
    file: 'libs/permissions/src/persistence/call-message.repository.ts',
    find: 'where wamid = $1 or id = $2 for update',
    replace: 'where wamid = $1 and id is distinct from $2 for update',
    tests: ['test/api/call-message-statuses.e2e-spec.ts'],
  },
];
