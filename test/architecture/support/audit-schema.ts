import type { Client } from 'pg';
import { RUNTIME_ROLES, type RuntimeRole } from '#patchbay/database';
import {
  logTablesIn,
  type OwnerFunction,
  ownerFunctionsIn,
  type Policy,
  type RoleFacts,
  rolesIn,
  type TableFacts,
  tablesIn,
} from './schema-facts.js';
import { GLOBAL_TABLES, OWNER_FUNCTIONS, SYSTEM_TABLES, TENANT_PREDICATE } from './schema-rules.js';

/** A table, role or function that breaks a rule. */
export interface Finding {
  readonly subject: string;
  readonly rule: string;
}

/** Writing that no runtime role needs: TRUNCATE knows no row level security. */
const NEVER_GRANTED = ['TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'];

type Roles = Readonly<Record<RuntimeRole, string>>;
type Rules = readonly (readonly [holds: boolean, rule: string])[];

function broken(subject: string, rules: Rules): Finding[] {
  return rules.filter(([holds]) => !holds).map(([, rule]) => ({ subject, rule }));
}

function isFor(policy: Policy, role: string): boolean {
  return policy.roles.includes(role) || policy.roles.includes('public');
}

function isTenantPolicy(policy: Policy): boolean {
  return (
    policy.cmd === 'ALL' && policy.using === TENANT_PREDICATE && policy.check === TENANT_PREDICATE
  );
}

/** Every policy a tenant's role meets is the tenant predicate, and there is one. */
function isConfinedToTenant(table: TableFacts, role: string): boolean {
  const policies = table.policies.filter((policy) => isFor(policy, role));
  return policies.length > 0 && policies.every(isTenantPolicy);
}

function mayOnlyRead(table: TableFacts, role: string): boolean {
  const policies = table.policies.filter((policy) => isFor(policy, role));
  const grants = table.grants.filter((grant) => grant.role === role);
  return (
    policies.every((policy) => policy.cmd === 'SELECT') &&
    grants.every((grant) => grant.privilege === 'SELECT')
  );
}

function isUntouchedBy(table: TableFacts, role: string): boolean {
  return (
    !table.grants.some((grant) => grant.role === role) &&
    !table.policies.some((policy) => isFor(policy, role))
  );
}

function grantRules(table: TableFacts): Rules {
  return [
    [!table.grants.some((g) => g.role === 'public'), 'grants nothing to everybody'],
    [
      !table.grants.some((g) => NEVER_GRANTED.includes(g.privilege)),
      'grants no TRUNCATE, REFERENCES, TRIGGER or MAINTAIN',
    ],
  ];
}

function foreignKeyRules(table: TableFacts, byName: ReadonlyMap<string, TableFacts>): Rules {
  return table.foreignKeys.flatMap(({ name, columns, target, targetColumns }): Rules => {
    const at = columns.indexOf('tenant_id');
    const isComposite = at >= 0 && targetColumns[at] === 'tenant_id';
    const isGlobal = target in GLOBAL_TABLES;
    return [
      [isGlobal || isComposite, `foreign key ${name} carries tenant_id`],
      [byName.get(target)?.kind !== 'p', `foreign key ${name} points at no log table`],
    ];
  });
}

function auditTenantTable(
  table: TableFacts,
  roles: Roles,
  byName: ReadonlyMap<string, TableFacts>,
): Finding[] {
  return broken(table.name, [
    [table.tenantId === 'not null', 'has tenant_id not null, or a reason in GLOBAL_TABLES'],
    [table.isSecured, 'has row level security enabled'],
    [table.isForced, 'has row level security forced'],
    [isConfinedToTenant(table, roles.app), 'confines app to the tenant, reading and writing'],
    [isConfinedToTenant(table, roles.platform), 'confines platform to the tenant'],
    [mayOnlyRead(table, roles.staff), 'lets staff read only'],
    [
      table.name in SYSTEM_TABLES || isUntouchedBy(table, roles.system),
      'is closed to system, or has a reason in SYSTEM_TABLES',
    ],
    [table.primaryKey[0] === 'tenant_id', 'has a primary key that begins with tenant_id'],
    ...table.uniques.map(
      ({ name, columns }) =>
        [columns[0] === 'tenant_id', `unique index ${name} begins with tenant_id`] as const,
    ),
    ...foreignKeyRules(table, byName),
    ...grantRules(table),
  ]);
}

function auditGlobalTable(table: TableFacts, roles: Roles): Finding[] {
  const granted = table.grants.filter((g) => g.role === roles.app).map((g) => g.privilege);
  const allowed = GLOBAL_TABLES[table.name]?.app ?? [];
  return broken(table.name, [
    [
      granted.every((privilege) => allowed.includes(privilege)),
      'lets app do no more than GLOBAL_TABLES says',
    ],
    [showsAppItsOwn(table, roles.app), 'shows app the rows that GLOBAL_TABLES says'],
    [mayOnlyReadOrAudit(table, roles), 'lets staff read only'],
    ...grantRules(table),
  ]);
}

