import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { META_ERROR_TABLE } from '#patchbay/meta';
import { encodeId } from '#patchbay/kernel';
import { ANSWER, OFFER } from '../simulator/support/business-sdp.js';
import { errorCode, graphql } from '../support/graphql-client.js';
import { SignallingWorld } from '../support/signalling-world.js';
import { GRAPH_ROWS, statusOf, typeNameOf, WEBHOOK_ROWS } from './support/meta-codes.js';

/** JSON of another process, read by tests that know its form. */
type Json = ReturnType<typeof JSON.parse>;
type Row = (typeof META_ERROR_TABLE)[number];

const REFUSED = `__typename ... on MutationError { code message }
  ... on CallRefusal { retryAt metaError { code title fbtraceId } }`;
const PLACE = `mutation ($input: PlaceCallInput!) { placeCall(input: $input) {
  ${REFUSED} ... on CallRefusal { failed: call { state } verdicts { rule } }
  ... on PlaceCallSuccess { call { id } } } }`;
const ACCEPT = `mutation ($input: AcceptCallInput!) { acceptCall(input: $input) { ${REFUSED} } }`;
const ASK = `mutation ($input: RequestCallPermissionInput!) {
  requestCallPermission(input: $input) {
    ${REFUSED} ... on CallTemplateNotUsable { metaError { code } } } }`;
const READ = `query ($id: CallID!) { call(id: $id) {
  state metaError { code } refusal { code message retryAt } } }`;

const NO_PAYMENT = META_ERROR_TABLE.find(({ code }) => code === 131_044)!;
/** Meta refuses connect, accept, or a message; or says with its end why a call failed. */
type Door = 'acceptCall' | 'placeCall' | 'requestCallPermission' | 'call.terminated';
/** By which door each code has come to the tenant. */
const come = new Map<number, Set<Door>>();
/** A row for each word of refusal. */
const FIRST_ROWS = GRAPH_ROWS.filter(
  ({ refusal }, index) => GRAPH_ROWS.findIndex((row) => row.refusal === refusal) === index,
);
/** Codes that only messages have (support/error-codes, read 2026-03-30). */
const OF_MESSAGES: readonly (readonly [code: number, refusal: string])[] = [
  [131_047, 'NO_CONVERSATION'],
  [131_048, 'ACCOUNT_RESTRICTED'],
  [131_049, 'META_CANNOT_NOW'],
  [131_056, 'META_RATE_LIMITED'],
  ...[132_000, 132_001, 132_005, 132_007, 132_012, 132_015, 132_016].map(
    (code) => [code, 'CALL_TEMPLATE_NOT_USABLE'] as const,
  ),
];
/** Fewer than would make one wait for its answer longer than eight seconds on a busy machine. */
const SIDE_BY_SIDE = 5;
let people = 0;
const somebody = (): string => `25470001${String((people += 1)).padStart(4, '0')}`;
const CONSUMERS = Array.from({ length: 250 }, somebody);
const nextConsumer = (): string => CONSUMERS.pop()!;

let world: SignallingWorld;
const acme = () => world.two.acme;
const phoneNumberId = (): string => acme().numbers[0]!.phoneNumberId;

beforeAll(async () => {
  world = await SignallingWorld.start({ consumers: CONSUMERS });
}, 60_000);
afterAll(async () => {
  await world.stop();
});

