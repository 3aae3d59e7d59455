import type { DataSource, EntityTarget, ObjectLiteral } from 'typeorm';

/** The INSERT of one row of an entity, as TypeORM would write it, without its cost for each row. */
export function insertStatement<Entity extends ObjectLiteral>(
  source: DataSource,
  target: EntityTarget<Entity>,
  row: Partial<Entity>,
): { readonly sql: string; readonly values: unknown[] } {
  const { columns, tableName } = source.getMetadata(target);
  const given = columns.filter(({ propertyName }) => row[propertyName] !== undefined);
  const names = given.map(({ databaseName }) => `"${databaseName}"`).join(', ');
  const places = given.map((_, index) => `$${index + 1}`).join(', ');
  return {
    sql: `insert into "${tableName}" (${names}) values (${places})`,
    values: given.map(
      (column) => source.driver.preparePersistentValue(row[column.propertyName], column) as unknown,
    ),
  };
}