function showsAppItsOwn(table: TableFacts, role: string): boolean {
  const predicate = GLOBAL_TABLES[table.name]?.appSees;
  if (predicate === undefined) return true;
  const policies = table.policies.filter((policy) => isFor(policy, role));
  return (
    table.isSecured &&
    table.isForced &&
    policies.length > 0 &&
    policies.every(({ cmd, using }) => cmd === 'SELECT' && using === predicate)
  );
}

function mayOnlyReadOrAudit(table: TableFacts, roles: Roles): boolean {
  return table.name === 'platform_audit_event' || mayOnlyRead(table, roles.staff);
}

/** Policies and grants are on the parent: whoever names the partition itself must be refused. */
function auditPartition(table: TableFacts): Finding[] {
  return broken(table.name, [
    [table.grants.length === 0, 'is a partition and grants nothing to anybody'],
  ]);
}

function auditTable(
  table: TableFacts,
  roles: Roles,
  byName: ReadonlyMap<string, TableFacts>,
): Finding[] {
  if (table.partitionOf !== null) return auditPartition(table);
  if (table.kind === 'v' || table.kind === 'm' || table.kind === 'f') {
    return broken(table.name, [[table.isInvokerView, 'is a view that asks as its reader']]);
  }
  return table.name in GLOBAL_TABLES
    ? auditGlobalTable(table, roles)
    : auditTenantTable(table, roles, byName);
}

function auditRoles(found: readonly RoleFacts[], expected: readonly string[]): Finding[] {
  return expected.flatMap((name) => {
    const role = found.find((candidate) => candidate.name === name);
    if (role === undefined) return [{ subject: name, rule: 'exists' }];
    return broken(name, [
      [!role.hasPower, 'is no superuser, bypasses nothing and makes no roles or databases'],
      [!role.ownsSomething, 'owns nothing'],
      [role.isMemberOf === null, 'is a member of no other role'],
      [!role.mayCreate, 'creates nothing in the schema'],
    ]);
  });
}

function auditFunctions(functions: readonly OwnerFunction[]): Finding[] {
  return functions.flatMap(({ name, hasFixedPath, isForEverybody }) =>
    broken(name, [
      [name in OWNER_FUNCTIONS, "runs with the owner's rights for a reason in OWNER_FUNCTIONS"],
      [hasFixedPath, 'fixes its search path'],
      [!isForEverybody, 'may not be run by everybody'],
    ]),
  );
}

/** What the lists of exceptions name must be there: a list of what is gone hides what is coming. */
function auditLists(tables: readonly TableFacts[]): Finding[] {
  const names = new Set(tables.map((table) => table.name));
  return [...Object.keys(GLOBAL_TABLES), ...Object.keys(SYSTEM_TABLES)]
    .filter((name) => !names.has(name))
    .map((subject) => ({ subject, rule: 'is named in a list of exceptions and exists' }));
}

function auditLogTables(tables: readonly TableFacts[], registered: readonly string[]): Finding[] {
  return tables
    .filter((table) => table.kind === 'p')
    .flatMap(({ name, primaryKey }) =>
      broken(name, [
        [registered.includes(name), 'is partitioned and registered in log_table'],
        [tables.some((t) => t.partitionOf === name), 'is partitioned and has partitions'],
        [primaryKey.at(-1) === 'id', 'is partitioned by its id'],
      ]),
    );
}

/**
 * Reads PostgreSQL's catalogue and names everything by which a row could be seen or changed from
 * another tenant. `rolePrefix` is the database whose migration made the runtime roles.
 */
export async function auditSchema(client: Client, rolePrefix: string): Promise<Finding[]> {
  const roles = Object.fromEntries(
    RUNTIME_ROLES.map((role) => [role, `${rolePrefix}_${role}`]),
  ) as unknown as Roles;
  const tables = await tablesIn(client);
  const byName = new Map(tables.map((table) => [table.name, table]));
  return [
    ...tables.flatMap((table) => auditTable(table, roles, byName)),
    ...auditLogTables(tables, await logTablesIn(client)),
    ...auditLists(tables),
    ...auditRoles(await rolesIn(client, Object.values(roles)), Object.values(roles)),
    ...auditFunctions(await ownerFunctionsIn(client)),
  ];
}

/** The tables that hold rows of tenants. */
export async function tenantTablesIn(client: Client): Promise<string[]> {
  const tables = await tablesIn(client);
  return tables
    .filter((t) => t.partitionOf === null && 'rp'.includes(t.kind) && !(t.name in GLOBAL_TABLES))
    .map((table) => table.name);
}
