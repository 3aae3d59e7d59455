import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { graphqlSdl } from '../../apps/api/src/graphql/graphql-sdl.js';
import { createTestApp, type TestApp } from '../support/create-test-app.js';

describe('the schema', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await createTestApp();
  });
  afterAll(() => api.close());

  it('is the committed one: else run dist/apps/api/src/cli/print-schema.js', async () => {
    const committed = new URL('../../apps/api/schema.gql', import.meta.url);

    expect(await graphqlSdl()).toBe(await readFile(committed, 'utf8'));
  });

  it('is what the API serves', async () => {
    const served = printSchema(lexicographicSortSchema(api.app.get(GraphQLSchemaHost).schema));

    expect(await graphqlSdl()).toContain(served);
  });
});
