import { ADMISSION_BUGS } from './admission-list.mjs';
import { CALL_BUGS } from './call-list.mjs';
import { DATABASE_BUGS } from './database-list.mjs';
import { CALL_MESSAGE_BUGS } from './call-message-list.mjs';
import { DELIVERY_BUGS } from './delivery-list.mjs';
import { ENDPOINT_BUGS } from './endpoint-list.mjs';
import { EXPORT_BUGS } from './export-list.mjs';
import { FOLLOWING_BUGS } from './following-list.mjs';
import { HEALTH_BUGS } from './health-list.mjs';
import { INBOX_BUGS } from './inbox-list.mjs';
import { INGEST_BUGS } from './ingest-list.mjs';
import { MESSAGE_BUGS } from './message-list.mjs';
import { PERMISSION_BUGS } from './permission-list.mjs';
import { REPLAY_BUGS } from './replay-list.mjs';
import { LIMITS_BUGS } from './limits-list.mjs';
import { MEDIA_BUGS } from './media-list.mjs';
import { ROUTING_BUGS } from './routing-list.mjs';
import { ROUTE_BUGS } from './route-list.mjs';
import { SIMULATOR_BUGS } from './simulator-list.mjs';

/**
 * Bugs that somebody could really make, each against a promise of ours, with the tests that must
 * notice. `find` is in `file` exactly once; `and` holds further edits of the same bug.
 *
 * @typedef {{ file: string, find: string, replace: string }} Edit
 * @type {readonly (Edit & { name: string, and?: readonly Edit[], tests: readonly string[] })[]}
 */
