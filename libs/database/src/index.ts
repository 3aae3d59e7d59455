export { DatabasePools, dataSource } from './connection/database-pools.js';
export { SnakeNaming } from './connection/naming-strategy.js';
export {
  type DatabaseConfig,
  databaseConfigSchema,
  RUNTIME_ROLES,
  type RuntimeRole,
} from './database.config.js';
export { DatabaseModule } from './database.module.js';
export { type Fact, Facts, FactStatement } from './facts.js';
export { type RoleNames, roleNames } from './migration/role-names.js';
export {
  CURRENT_TENANT,
  dropLogTable,
  globalTable,
  type Grants,
  logTable,
  revokeGrants,
  tenantTable,
} from './migration/tables.js';
export { type OutboxEvent, publish } from './outbox/outbox.js';
export { OutboxRelay, type RelayedEvent } from './outbox/outbox-relay.js';
export { type PlatformAct, PlatformDatabase, StaffDatabase } from './platform-database.js';
export { TenantDatabase } from './tenant-database.js';
export { TenantTransaction, Transaction } from './transaction.js';
export { type PlatformRequest, PlatformRequests } from './use-case/platform-requests.js';
export {
  requireRole,
  type UseCaseCall,
  type UseCaseDefinition,
  UseCases,
} from './use-case/use-case.js';
