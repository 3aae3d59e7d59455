import { DefaultNamingStrategy } from 'typeorm';

function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

/** Singular snake_case tables and columns, as the migrations write them. */
export class SnakeNaming extends DefaultNamingStrategy {
  override tableName(className: string, customName: string | undefined): string {
    return customName ?? snakeCase(className.replace(/Entity$/, ''));
  }

  override columnName(property: string, customName: string | undefined): string {
    return customName ?? snakeCase(property);
  }

  override primaryKeyName(table: { name: string } | string): string {
    return `pk_${typeof table === 'string' ? table : table.name}`;
  }
}
