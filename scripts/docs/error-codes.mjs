import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../lib/paths.mjs';
import { CALL_REFUSAL_TEXTS } from './call-refusal-texts.mjs';
import { assertDescribes, importCompiled, table } from './compiled.mjs';

/** When each error of the catalogue is given, and what it carries in `extensions`. */
const ERROR_TEXTS = {
  BAD_USER_INPUT: [
    'the input is malformed or breaks a rule',
    '`fields[]` with `field` and `problem`',
  ],
  UNAUTHENTICATED: ['no access token, or one that is expired or not ours', ''],
  FORBIDDEN: ["the token's roles do not allow the operation", ''],
  NOT_FOUND: ["there is no such object; another tenant's object answers the same", ''],
  CONFLICT: ['an `idempotencyKey` was used with another input, or somebody else was faster', ''],
  RATE_LIMITED: ['too much at once', '`retryAfter` in seconds'],
  UPSTREAM_UNAVAILABLE: ['Meta, or another service we depend on, cannot be reached', ''],
  INTERNAL: [
    'a bug of ours; nothing of it is shown but the id by which we find it in the logs',
    '`errorId`',
  ],
};

/** What each refusal means and what to do. */
const REFUSAL_TEXTS = {
  TENANT_KEY_TAKEN: 'another tenant has this key: choose another one',
  API_CLIENT_NAME_TAKEN: 'the tenant has a client of this name: use it, or choose another name',
  ENDPOINT_URL_REFUSED: 'webhooks are not sent there (private address, plain http, unknown name)',
  ENDPOINT_DISABLED: 'nothing is sent to a disabled endpoint: enable it first',
  MESSAGE_ALREADY_WAITING:
    'the message is in line already; `nextAttemptAt` says when it is sent next',
  MESSAGE_NOT_FOR_ENDPOINT:
    'no endpoint got the message, or the one named does not ask for its kind',
  REPLAY_TOO_LARGE: 'the range holds more deliveries than `limit`: cut it into shorter ones',
  SECRET_ROTATION_UNDER_WAY:
    'the former secret still counts: wait until then, or end it with `overlapSeconds: 0`',
  TOO_MANY_CALL_EXPORTS: '`limit` exports are under way: wait until one of them is done',
  INBOX_REPLAY_TOO_LARGE: 'more events fit than one request replays: shorten the time',
  NUMBER_NOT_QUARANTINED: 'no event of the number is in quarantine: nothing to claim',
  NUMBER_TAKEN: 'the number, or its digits, are entered under another WABA',
  WABA_TAKEN: 'the WABA is another tenant’s',
  WABA_NOT_BOUND: 'the tenant lacks the WABA: give its details',
  META_APP_UNKNOWN: 'there is no Meta app with this key',
  ...CALL_REFUSAL_TEXTS,
  MEDIA_UNAVAILABLE: 'no media node can take the call: try again in a moment',
  MEDIA_MODE_NOT_SUPPORTED: 'the operation does not go with this mode of media',
  CALL_TEMPLATE_NOT_USABLE:
    'the template is not approved, is not there in the language, or gets another number of parameters',
  CALL_TEMPLATE_NAME_TAKEN:
    'the account has a template of this name and language: choose another name',
  CALL_NOT_RINGING: 'the call cannot be answered or rejected in its state',
  CALL_ENDED: 'the call ended while it was being accepted',
  ROUTE_TARGET_NOT_SUPPORTED: 'calls cannot be given to that target yet: choose one that can',
  CALL_NOT_CONTROLLED: 'somebody else placed or answered the call: it is theirs to end',
  ANSWER_WINDOW_CLOSED: 'the answer came after Meta’s window; `deadlineAt` says when it closed',
  SDP_ANSWER_CHANGED: 'the call was pre-accepted with another SDP: give that one',
};

