import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { errorCode, expectSuccess, graphql } from '../support/graphql-client.js';
import { type TwoTenants, twoTenants } from '../support/two-tenants.js';

const CREATE = `mutation ($input: CreateEndpointInput!) {
  createEndpoint(input: $input) {
    __typename
    ... on CreateEndpointSuccess { secret endpoint { id url eventTypes description status } }
    ... on MutationError { code message }
    ... on EndpointUrlRefused { reason }
  }
}`;
const LIST = `query ($first: Int!, $after: String) {
  endpoints(first: $first, after: $after) {
    edges { cursor node { id url } } pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}`;

describe('endpoints', () => {
  let api: TestApp;
  let two: TwoTenants;

  beforeAll(async () => {
    api = await createTestApp();
    two = await twoTenants(api);
  });
  afterAll(() => api.close());

  const create = (changes: object = {}, token = two.acme.token) =>
    graphql(api, token, CREATE, {
      input: { url: 'http://127.0.0.1:9/hook', eventTypes: ['call.connect'], ...changes },
    });
  const list = (variables: object, token = two.acme.token) =>
    graphql(api, token, LIST, { ...variables });

  it('are made with a signing secret, and the same again for the same key', async () => {
    const input = { description: 'main', idempotencyKey: 'e-1' };
    const first = expectSuccess(await create(input), 'CreateEndpointSuccess');

    expect(first).toMatchObject({
      secret: expect.stringMatching(/^whsec_/),
      endpoint: {
        id: expect.stringMatching(/^ep_[0-9a-z]{26}$/),
        url: 'http://127.0.0.1:9/hook',
        eventTypes: ['call.connect'],
        description: 'main',
        status: 'ENABLED',
      },
    });
    expect(expectSuccess(await create(input))).toEqual(first);
    expect(errorCode(await create({ ...input, description: 'other' }))).toBe('CONFLICT');
  });

  it('are refused, as a refusal, where the egress guard does not let us send', async () => {
    expect(expectSuccess(await create({ url: 'http://10.0.0.1/hook' }))).toMatchObject({
      __typename: 'EndpointUrlRefused',
      code: 'ENDPOINT_URL_REFUSED',
      reason: 'private range',
    });
  });

  it('are BAD_USER_INPUT with an unknown event type or no URL', async () => {
    expect(errorCode(await create({ eventTypes: ['call.sung'] }))).toBe('BAD_USER_INPUT');
    expect(errorCode(await create({ url: 'nonsense' }))).toBe('BAD_USER_INPUT');
    expect(errorCode(await create({ eventTypes: [] }))).toBe('BAD_USER_INPUT');
  });

  it('are listed page by page, each once, and only the tenant’s own', async () => {
    const { globex, acme } = await twoTenants(api);
    const made: string[] = [];
    for (const path of ['a', 'b', 'c']) {
      const url = `http://127.0.0.1:9/${path}`;
      made.push(expectSuccess(await create({ url }, globex.token)).endpoint.id as string);
    }

    const one = expectSuccess(await list({ first: 2 }, globex.token));
    const two_ = expectSuccess(
      await list({ first: 2, after: one.pageInfo.endCursor }, globex.token),
    );
    const idsOf = (page: typeof one): string[] =>
      page.edges.map((edge: { node: { id: string } }) => edge.node.id);
    expect([...idsOf(one), ...idsOf(two_)]).toEqual(made);
    expect(one.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(two_.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect(expectSuccess(await list({ first: 50 }, acme.token)).edges).toEqual([]);
    // Another tenant's cursor is a place in the order of ids, and shows nothing of that tenant.
    const foreign = await list({ first: 2, after: one.pageInfo.endCursor }, acme.token);
    expect(expectSuccess(foreign).edges).toEqual([]);
  });

  it.each([{ first: 0 }, { first: 201 }, { first: 1, after: 'x' }])(
    'refuse the page %j',
    async (variables) => {
      const answer = await list(variables);

      expect(answer.errors?.[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: [{ field: 'after' in variables ? 'after' : 'first' }],
      });
    },
  );
});
