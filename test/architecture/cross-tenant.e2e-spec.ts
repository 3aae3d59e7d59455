import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { graphql } from '../support/graphql-client.js';
import { cloneDatabase, type TestDatabase } from '../support/test-services.js';
import { tenantTablesIn } from './support/audit-schema.js';
import { rowsOf, withClient } from './support/catalogue.js';
import {
  isForStaff,
  placesOf,
  SAMPLES,
  STAFF_SAMPLES,
  tryPlace,
  tryWithoutId,
  WITHOUT_ID,
} from './support/cross-tenant.js';
import { operationsOf } from './support/sdl.js';
import { type TwoWorlds, twoWorlds } from './support/two-worlds.js';

/**
 * What the API answers to a tenant that names another tenant's rows. The cases come from the schema:
 * whatever takes an id is tried, and what has no sample yet fails.
 */
const operations = operationsOf(await readFile('apps/api/schema.gql', 'utf8'));
const ofStaff = operations.filter(isForStaff);
const withId = operations.filter((one) => one.idPlaces.length > 0 && !isForStaff(one));
const withoutId = operations.filter(({ idPlaces }) => idPlaces.length === 0);

/** Each place with what is wrong with the answers to it. */
async function tryEverything(api: TestApp, worlds: TwoWorlds): Promise<[string, string[]][]> {
  const found: [string, string[]][] = [];
  for (const operation of withId) {
    for (const place of placesOf([operation])) {
      found.push([place, await tryPlace(api, worlds, { document: operation.document, place })]);
    }
  }
  return found;
}

describe('the schema', () => {
  it('has a sample for each place that takes an id, and no sample for what is gone', () => {
    const sampled = [...Object.keys(SAMPLES), ...Object.keys(STAFF_SAMPLES)];
    expect(sampled.sort()).toEqual(placesOf(operations).sort());
    expect(Object.keys(WITHOUT_ID).sort()).toEqual(withoutId.map(({ name }) => name).sort());
  });

  it('gives an id away wherever it takes one, also deep in an input and in a list', () => {
    const sdl = `
      scalar CallID scalar DateTime
      input Deep { ids: [CallID!] numberIds: [String!] when: DateTime waId: String }
      input Outer { deep: [Deep!] note: String }
      type Query { find(input: Outer, after: String, first: Int! = 5): CallID }`;
    expect(operationsOf(sdl)).toEqual([
      {
        name: 'query.find',
        document: 'query ($input: Outer, $after: String) { find(input: $input, after: $after)  }',
        idPlaces: ['input.deep.ids', 'input.deep.numberIds', 'after'],
      },
    ]);
  });
});

describe('a tenant that names the rows of another', () => {
  let api: TestApp;
  let worlds: TwoWorlds;

  beforeAll(async () => {
    api = await createTestApp();
    worlds = await twoWorlds(api);
  });
  afterAll(() => api.close());

  /** All rows of the victim's, boiled down. */
  function fingerprint(): Promise<[string, string][]> {
    return withClient(process.env.DATABASE_OWNER_URL!, async (client) => {
      const prints: [string, string][] = [];
      for (const table of await tenantTablesIn(client)) {
        const rows = await rowsOf<{ print: string }>(
          client,
          `select count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' order by t::text)), '') as print
             from ${table} t where tenant_id = $1`,
          [worlds.victim.tenant.tenantId],
        );
        prints.push([table, rows[0]!.print]);
      }
      return prints;
    });
  }

  it('gets the answer of a random id, and changes nothing', async () => {
    const before = await fingerprint();
    const found = await tryEverything(api, worlds);
    expect(found).toEqual(placesOf(withId).map((place) => [place, []]));
    expect(await fingerprint()).toEqual(before);
  });

  it('is shown nothing by what takes no id', async () => {
    for (const operation of withoutId) {
      expect([operation.name, await tryWithoutId(api, worlds, operation)]).toEqual([
        operation.name,
        [],
      ]);
    }
  });

  it('is refused by what is the staff’s, whatever it names', async () => {
    const before = await fingerprint();
    for (const operation of ofStaff) {
      const { document } = operation;
      for (const place of placesOf([operation])) {
        expect([place, await tryPlace(api, worlds, { document, place })]).toEqual([place, []]);
        const { foreign, variables } = STAFF_SAMPLES[place]!;
        const own = variables(foreign(worlds.intruder), worlds.intruder);
        const answers = await Promise.all(
          [worlds.intruder.tenant, worlds.staff].map(({ token }) =>
            graphql(api, token, document, own),
          ),
        );
        const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code);
        expect([place, codes[0]]).toEqual([place, 'FORBIDDEN']);
        // And the document is one that the staff is answered, or told that there is no such row.
        expect([undefined, 'NOT_FOUND']).toContain(codes[1]);
      }
    }
    expect(await fingerprint()).toEqual(before);
  });

  // Without this, a document that is refused for its form would pass for one that gives nothing away.
  it.each(withId)('would be answered by $name about its own rows', async ({ name, document }) => {
    const { intruder } = worlds;
    for (const place of placesOf(withId).filter((p) => p.startsWith(`${name}(`))) {
      const { foreign, variables } = SAMPLES[place]!;
      const own = variables(foreign(intruder), intruder);
      const answer = await graphql(api, intruder.tenant.token, document, own);
      expect([place, answer.errors]).toEqual([place, undefined]);
    }
  });
});

describe('the matrix', () => {
  let database: TestDatabase;
  let api: TestApp;
  let worlds: TwoWorlds;

  beforeAll(async () => {
    database = await cloneDatabase();
    const owner = new Client({ connectionString: database.ownerUrl });
    await owner.connect();
    for (const table of await tenantTablesIn(owner)) {
      await owner.query(`alter table ${table} disable row level security`);
    }
    await owner.end();
    api = await createTestApp({ DATABASE_URL: database.appUrl });
    worlds = await twoWorlds(api);
  });
  afterAll(async () => {
    await api.close();
    await database.drop();
  });

  it('sees it everywhere when row level security is off', async () => {
    const found = await tryEverything(api, worlds);
    const blind = found.filter(([, problems]) => problems.length === 0).map(([place]) => place);
    expect(blind).toEqual([]);
  });
});
