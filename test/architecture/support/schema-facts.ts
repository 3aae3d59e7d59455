import type { Client } from 'pg';
import { rowsOf } from './catalogue.js';

export interface Policy {
  readonly name: string;
  readonly permissive: string;
  readonly cmd: string;
  /** Names of roles; `public` is everybody. */
  readonly roles: readonly string[];
  readonly using: string | null;
  readonly check: string | null;
}

export interface Grant {
  readonly role: string;
  readonly privilege: string;
}

export interface ForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly target: string;
  readonly targetColumns: readonly string[];
}

/** What the catalogue of PostgreSQL says about one table. */
export interface TableFacts {
  readonly name: string;
  readonly kind: 'r' | 'p' | 'v' | 'm' | 'f';
  readonly partitionOf: string | null;
  readonly isSecured: boolean;
  readonly isForced: boolean;
  readonly isInvokerView: boolean;
  readonly tenantId: 'missing' | 'nullable' | 'not null';
  readonly policies: readonly Policy[];
  /** Everybody's but the owner's. */
  readonly grants: readonly Grant[];
  /** Columns of each unique index, the primary key among them. */
  readonly uniques: readonly { readonly name: string; readonly columns: readonly string[] }[];
  readonly primaryKey: readonly string[];
  readonly foreignKeys: readonly ForeignKey[];
}

const TABLES = `
  select c.relname as name, c.relkind::text as kind, parent.relname as "partitionOf",
         c.relrowsecurity as "isSecured", c.relforcerowsecurity as "isForced",
         coalesce('security_invoker=true' = any(c.reloptions), false) as "isInvokerView",
         coalesce((select case when a.attnotnull then 'not null' else 'nullable' end
                     from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id'
                      and not a.attisdropped), 'missing') as "tenantId",
         coalesce((select json_agg(json_build_object('name', p.policyname, 'cmd', p.cmd,
                     'permissive', p.permissive, 'roles', p.roles, 'using', p.qual,
                     'check', p.with_check)) from pg_policies p
                    where p.schemaname = 'public' and p.tablename = c.relname), '[]') as policies,
         coalesce((select json_agg(distinct jsonb_build_object('privilege', g.privilege_type,
                     'role', coalesce(r.rolname, 'public')))
                     from (select * from aclexplode(c.relacl) union all
                           select acl.* from pg_attribute a, aclexplode(a.attacl) acl
                            where a.attrelid = c.oid) g
                     left join pg_roles r on r.oid = g.grantee
                    where g.grantee <> c.relowner), '[]') as grants,
         coalesce((select json_agg(json_build_object('name', i.indexrelid::regclass::text,
                     'columns', (select json_agg(pg_get_indexdef(i.indexrelid, k, true) order by k)
                                   from generate_series(1, i.indnkeyatts) k)))
                     from pg_index i where i.indrelid = c.oid and i.indisunique), '[]') as uniques,
         coalesce((select json_agg(a.attname order by k.ord)
                     from pg_index i, unnest(i.indkey::int2[]) with ordinality k(num, ord),
                          pg_attribute a
                    where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid
                      and a.attnum = k.num), '[]') as "primaryKey",
         coalesce((select json_agg(json_build_object('name', f.conname,
                     'target', f.confrelid::regclass::text,
                     'columns', (select json_agg(a.attname order by k.ord)
                        from unnest(f.conkey) with ordinality k(num, ord), pg_attribute a
                        where a.attrelid = f.conrelid and a.attnum = k.num),
                     'targetColumns', (select json_agg(a.attname order by k.ord)
                        from unnest(f.confkey) with ordinality k(num, ord), pg_attribute a
                        where a.attrelid = f.confrelid and a.attnum = k.num)))
                     from pg_constraint f where f.conrelid = c.oid and f.contype = 'f'), '[]')
           as "foreignKeys"
    from pg_class c
    left join pg_inherits i on i.inhrelid = c.oid
    left join pg_class parent on parent.oid = i.inhparent
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
   order by c.relname`;

export async function tablesIn(client: Client): Promise<TableFacts[]> {
  return rowsOf<TableFacts>(client, TABLES);
}

/** What is wrong with the roles themselves, and with what lies around the tables. */
export interface RoleFacts {
  readonly name: string;
  readonly hasPower: boolean;
  readonly ownsSomething: boolean;
  readonly isMemberOf: string | null;
  readonly mayCreate: boolean;
}

export async function rolesIn(client: Client, names: readonly string[]): Promise<RoleFacts[]> {
  return rowsOf<RoleFacts>(
    client,
    `select r.rolname as name,
            r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication
              as "hasPower",
            exists (select from pg_class where relowner = r.oid)
              or exists (select from pg_proc where proowner = r.oid)
              or exists (select from pg_namespace where nspowner = r.oid)
              or exists (select from pg_database where datdba = r.oid
                          and datname = current_database()) as "ownsSomething",
            (select min(roleid::regrole::text) from pg_auth_members where member = r.oid)
              as "isMemberOf",
            has_schema_privilege(r.oid, 'public', 'create') as "mayCreate"
       from pg_roles r where r.rolname = any($1) order by 1`,
    [names],
  );
}

export interface OwnerFunction {
  readonly name: string;
  readonly hasFixedPath: boolean;
  readonly isForEverybody: boolean;
}

/** Functions that run with their owner's rights. */
export async function ownerFunctionsIn(client: Client): Promise<OwnerFunction[]> {
  return rowsOf<OwnerFunction>(
    client,
    `select p.proname as name,
            exists (select from unnest(p.proconfig) s where s like 'search_path=%') as "hasFixedPath",
            has_function_privilege('public', p.oid, 'execute') as "isForEverybody"
       from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef order by 1`,
  );
}

/** Tables registered for having partitions made and dropped. */
export async function logTablesIn(client: Client): Promise<string[]> {
  const rows = await rowsOf<{ name: string }>(client, 'select name from log_table order by 1');
  return rows.map((row) => row.name);
}