/** The errors of POST /oauth/token, which are OAuth's own. */
const TOKEN_ERRORS = [
  [
    'invalid_request',
    '400',
    'a parameter is missing, repeated or malformed, or the subject token is not valid',
  ],
  [
    'invalid_client',
    '401',
    'client id and secret do not match, or the client or its tenant is not active',
  ],
  ['unauthorized_client', '400', "the staff's roles do not let it act on a tenant"],
  ['unsupported_grant_type', '400', 'only client credentials and token exchange are there'],
  ['invalid_target', '400', 'token exchange: there is no such tenant'],
];

/** docs/error-codes.md, from the error catalogue and the committed schema. */
export async function errorCodes() {
  const { ERROR_CATALOGUE } = await importCompiled('libs/kernel/src/index.ts');
  const refusals = await readRefusals();
  assertDescribes('the error', ERROR_TEXTS, Object.keys(ERROR_CATALOGUE));
  assertDescribes(
    'the refusal',
    REFUSAL_TEXTS,
    refusals.map(({ code }) => code),
  );
  return `# Error codes

<!-- Written by scripts/generate-docs.mjs from libs/kernel and apps/api/schema.gql. Run npm run docs:generate. -->

There are two kinds, and clients meet them in two places. Why: [ADR 0005](adr/0005-errors.md).

## Refusals: members of a mutation's result

What a correct caller must expect. Every mutation answers with a union; each refusal in it implements
\`MutationError { code message }\` and adds what helps to act on it. Ask for them with
\`... on MutationError { code message }\`.

${table(
  ['code', 'type', 'in the result of', 'own fields', 'means'],
  refusals.map(({ code, type, mutations, fields }) => [
    `\`${code}\``,
    `\`${type}\``,
    mutations.map((name) => `\`${name}\``).join(', '),
    fields.map((name) => `\`${name}\``).join(', '),
    REFUSAL_TEXTS[code],
  ]),
)}

## Errors: \`errors[].extensions.code\`

Everything else. The catalogue is closed: whatever is not in it reaches the client as \`INTERNAL\`,
without its text. The HTTP status is that of routes that are not GraphQL; a GraphQL operation that
ran answers 200.

${table(
  ['code', 'HTTP', 'log level', 'when', 'carries', 'message'],
  Object.entries(ERROR_CATALOGUE).map(([code, { httpStatus, level, message }]) => [
    `\`${code}\``,
    String(httpStatus),
    level,
    ...ERROR_TEXTS[code],
    message({}),
  ]),
)}

## Errors of \`POST /oauth/token\`

OAuth has codes of its own: [RFC 6749 §5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2),
[RFC 8693 §2.2.2](https://www.rfc-editor.org/rfc/rfc8693#section-2.2.2). \`error_description\` says what
to mend.

${table(
  ['error', 'HTTP', 'when'],
  TOKEN_ERRORS.map(([code, ...rest]) => [`\`${code}\``, ...rest]),
)}
`;
}

/** The types that implement MutationError, as the committed schema has them. */
async function readRefusals() {
  const { buildSchema, isObjectType, isUnionType } = await import('graphql');
  const sdl = await readFile(path.join(ROOT, 'apps/api/schema.gql'), 'utf8');
  const schema = buildSchema(sdl);
  const mutationError = schema.getType('MutationError');
  const common = Object.keys(mutationError.getFields());
  const codes = schema
    .getType('MutationErrorCode')
    .getValues()
    .map(({ name }) => name);
  const results = Object.values(schema.getMutationType().getFields());
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && type.getInterfaces().includes(mutationError),
  );
  const refusals = types.map((type) => ({
    type: type.name,
    code: codeOf(type.name),
    fields: Object.keys(type.getFields()).filter((name) => !common.includes(name)),
    mutations: results
      .filter(({ type: result }) => {
        const union = result.ofType ?? result;
        return isUnionType(union) && union.getTypes().includes(type);
      })
      .map(({ name }) => name),
  }));
  assertDescribes(
    'the type of the code',
    Object.fromEntries(refusals.map(({ code }) => [code, true])),
    codes,
  );
  return refusals.sort((a, b) => codes.indexOf(a.code) - codes.indexOf(b.code));
}

/** `CallNotRinging` is the type of CALL_NOT_RINGING. */
function codeOf(type) {
  return type.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
}
