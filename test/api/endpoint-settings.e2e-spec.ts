import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EVENT_TYPE_NAMES } from '#patchbay/fanout';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { errorCode, expectSuccess, graphql } from '../support/graphql-client.js';
import { type TwoTenants, twoTenants } from '../support/two-tenants.js';

const ENDPOINT = `id url description eventTypes phoneNumberIds wabaIds apiVersion format
  headers { name valueHint } failoverUrl rateLimitPerSecond maxInFlight alertEmails status
  disabledReason disabledAt previousSecretUntil updatedAt`;
const REFUSALS = `... on MutationError { code message } ... on EndpointUrlRefused { field reason }`;
const CREATE = `mutation ($input: CreateEndpointInput!) {
  createEndpoint(input: $input) {
    __typename ... on CreateEndpointSuccess { secret endpoint { ${ENDPOINT} } } ${REFUSALS}
  }
}`;
const UPDATE = `mutation ($input: UpdateEndpointInput!) {
  updateEndpoint(input: $input) {
    __typename ... on UpdateEndpointSuccess { endpoint { ${ENDPOINT} } } ${REFUSALS}
  }
}`;
const ENABLE = `mutation ($input: EnableEndpointInput!) {
  enableEndpoint(input: $input) {
    __typename ... on EnableEndpointSuccess { endpoint { ${ENDPOINT} } } ${REFUSALS}
  }
}`;
const ROTATE = `mutation ($input: RotateEndpointSecretInput!) {
  rotateEndpointSecret(input: $input) {
    __typename
    ... on RotateEndpointSecretSuccess { secret endpoint { id previousSecretUntil } }
    ... on MutationError { code }
    ... on SecretRotationUnderWay { until }
  }
}`;
const TEST = `mutation ($input: TestEndpointInput!) {
  testEndpoint(input: $input) {
    __typename
    ... on TestEndpointSuccess { messageId }
    ... on MutationError { code }
    ... on EndpointDisabled { endpointId }
  }
}`;
const DELETE = `mutation ($input: DeleteEndpointInput!) {
  deleteEndpoint(input: $input) { __typename ... on DeleteEndpointSuccess { endpointId } }
}`;
const FIND = `query ($id: EndpointID!) { endpoint(id: $id) { ${ENDPOINT} } }`;

