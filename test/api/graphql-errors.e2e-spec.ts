import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import request from 'supertest';
import { FindTenant } from '#patchbay/tenants';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { errorCode, graphql } from '../support/graphql-client.js';
import { type TwoTenants, twoTenants } from '../support/two-tenants.js';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('errors of the GraphQL API', () => {
  let api: TestApp;
  let two: TwoTenants;

  beforeAll(async () => {
    api = await createTestApp();
    two = await twoTenants(api);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  afterAll(() => api.close());

  const post = (token = two.acme.token) =>
    request(api.url).post('/graphql').set('authorization', `Bearer ${token}`);

  it('mask a bug: an errorId, which is the trace id of the log line, and nothing else', async () => {
    const bug = new Error('connect postgres://app:hunter2@db failed');
    jest.spyOn(api.app.get(FindTenant), 'execute').mockRejectedValue(bug);

    const { body } = await post()
      .set('traceparent', `00-${TRACE_ID}-00f067aa0ba902b7-01`)
      .send({ query: 'query Who { viewer { tenant { id } } }' });

    expect(body.errors).toEqual([
      {
        message: 'Something went wrong on our side. Tell us the errorId.',
        locations: expect.anything(),
        path: ['viewer', 'tenant'],
        extensions: { code: 'INTERNAL', errorId: TRACE_ID },
      },
    ]);
    expect(JSON.stringify(body)).not.toMatch(/hunter2|\.ts|at /);
    const line = api.logs.find((log) => log.msg === 'graphql.failed');
    expect(line).toMatchObject({ errorId: TRACE_ID, operation: 'Who', level: 'error' });
    expect(JSON.stringify(line)).toContain('connect postgres');
  });

  it('give every bug an errorId when the caller sent no trace', async () => {
    jest.spyOn(api.app.get(FindTenant), 'execute').mockRejectedValue('not even an error');

    const answer = await graphql(api, two.acme.token, '{ viewer { tenant { id } } }');

    expect(answer.errors?.[0]?.extensions).toEqual({
      code: 'INTERNAL',
      errorId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it('are BAD_USER_INPUT for a document that is wrong, too deep or too long', async () => {
    const unknownField = await graphql(api, two.acme.token, '{ viewer { secret } }');
    const syntax = await graphql(api, two.acme.token, '{ viewer { ');
    const tooLong = await graphql(
      api,
      two.acme.token,
      `{ ${Array.from({ length: 300 }, (_, i) => `a${i}: viewer { id }`).join(' ')} }`,
    );

    for (const answer of [unknownField, syntax, tooLong]) {
      expect(answer.status).toBe(400);
      expect(errorCode(answer)).toBe('BAD_USER_INPUT');
    }
    expect(unknownField.errors?.[0]?.message).toContain('Cannot query field "secret"');
    expect(tooLong.errors?.[0]?.message).toContain('1000 tokens');
  });

  it('are BAD_USER_INPUT for a deep document, whether or not its fields exist', async () => {
    const deep = `{ viewer { ${'tenant { '.repeat(12)} id ${'} '.repeat(12)} } }`;
    const answer = await graphql(api, two.acme.token, deep);

    expect(answer.status).toBe(400);
    expect(answer.errors?.map((error) => error.message)).toContain(
      'The operation has 14 levels of fields; 12 are allowed.',
    );
  });

  it.each([
    ['U+0000', 'a\u0000b'],
    ['half a surrogate pair', 'a\ud800b'],
    ['the other half', '\udc00'],
  ])('are BAD_USER_INPUT for text that nothing can keep: %s', async (_what, text) => {
    const kill = 'mutation ($reason: String!) { setKillSwitch(input: { isOn: true, reason: $reason }) { __typename } }'; // prettier-ignore
    const page = 'query ($text: String) { calls(after: $text) { edges { cursor } } }';
    const found = 'query ($text: String!) { calls(filter: { terminationCauses: ["", $text] }) { edges { cursor } } }'; // prettier-ignore
    const answers = [
      await graphql(api, two.acme.token, kill, { reason: text }),
      await graphql(api, two.acme.token, page, { text }),
      await graphql(api, two.acme.token, found, { text }),
    ];
    const fields = answers.map(({ errors }) => errors?.[0]?.extensions);
    const problem = 'must not have U+0000 or half a surrogate pair';
    expect(fields).toEqual(
      ['reason', 'after', 'terminationCauses.1'].map((field) => ({
        code: 'BAD_USER_INPUT',
        fields: [{ field, problem }],
      })),
    );
    const whole = await graphql(api, two.acme.token, page, { text: '\u{1F4DE}' });
    expect(JSON.stringify(whole.errors)).not.toContain('surrogate');
  });

  it.each(['-271821-04-20T00:00:00Z', '0000-12-31T23:59:59Z', '+275760-09-13T00:00:00Z'])(
    'are BAD_USER_INPUT for a time that is far from every call: %s',
    async (from) => {
      const page =
        'query ($from: DateTime) { calls(filter: { from: $from }) { edges { cursor } } }';
      const answer = await graphql(api, two.acme.token, page, { from });
      expect(answer.errors?.[0]?.extensions.fields).toEqual([
        { field: 'from', problem: 'must be a time of the years 1 to 9999' },
      ]);
    },
  );

  it.each(['2026-02-30T00:00:00Z', '2026-04-31', '2027-02-29T12:00:00+01:00'])(
    'are BAD_USER_INPUT for a day that no calendar has, which Date takes for a later one: %s',
    async (from) => {
      const page = 'query ($filter: CallFilter!) { calls(filter: $filter) { edges { cursor } } }';
      const problem = 'names a day that the calendar does not have';
      for (const tenant of [two.acme, two.globex]) {
        const answer = await graphql(api, tenant.token, page, { filter: { from } });
        expect(answer.errors?.[0]?.extensions).toEqual({
          code: 'BAD_USER_INPUT',
          fields: [{ field: 'filter.from', problem }],
        });
      }
      const literal = `{ calls(filter: { from: "${from}" }) { edges { cursor } } }`;
      expect(errorCode(await graphql(api, two.acme.token, literal))).toBe('BAD_USER_INPUT');
    },
  );

  it.each(['254700000101', 'ke.1234', 'KEN.1234', 'KE.', 'KE.12-34', 'KE.ENT.', 'KE.1 ', ' KE.1'])(
    'are BAD_USER_INPUT for what Meta gives nobody as a user id: %j',
    async (userId) => {
      const suppress = `mutation ($input: SuppressConsumerInput!) {
        suppressConsumer(input: $input) { __typename } }`;
      const can = `query ($phoneNumberId: String!, $consumer: ConsumerInput!) {
        canCall(phoneNumberId: $phoneNumberId, consumer: $consumer) { isAllowed } }`;
      const found = `query ($filter: CallFilter!) { calls(filter: $filter) { edges { cursor } } }`;
      const { token, numbers } = two.acme;
      const { phoneNumberId } = numbers[0]!;
      const consumer = { userId };
      const answers = [
        await graphql(api, token, suppress, { input: { consumer, reason: 'asked' } }),
        await graphql(api, token, can, { phoneNumberId, consumer }),
        await graphql(api, token, found, { filter: { consumer } }),
      ];
      expect(answers.map(({ errors }) => errors?.[0]?.extensions)).toEqual(
        ['consumer.userId', 'userId', 'consumer.userId'].map((field) => ({
          code: 'BAD_USER_INPUT',
          fields: [{ field, problem: expect.stringMatching(/^must be a business-scoped user id/) }],
        })),
      );
    },
  );

  it.each(['ZZ', 'UK', 'ke'])('are BAD_USER_INPUT for a country that is none: %s', async (code) => {
    const quiet = 'mutation ($input: SetQuietHoursInput!) { setQuietHours(input: $input) { __typename } }'; // prettier-ignore
    const route = 'mutation ($input: SetPhoneNumberRouteInput!) { setPhoneNumberRoute(input: $input) { __typename } }'; // prettier-ignore
    const { token, numbers } = two.globex;
    const { phoneNumberId } = numbers[0]!;
    const targets = [{ target: 'PASSTHROUGH' }];
    const filters = { onlyCountries: ['KE', code], blockedCountries: [code] };
    const answers = [
      await graphql(api, token, quiet, { input: { country: code, timeZone: 'UTC', spans: [] } }),
      await graphql(api, token, route, { input: { phoneNumberId, targets, filters } }),
    ];
    const problem = expect.stringContaining('ISO 3166 code');
    expect(answers.map(({ errors }) => errors?.[0]?.extensions.fields)).toEqual([
      [{ field: 'country', problem }],
      [
        { field: 'filters.onlyCountries', problem },
        { field: 'filters.blockedCountries', problem },
      ],
    ]);
  });

  it('name the field once', async () => {
    const long = 'query { calls(first: 201) { edges { cursor } } }';
    const { errors } = await graphql(api, two.acme.token, long);
    expect(errors?.[0]?.message).toBe('first must not be greater than 200');
  });

  it('refuse what a browser form could send, and batches', async () => {
    const get = await request(api.url).get('/graphql').query({ query: '{ __typename }' });
    const form = await post().type('text/plain').send('{"query":"{ __typename }"}');
    const batch = await post().send([{ query: '{ __typename }' }, { query: '{ __typename }' }]);

    for (const { status, body } of [get, form, batch]) {
      expect(status).toBe(400);
      expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
    }
  });

  it('are JSON of the same catalogue outside of GraphQL', async () => {
    const missing = await request(api.url).get('/nowhere');
    const broken = await post().type('application/json').send('{');
    const large = await post().send({ query: `# ${'x'.repeat(101 * 1024)}` });

    expect(missing.status).toBe(404);
    expect(missing.body.error.code).toBe('NOT_FOUND');
    expect(broken.status).toBe(400);
    expect(broken.body.error.code).toBe('BAD_USER_INPUT');
    expect(large.status).toBe(413);
    expect(large.body.error.message).toBe('The request body is too large');
    expect(missing.headers).not.toHaveProperty('x-powered-by');
  });
});

describe('errors of the GraphQL API in production', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await createTestApp({
      NODE_ENV: 'production',
      ISSUER_URL: 'https://api.example.com',
      DANGEROUS_EGRESS_ALLOW: '',
    });
  });
  afterAll(() => api.close());

  it('give no hint of the schema', async () => {
    const { acme } = await twoTenants(api);
    const nearly = await graphql(api, acme.token, '{ viewr { id } }');
    const introspection = await graphql(api, acme.token, getIntrospectionQuery());

    expect(nearly.errors?.[0]?.message).toBe('Cannot query field "viewr" on type "Query".');
    expect(introspection.status).toBe(400);
    expect(introspection.data).toBeUndefined();
  });
});
