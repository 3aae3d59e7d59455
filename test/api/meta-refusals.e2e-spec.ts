import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { META_ERROR_TABLE } from '#patchbay/meta';
import { CALLING_ERRORS } from '../../apps/simulator/src/graph/calling-errors.js';
import { GENERAL_ERRORS } from '../../apps/simulator/src/graph/general-errors.js';
import { graphql } from '../support/graphql-client.js';
import { SignallingWorld } from '../support/signalling-world.js';
import { OFFER } from '../simulator/support/business-sdp.js';

const PLACE = `mutation ($input: PlaceCallInput!) { placeCall(input: $input) {
  __typename
  ... on MutationError { code message }
  ... on CallRefusal { retryAt metaError { code title details fbtraceId } call { state } verdicts { rule } } } }`;

const STATUS = new Map<number, number>(
  [...Object.values(CALLING_ERRORS), ...GENERAL_ERRORS].map(({ code, httpStatus }) => [
    code,
    httpStatus,
  ]),
);
const GRAPH_ROWS = META_ERROR_TABLE.filter(({ comesBy }) => comesBy === 'graph');
const CONSUMERS = GRAPH_ROWS.map((_, index) => `25470000${1000 + index}`);
const SIDE_BY_SIDE = 5;
const typeOf = (code: string): string =>
  code.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

let world: SignallingWorld;
const answers = new Map<number, Awaited<ReturnType<typeof graphql>>>();

beforeAll(async () => {
  world = await SignallingWorld.start({ consumers: CONSUMERS });
  const { token, numbers } = world.two.acme;
  const { phoneNumberId } = numbers[0]!;
  const media = { mode: 'PASSTHROUGH', sdpOffer: OFFER };
  const place = (waId: string) =>
    graphql(world.api, token, PLACE, { input: { phoneNumberId, consumer: { waId }, media } });
  for (let begun = 0; begun < GRAPH_ROWS.length; begun += SIDE_BY_SIDE) {
    const ofGroup = [begun, begun + SIDE_BY_SIDE] as const;
    const graph = GRAPH_ROWS.slice(...ofGroup).map(({ code }) => ({
      action: 'connect',
      status: STATUS.get(code) ?? (code === 190 ? 401 : 400),
      code,
    }));
    // Each hits one request; which one of the calls side by side, its answer tells.
    await world.sim('PUT', '/faults', { graph });
    for (const answer of await Promise.all(CONSUMERS.slice(...ofGroup).map(place))) {
      expect(answer.errors).toBeUndefined();
      answers.set(answer.data!.placeCall.metaError?.code, answer);
    }
  }
}, 60_000);
afterAll(() => world.stop());

describe('every code of the error table reaches the tenant as the right typed refusal', () => {
  it.each(GRAPH_ROWS.map((row) => [row.code, row] as const))('%i', (code, row) => {
    const { errors, data } = answers.get(code)!;
    // Never an error of the request, least of all one of authentication.
    expect(errors).toBeUndefined();
    const refusal = data!.placeCall;
    expect(refusal).toMatchObject({
      __typename: typeOf(row.refusal),
      code: row.refusal,
      metaError: { code, title: expect.any(String), fbtraceId: expect.any(String) },
      call: { state: 'FAILED' },
      verdicts: [],
    });
    expect(refusal.message).toContain(row.remedy);
    expect(refusal.retryAt === null).toBe(row.retryAfterSeconds === null);
  });
});