describe('the settings of an endpoint', () => {
  let api: TestApp;
  let two: TwoTenants;
  let id: string;

  beforeAll(async () => {
    api = await createTestApp();
    two = await twoTenants(api);
  });
  afterAll(() => api.close());

  const ask = (document: string, input: object, token = two.acme.token) =>
    graphql(api, token, document, { input });
  const create = (changes: object = {}) =>
    ask(CREATE, { url: 'http://127.0.0.1:9/hook', eventTypes: ['call.connect'], ...changes });
  const find = (token = two.acme.token) => graphql(api, token, FIND, { id });

  beforeEach(async () => {
    id = expectSuccess(await create(), 'CreateEndpointSuccess').endpoint.id as string;
  });

  it('are everything of every event, in our newest form, unless said otherwise', async () => {
    expect(expectSuccess(await find())).toMatchObject({
      phoneNumberIds: null,
      wabaIds: null,
      apiVersion: '2026-11-01',
      format: 'STANDARD',
      headers: [],
      failoverUrl: null,
      rateLimitPerSecond: null,
      maxInFlight: null,
      alertEmails: [],
      status: 'ENABLED',
      disabledReason: null,
      previousSecretUntil: null,
    });
  });

  it('can all be said, by Meta’s ids, and headers are not shown again', async () => {
    const [number] = two.acme.numbers;
    const [waba] = two.acme.wabas;
    const input = {
      format: 'META',
      apiVersion: '2026-11-01',
      phoneNumberIds: [number!.phoneNumberId],
      wabaIds: [waba!.wabaId],
      headers: [{ name: 'X-Api-Key', value: '0123456789-very-secret' }],
      failoverUrl: 'http://127.0.0.1:9/second',
      rateLimitPerSecond: 20,
      maxInFlight: 4,
      alertEmails: ['ops@example.com'],
    };
    const answer = await create(input);
    expect(expectSuccess(answer, 'CreateEndpointSuccess').endpoint).toMatchObject({
      ...input,
      headers: [{ name: 'x-api-key', valueHint: '…cret' }],
    });
    expect(JSON.stringify(answer)).not.toContain('very-secret');
  });

  it('are changed one by one; null takes a filter away, headers too', async () => {
    const phoneNumberIds = [two.acme.numbers[0]!.phoneNumberId];
    const headers = [{ name: 'x-a', value: 'b' }];
    await ask(UPDATE, { endpointId: id, phoneNumberIds, headers });
    const changed = await ask(UPDATE, { endpointId: id, description: 'later' });
    expect(expectSuccess(changed, 'UpdateEndpointSuccess').endpoint).toMatchObject({
      description: 'later',
      phoneNumberIds,
      headers: [{ name: 'x-a' }],
      eventTypes: ['call.connect'],
    });
    const cleared = await ask(UPDATE, { endpointId: id, phoneNumberIds: null, headers: null });
    expect(expectSuccess(cleared, 'UpdateEndpointSuccess').endpoint).toMatchObject({
      phoneNumberIds: null,
      headers: [],
    });
  });

  it('are refused with a number or WABA of another tenant, as with one that is nobody’s', async () => {
    const foreign = [
      { phoneNumberIds: [two.globex.numbers[0]!.phoneNumberId] },
      { phoneNumberIds: ['410000000000000'] },
      { wabaIds: [two.globex.wabas[0]!.wabaId] },
      { wabaIds: ['510000000000000'] },
    ];
    const answers = [];
    for (const filter of foreign) {
      answers.push((await create(filter)).errors?.[0]?.extensions.fields);
    }
    const [number, nobodysNumber, waba, nobodysWaba] = answers;
    expect(number).toEqual([{ field: 'phoneNumberIds', problem: 'has at place 1 none of yours' }]);
    expect(nobodysNumber).toEqual(number);
    expect(waba).toEqual([{ field: 'wabaIds', problem: 'has at place 1 none of yours' }]);
    expect(nobodysWaba).toEqual(waba);
  });

  it('are BAD_USER_INPUT with a header of ours, told by its field', async () => {
    const answer = await create({ headers: [{ name: 'webhook-id', value: 'x' }] });
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ field: 'headers', problem: expect.stringContaining('choose another name') }],
    });
  });

  it('are a refusal with a failover URL where we do not send', async () => {
    const answer = await ask(UPDATE, { endpointId: id, failoverUrl: 'https://10.0.0.1/' });
    expect(expectSuccess(answer, 'EndpointUrlRefused')).toMatchObject({
      code: 'ENDPOINT_URL_REFUSED',
      field: 'failoverUrl',
      message: expect.stringContaining('failoverUrl'),
    });
  });

  it('stop it, which no test event passes, and enableEndpoint starts it again', async () => {
    const stopped = await ask(UPDATE, { endpointId: id, disable: true });
    expect(expectSuccess(stopped, 'UpdateEndpointSuccess').endpoint).toMatchObject({
      status: 'DISABLED',
      disabledReason: 'TENANT',
      disabledAt: expect.any(String),
    });
    const test = { endpointId: id, eventType: 'call.connect' };
    expect(expectSuccess(await ask(TEST, test), 'EndpointDisabled')).toMatchObject({
      code: 'ENDPOINT_DISABLED',
      endpointId: id,
    });
    const enabled = await ask(ENABLE, { endpointId: id });
    expect(expectSuccess(enabled, 'EnableEndpointSuccess').endpoint.status).toBe('ENABLED');
    expect(expectSuccess(await ask(TEST, test), 'TestEndpointSuccess')).toMatchObject({
      messageId: expect.stringMatching(/^msg_[0-9a-z]{26}$/),
    });
  });

  it('have a secret that is rotated with an overlap, and not again before its end', async () => {
    const first = expectSuccess(await ask(ROTATE, { endpointId: id, overlapSeconds: 60 }));
    expect(first).toMatchObject({
      secret: expect.stringMatching(/^whsec_/),
      endpoint: { id, previousSecretUntil: expect.any(String) },
    });
    expect(expectSuccess(await ask(ROTATE, { endpointId: id }))).toMatchObject({
      code: 'SECRET_ROTATION_UNDER_WAY',
      until: first.endpoint.previousSecretUntil,
    });
  });

  it('are nobody else’s: another tenant finds, changes and deletes nothing', async () => {
    const { token } = two.globex;
    const answers = [
      await find(token),
      await ask(UPDATE, { endpointId: id, disable: true }, token),
      await ask(ENABLE, { endpointId: id }, token),
      await ask(ROTATE, { endpointId: id }, token),
      await ask(TEST, { endpointId: id, eventType: 'call.connect' }, token),
      await ask(DELETE, { endpointId: id }, token),
    ];
    expect(answers.map(errorCode)).toEqual(answers.map(() => 'NOT_FOUND'));
    expect(expectSuccess(await find())).toMatchObject({ id, status: 'ENABLED' });
  });

  it('go with the endpoint', async () => {
    expect(expectSuccess(await ask(DELETE, { endpointId: id }))).toMatchObject({ endpointId: id });
    expect(errorCode(await find())).toBe('NOT_FOUND');
  });

  it('choose from eventTypes', async () => {
    const answer = await graphql(
      api,
      two.acme.token,
      '{ eventTypes { type description isLive ttlSeconds formats } }',
    );
    const types = expectSuccess(answer) as unknown as { type: string }[];
    expect(types.map(({ type }) => type)).toEqual(EVENT_TYPE_NAMES);
    expect(types.filter(({ type }) => /connect|terminated/.test(type))).toMatchObject([
      { type: 'call.connect', isLive: true, ttlSeconds: 60, formats: ['STANDARD', 'META'] },
      { type: 'call.terminated', isLive: false, ttlSeconds: null, formats: ['STANDARD', 'META'] },
    ]);
    expect(errorCode(await graphql(api, undefined, '{ eventTypes { type } }'))).toBe(
      'UNAUTHENTICATED',
    );
  });
});