export const BUGS = [
  {
    name: 'tenant-policy-is-open',
    file: 'libs/database/src/migration/tables.ts',
    find: 'using (tenant_id = ${CURRENT_TENANT}) with check',
    replace: 'using (true) with check',
    tests: ['libs/database/src/tenant-database.int-spec.ts'],
  },
  {
    // A look past the policy, only to tell "not yours" from "not there".
    name: 'foreign-id-answers-forbidden',
    file: 'libs/calls/src/application/read-calls.ts',
    find: "  if (call === undefined) throw new AppError('NOT_FOUND', { what: 'call' });\n",
    replace: `
  if (call === undefined) {
    await tx.query("select set_config('app.looks_past', 'yes', true)");
    const isThere = (await findCall(tx, callId)) !== undefined;
    throw new AppError(isThere ? 'FORBIDDEN' : 'NOT_FOUND', { what: 'call' });
  }`,
    and: [
      {
        file: 'libs/database/src/migration/tables.ts',
        find: 'using (tenant_id = ${CURRENT_TENANT}) with check',
        replace:
          "using (tenant_id = ${CURRENT_TENANT} or current_setting('app.looks_past', true) = 'yes') with check",
      },
    ],
    tests: ['test/architecture/cross-tenant.e2e-spec.ts'],
  },
  {
    name: 'role-not-checked',
    file: 'libs/database/src/use-case/use-case.ts',
    find: 'if (!actor.roles.some((role) => definition.roles.includes(role))) {',
    replace: 'if (actor.roles.length === 0) {',
    tests: ['libs/database/src/use-case/use-case.int-spec.ts'],
  },
  {
    name: 'idempotency-key-with-other-input-is-answered',
    file: 'libs/database/src/use-case/use-case.ts',
    find: 'if (first.input_hash !== sha256Hex(JSON.stringify(idempotency?.input))) {',
    replace: "if (first.input_hash === '') {",
    tests: ['libs/database/src/use-case/use-case.int-spec.ts'],
  },
  {
    name: 'outbox-rows-are-waited-for',
    file: 'libs/database/src/outbox/outbox-relay.ts',
    find: 'for update skip locked',
    replace: 'for update',
    tests: ['libs/database/src/outbox/outbox-relay.int-spec.ts'],
  },
  {
    name: 'outbox-rows-are-not-locked',
    file: 'libs/database/src/outbox/outbox-relay.ts',
    find: ' for update skip locked',
    replace: '',
    tests: ['libs/database/src/outbox/outbox-relay.int-spec.ts'],
  },
  {
    name: 'outbox-relay-forgets-failures',
    file: 'libs/database/src/outbox/outbox-relay.ts',
    find: '      this.#remember(row.id, failures + 1);\n',
    replace: '',
    tests: ['libs/database/src/outbox/outbox-relay.int-spec.ts'],
  },
  {
    name: 'token-audience-not-checked',
    file: 'libs/identity/src/application/verify-token.ts',
    find: '          audience: this.config.TOKEN_AUDIENCE,\n',
    replace: '',
    tests: ['libs/identity/src/application/verify-token.spec.ts'],
  },
  {
    name: 'envelope-opens-for-any-row',
    file: 'libs/kernel/src/crypto/envelope.ts',
    find: "return [owner.tenantId, owner.table, owner.column, owner.rowId].join('|');",
    replace: 'return owner.table.slice(0, 0);',
    tests: ['libs/kernel/src/crypto/envelope.spec.ts'],
  },
  {
    name: 'egress-to-private-ranges',
    file: 'libs/kernel/src/egress/egress-guard.ts',
    find: 'if (range !== undefined) throw',
    replace: "if (range !== undefined && !range.includes('rivate')) throw",
    tests: ['libs/kernel/src/egress/egress-guard.spec.ts'],
  },
  {
    name: 'log-redaction-is-off',
    file: 'libs/kernel/src/logging/logger.ts',
    find: "    redact: { paths: REDACTED_PATHS, censor: '[redacted]' },\n",
    replace: '',
    tests: ['libs/kernel/src/logging/logger.spec.ts'],
  },
  {
    name: 'gate-opens-before-metas-200',
    file: 'libs/calls/src/domain/user-call-effects.ts',
    find: "['media.open_gate', facts.accept_done !== undefined],",
    replace: "['media.open_gate', tenant_answer_applied !== undefined],",
    tests: ['libs/calls/src/domain/call-progress.spec.ts'],
  },
  {
    name: 'terminate-with-duration-is-no-answer',
    file: 'libs/calls/src/domain/call-end.ts',
    find: "const wasAnswered = typeof durationSeconds === 'number' || typeof startedAtMs === 'number';",
    replace: 'const wasAnswered = (facts.accepted ?? facts.accept_done) !== undefined;',
    tests: ['libs/calls/src/domain/call-progress.spec.ts'],
  },
  {
    name: 'pulses-rounded-down',
    file: 'libs/billing/src/domain/pulses.ts',
    find: 'Math.ceil(',
    replace: 'Math.floor(',
    tests: ['libs/billing/src/domain/rating.spec.ts'],
  },
  {
    name: 'usage-recorded-twice',
    file: 'libs/billing/src/application/record-usage.ts',
    find: 'if (!(await takeUsageKey(tx, { callId: usage.callId, usageRecordId: id, createdAt }))) {',
    replace:
      'if ((await takeUsageKey(tx, { callId: usage.callId, usageRecordId: id, createdAt })) === undefined) {',
    tests: ['libs/billing/src/application/rate-usage.int-spec.ts'],
  },
  {
    name: 'webhook-signed-without-timestamp',
    file: 'libs/fanout/src/domain/signature.ts',
    find: '`${messageId}.${timestampSeconds}.${body}`',
    replace: '`${messageId}.${body}`',
    tests: ['libs/fanout/src/domain/signature.spec.ts'],
  },
  {
    name: 'bridge-gate-is-open-from-the-start',
    file: 'libs/rtc/src/bridge/bridge.ts',
    find: '  #isOpen = false;\n  #isClosed',
    replace: '  #isOpen = true;\n  #isClosed',
    tests: ['libs/rtc/src/bridge/bridge.spec.ts'],
  },
  {
    name: 'sdes-answer-in-a-suite-never-offered',
    file: 'libs/rtc/src/sdp/crypto-attribute.ts',
    find: "  const read = readLine(line);\n  if (typeof read === 'string') {",
    replace:
      "  const read = readLine(line.replace(/ \\S+/, ` ${SUITE}`));\n  if (typeof read === 'string') {",
    tests: ['libs/rtc/src/sdp/crypto-attribute.spec.ts'],
  },
  {
    name: 'job-without-handler-boots',
    file: 'libs/queue/src/catalogue/job-catalogue.ts',
    find: 'if (only === undefined) problems.push(problemOfNone(job));',
    replace: 'if (only === undefined) continue;',
    tests: ['libs/queue/src/catalogue/job-catalogue.spec.ts'],
  },
  ...ADMISSION_BUGS,
  ...DATABASE_BUGS,
  ...CALL_MESSAGE_BUGS,
  ...DELIVERY_BUGS,
  ...ENDPOINT_BUGS,
  ...EXPORT_BUGS,
  ...FOLLOWING_BUGS,
  ...HEALTH_BUGS,
  ...LIMITS_BUGS,
  ...INBOX_BUGS,
  ...INGEST_BUGS,
  ...MESSAGE_BUGS,
  ...PERMISSION_BUGS,
  ...REPLAY_BUGS,
  ...MEDIA_BUGS,
  ...CALL_BUGS,
  ...ROUTING_BUGS,
  ...ROUTE_BUGS,
  ...SIMULATOR_BUGS,
];
