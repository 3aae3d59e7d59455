import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dataSource } from '#patchbay/database';
import { emptyDatabase, type TestDatabase } from '../support/test-services.js';
import { definitionsIn, objectsIn, withClient } from './support/catalogue.js';
import { loadEntities } from './support/entities.js';
import { migrate } from './support/migrate.js';

/**
 * Contexts refer to each other by id, so their entities know nothing of each other: a foreign key to
 * another context's table is in SQL only. These are all.
 */
const BETWEEN_CONTEXTS = [
  'fk_admission_epoch_tenant',
  'fk_api_client_directory_tenant',
  'fk_api_client_tenant',
  'fk_app_binding_tenant',
  'fk_call_message_consumer',
  'fk_call_message_number',
  'fk_call_number',
  'fk_call_slot_consumer',
  'fk_call_slot_number',
  'fk_call_permission_consumer',
  'fk_call_permission_number',
  'fk_call_template_waba',
  'fk_consumer_tenant',
  'fk_endpoint_tenant',
  'fk_kill_switch_number',
  'fk_kill_switch_tenant',
  'fk_first_contact_button_number',
  'fk_first_contact_consumer',
  'fk_first_contact_number',
  'fk_number_directory_tenant',
  'fk_number_route_number',
  'fk_quiet_hours_tenant',
  'fk_suppression_consumer',
  'fk_tenant_price_tenant',
  'fk_tenant_quota_tenant',
  'fk_waba_tenant',
];
const isBetweenContexts = (text: string): boolean =>
  BETWEEN_CONTEXTS.some((name) => new RegExp(`\\b${name}\\b`).test(text));

let migrated: TestDatabase;
let built: TestDatabase;

function sourceOf(database: TestDatabase): ReturnType<typeof dataSource> {
  return dataSource(database.ownerUrl, {
    poolSize: 1,
    statementTimeoutMs: 10_000,
    connectTimeoutMs: 3000,
    onPoolError: () => undefined,
  });
}

beforeAll(async () => {
  await loadEntities();
  migrated = await emptyDatabase();
  built = await emptyDatabase();
});
afterAll(async () => {
  await migrated.drop();
  await built.drop();
});

describe('the migrations', () => {
  it('go up on an empty database, and up again to nothing new', async () => {
    const first = await migrate(migrated, 'up');
    expect(first.count).toBeGreaterThan(0);
    expect(await migrate(migrated, 'up')).toMatchObject({ count: 0 });
  });

  it('leave nothing for TypeORM to change', async () => {
    const source = await sourceOf(migrated).initialize();
    try {
      const { upQueries } = await source.driver.createSchemaBuilder().log();
      const drift = upQueries.map(({ query }) => query).filter((sql) => !isBetweenContexts(sql));
      expect(drift).toEqual([]);
    } finally {
      await source.destroy();
    }
  });

  it('make what the entities say, down to the text of each check and index', async () => {
    const source = await sourceOf(built).initialize();
    await source.synchronize();
    await source.destroy();
    const [fromSql, fromEntities] = await Promise.all(
      [migrated, built].map(({ ownerUrl }) => withClient(ownerUrl, definitionsIn)),
    );
    expect(fromSql!.filter((text) => !isBetweenContexts(text))).toEqual(fromEntities);
    // The list of exceptions holds nothing that is gone.
    expect(BETWEEN_CONTEXTS.filter((name) => !fromSql!.some((t) => t.includes(name)))).toEqual([]);
  });

  it('go down to nothing, and up again to the same', async () => {
    const before = await withClient(migrated.ownerUrl, objectsIn);
    await migrate(migrated, 'down');
    const left = await withClient(migrated.ownerUrl, objectsIn);
    expect(left.filter((object) => !object.includes('schema_migration'))).toEqual([]);
    await migrate(migrated, 'up');
    expect(await withClient(migrated.ownerUrl, objectsIn)).toEqual(before);
  });
});
