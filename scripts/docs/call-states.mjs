import { assertDescribes, importCompiled, table } from './compiled.mjs';
import { FACT_TEXTS, STATE_TEXTS } from './fact-texts.mjs';

const TITLES = {
  USER_INITIATED: 'User-initiated: a WhatsApp user calls the business',
  BUSINESS_INITIATED: 'Business-initiated: the business calls a WhatsApp user',
};

/** Sets of facts whose end the page tells; the end itself is computed by the code. */
const ENDS = [
  ['USER_INITIATED', 'terminate with a start time or a duration', answeredThen({})],
  ['USER_INITIATED', 'the tenant rejected it', ended(20, { tenant_rejected: 5 })],
  ['USER_INITIATED', 'it rang for the ring time-out', ended(46, { ring_timed_out: 45 })],
  ['USER_INITIATED', 'terminate at least 30 s after connect', ended(30, {})],
  ['USER_INITIATED', 'terminate earlier than that', ended(29, {})],
  ['USER_INITIATED', 'terminate, and never a connect', { terminated: fact(5) }],
  [
    'USER_INITIATED',
    'connect read after its answer window',
    { offered: fact(0, { isLate: true }) },
  ],
  [
    'USER_INITIATED',
    'the answer window passed, no terminate',
    { offered: fact(0), window_closed: fact(60) },
  ],
  [
    'USER_INITIATED',
    'terminate that Meta marks as failed',
    ended(9, {}, { isFailed: true, errorCode: 138005 }),
  ],
  [
    'USER_INITIATED',
    'our terminate never confirmed',
    { offered: fact(0), terminate_unconfirmed: fact(90) },
  ],
  [
    'BUSINESS_INITIATED',
    'terminate with a start time or a duration',
    answeredThen({ placed: fact(0) }),
  ],
  ['BUSINESS_INITIATED', 'the user rejected it', ended(9, { rejected: 8 })],
  [
    'BUSINESS_INITIATED',
    'the user rejected it, no terminate',
    { placed: fact(0), ringing: fact(1), rejected: fact(8) },
  ],
  ['BUSINESS_INITIATED', 'unanswered, the tenant hung up', ended(9, { tenant_terminated: 8 })],
  ['BUSINESS_INITIATED', 'unanswered, its node was lost', ended(9, { node_lost: 8 })],
  ['BUSINESS_INITIATED', 'unanswered otherwise', ended(40, {})],
  ['BUSINESS_INITIATED', 'Meta refused connect', { placed: fact(0), connect_refused: fact(1) }],
  [
    'BUSINESS_INITIATED',
    'connect did not reach Meta',
    { placed: fact(0), connect_refused: fact(1, { reason: 'ECONNREFUSED' }) },
  ],
  [
    'BUSINESS_INITIATED',
    'placed elsewhere, no word for 6 h',
    { ringing: fact(0), word_overdue: fact(21_600) },
  ],
  [
    'BUSINESS_INITIATED',
    'connect unanswered for 60 s',
    { placed: fact(0), outcome_given_up: fact(64) },
  ],
  [
    'BUSINESS_INITIATED',
    'no media node, connect never sent',
    { placed: fact(0), media_failed: fact(2, { reason: 'MEDIA_UNAVAILABLE' }) },
  ],
  [
    'BUSINESS_INITIATED',
    "the tenant's SDP cannot be used",
    { placed: fact(0), media_failed: fact(1, { reason: 'BAD_SDP' }) },
  ],
];

function fact(seconds, data = {}) {
  return { atMs: seconds * 1000, data };
}

function ended(seconds, earlier, data = {}) {
  const facts = Object.entries(earlier).map(([kind, at]) => [kind, fact(at)]);
  return { offered: fact(0), ...Object.fromEntries(facts), terminated: fact(seconds, data) };
}

function answeredThen(before) {
  return { ...before, terminated: fact(20, { startedAtMs: 5000, durationSeconds: 15 }) };
}

/** docs/call-states.md, from the tables that calls run on. */
export async function callStates() {
  const calls = await importCompiled('libs/calls/src/index.ts');
  const { endOf } = await importCompiled('libs/calls/src/domain/call-end.ts');
  const { terminationOf } = await importCompiled('libs/calls/src/domain/call-cause.ts');
  const { TRANSITIONS, OPEN_STATES, END_STATES, FACT_KINDS } = calls;
  const kinds = Object.assign({}, ...Object.values(FACT_TEXTS));
  assertDescribes('the fact', kinds, [...FACT_KINDS]);
  assertDescribes('the state', STATE_TEXTS, [...OPEN_STATES, ...END_STATES]);
  return `# The states of a call

<!-- Written by scripts/generate-docs.mjs from libs/calls/src/domain. Run npm run docs:generate. -->

A call is the set of the facts known about it. Its state is computed from that set, so the order in
which facts come, and how often, does not matter. Why it is so: [ADR 0004](adr/0004-drain-and-effects.md).
An end is final: no fact that comes later brings an ended call back.

${table(
  ['state', 'means'],
  [...OPEN_STATES, ...END_STATES].map((s) => [`\`${s}\``, STATE_TEXTS[s]]),
)}

${Object.entries(TRANSITIONS)
  .map(([direction, rows]) => directionOf(direction, rows, END_STATES))
  .join('\n\n')}

## How a call ends

Every row is computed by \`endOf\` in \`libs/calls/src/domain/call-end.ts\` when this page is written.
The times are limit policies (table \`limit_policy\`); the defaults are shown.

${table(
  ['direction', 'what is known', 'end', '`endCode`', '`terminationCause`', '`disconnectedBy`'],
  endRows(endOf, terminationOf),
)}

## Facts

${Object.entries(FACT_TEXTS)
  .map(([who, facts]) => {
    const rows = Object.entries(facts).map(([kind, text]) => [`\`${kind}\``, text]);
    return `### ${who}\n\n${table(['fact', 'means'], rows)}`;
  })
  .join('\n\n')}
`;
}

function directionOf(direction, rows, ends) {
  const events = [...new Set(Object.values(rows).flatMap((row) => Object.keys(row)))];
  const cells = Object.entries(rows).map(([state, row]) => [
    `\`${state}\``,
    ...events.map((event) => (row[event] ? `\`${row[event]}\`` : '·')),
  ]);
  const arrows = Object.entries(rows).flatMap(([state, row]) =>
    Object.entries(row).map(([event, next]) => `  ${state} --> ${next}: ${event}`),
  );
  return `## ${TITLES[direction]}

A dot means that the event leaves the state as it is. From every state the ends
(${ends.map((s) => `\`${s}\``).join(', ')}) are reached by the rules below.

${table(['state', ...events.map((e) => `\`${e}\``)], cells)}

\`\`\`mermaid
stateDiagram-v2
  [*] --> ${Object.keys(rows)[0]}
${arrows.join('\n')}
\`\`\``;
}

function endRows(endOf, terminationOf) {
  const word = (text) => (text === null ? '' : `\`${text}\``);
  return ENDS.map(([direction, what, facts]) => {
    const end = endOf(direction, facts);
    const { terminationCause, disconnectedBy } = terminationOf(direction, facts);
    const words = [end.state, end.code, terminationCause, disconnectedBy].map(word);
    return [direction, what, ...words];
  });
}