/** Every row, some at a time. */
async function eachRow<R>(rows: readonly R[], play: (row: R) => Promise<void>): Promise<void> {
  const queue = [...rows];
  const work = async (): Promise<void> => {
    for (let row = queue.shift(); row !== undefined; row = queue.shift()) {
      await play(row);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
}

function hasCome(code: number, door: Door): void {
  come.set(code, (come.get(code) ?? new Set()).add(door));
}

const fault = (consumer: string, faults: Json): Promise<Json> =>
  world.sim('POST', '/faults/rules', { match: { consumer }, ...faults });

/** The answer of a mutation that Meta refused, by HTTP and by GraphQL no error at all. */
async function refusalOf(query: string, input: Json): Promise<Json> {
  const { data, errors } = await graphql(world.api, acme().token, query, { input });
  expect(errors).toBeUndefined();
  return Object.values(data!)[0];
}

function expectTyped(told: Json, row: Row): void {
  expect(told).toMatchObject({
    __typename: typeNameOf(row.refusal),
    code: row.refusal,
    metaError: { code: row.code, title: expect.any(String), fbtraceId: expect.any(String) },
  });
  expect(told.message).toContain(row.remedy);
  expect(told.retryAt === null).toBe(row.retryAfterSeconds === null);
}

/** A call that Meta ends with a code; what the tenant is told with its end, and reads of it. */
async function expectToldWithEnd(ref: Parameters<SignallingWorld['row']>[0], row: Row) {
  const call = await world.row(ref, ({ ended_at }) => ended_at !== null);
  const [end] = (await world.told(String(call.id))).filter(
    ({ event_type }) => event_type === 'call.terminated',
  );
  const refusal = {
    code: row.refusal,
    message: row.remedy,
    retryAt: row.retryAfterSeconds === null ? null : expect.any(String),
  };
  expect(end.payload).toMatchObject({ state: 'FAILED', metaError: { code: row.code }, refusal });
  const id = encodeId('call', String(call.id));
  expect(await world.ask(acme(), READ, { id })).toEqual({
    state: 'FAILED',
    metaError: { code: row.code },
    refusal,
  });
  const foreign = await graphql(world.api, world.two.globex.token, READ, { id });
  expect(errorCode(foreign)).toBe('NOT_FOUND');
  hasCome(row.code, 'call.terminated');
}

async function offered(consumer: string) {
  const wacid = await world.userCalls(consumer, phoneNumberId());
  const row = await world.row({ wacid }, ({ facts }) => facts.asked.told.includes('call.connect'));
  return { wacid, callId: encodeId('call', String(row.id)) };
}

async function accepted(consumer: string): Promise<string> {
  const { wacid, callId } = await offered(consumer);
  const { __typename } = await refusalOf(ACCEPT, { callId, sdpAnswer: ANSWER });
  // Its sound breaks as soon as Meta has the answer: the news of its end may overtake ours.
  expect(['AcceptCallSuccess', 'CallEnded']).toContain(__typename);
  return wacid;
}

const place = (waId: string): Promise<Json> =>
  refusalOf(PLACE, {
    phoneNumberId: phoneNumberId(),
    consumer: { waId },
    media: { mode: 'PASSTHROUGH', sdpOffer: OFFER },
  });

/** Somebody who has written to the number is asked, and Meta refuses. */
async function askWith(code: number): Promise<Json> {
  const waId = nextConsumer();
  await world.sim('POST', `/consumers/${waId}/messages`, { phoneNumberId: phoneNumberId() });
  await fault(waId, { graph: [{ endpoint: 'messages', status: statusOf(code), code }] });
  const input = { phoneNumberId: phoneNumberId(), consumer: { waId }, form: 'FREE_FORM' };
  return refusalOf(ASK, input);
}

describe('what Meta refuses with reaches the tenant as its own refusal, with the remedy', () => {
  it('when a call is placed', async () => {
    await eachRow(GRAPH_ROWS, async (row) => {
      const consumer = nextConsumer();
      const { code } = row;
      await fault(consumer, { graph: [{ action: 'connect', status: statusOf(code), code }] });
      const told = await place(consumer);
      expectTyped(told, row);
      expect(told).toMatchObject({ failed: { state: 'FAILED' }, verdicts: [] });
      hasCome(code, 'placeCall');
    });
  }, 30_000);

  it('when a call is accepted', async () => {
    // A refusal that may pass is asked for once more: Meta stays with it.
    await eachRow(FIRST_ROWS, async (row) => {
      const consumer = nextConsumer();
      const { code } = row;
      const graph = [{ action: 'accept', status: statusOf(code), code, times: 'always' }];
      await fault(consumer, { graph });
      const { callId, wacid } = await offered(consumer);
      expectTyped(await refusalOf(ACCEPT, { callId, sdpAnswer: ANSWER }), row);
      hasCome(code, 'acceptCall');
      await world.sim('POST', `/calls/${wacid}/hangup`).catch(() => undefined);
    });
  }, 30_000);

  it('when a permission is asked for', async () => {
    await eachRow(GRAPH_ROWS, async (row) => {
      expectTyped(await askWith(row.code), row);
      hasCome(row.code, 'requestCallPermission');
    });
    await eachRow(OF_MESSAGES, async ([code, refusal]) => {
      expect(await askWith(code)).toMatchObject({
        __typename: typeNameOf(refusal),
        code: refusal,
        metaError: { code },
      });
    });
  }, 30_000);

  it('when a call fails: a user’s, the business’s, and one that Meta never let ring', async () => {
    await eachRow(WEBHOOK_ROWS, async (row) => {
      const [caller, called] = [nextConsumer(), nextConsumer()];
      for (const consumer of [caller, called]) {
        await fault(consumer, { media: { breaks: { code: row.code } } });
      }
      await expectToldWithEnd({ wacid: await accepted(caller) }, row);
      const { call } = await place(called);
      await expectToldWithEnd({ callId: call.id }, row);
    });
    await world.sim('PUT', `/numbers/${phoneNumberId()}`, { hasPaymentMethod: false });
    const wacid = await world.userCalls(nextConsumer(), phoneNumberId());
    await expectToldWithEnd({ wacid }, NO_PAYMENT);
  }, 30_000);

  it('and no code of docs/limits.md is left out', () => {
    const page = readFileSync('docs/limits.md', 'utf8');
    const codes = [...page.matchAll(/^\| (\d+) +\| `\w+` +\|/gm)].map(([, code]) => Number(code));
    expect(codes.filter((code) => !come.has(code))).toEqual([]);
    expect(codes).toHaveLength(META_ERROR_TABLE.length);
    const doors = [...come.values()].reduce((sum, { size }) => sum + size, 0);
    process.stderr.write(`${come.size} codes of Meta's by ${doors} doors\n`);
  });
});
