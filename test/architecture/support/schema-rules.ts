/** A table that belongs to no tenant, why, and what the role `app` may do with it. */
interface GlobalTable {
  readonly reason: string;
  readonly app: readonly string[];
  /** Which rows `app` may read, where it is not all of them. */
  readonly appSees?: string;
}

/** The tables that are not closed to everything but their own tenant. Another one needs a reason. */
export const GLOBAL_TABLES: Readonly<Record<string, GlobalTable>> = {
  schema_migration: { reason: 'which migrations have run', app: [] },
  log_table: { reason: 'names of partitioned tables and their retention', app: [] },
  tenant: {
    reason: 'the list of tenants, of which a tenant sees its own row',
    app: ['SELECT'],
    appSees: "(id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)",
  },
  platform_audit_event: { reason: 'what staff did across tenants', app: [] },
  platform_idempotency_key: { reason: 'answers to what staff asked for across tenants', app: [] },
  api_client_directory: { reason: 'finds the tenant of a sign-in', app: ['INSERT'] },
  staff_client: { reason: "the BSP's own staff", app: [] },
  meta_app: { reason: "the BSP's apps at Meta", app: [] },
  app_binding: { reason: 'which app may speak for which WABA', app: [] },
  number_directory: { reason: 'finds the tenant of a webhook', app: [] },
  limit_policy: { reason: 'dated limits, the same for all', app: ['SELECT'] },
  platform_kill_switch: { reason: 'stops the calls of all tenants', app: ['SELECT'] },
  day_key: { reason: 'keys of raw deliveries, which hold many tenants', app: [] },
  inbox_delivery: { reason: 'raw deliveries hold many tenants', app: [] },
  quarantined_event: { reason: 'events of nobody we know', app: [] },
  rate_card_line: { reason: "Meta's prices, the same for all", app: ['SELECT'] },
};

/** Tenants' tables that pollers and ingest work on across tenants, as the role `system`. */
export const SYSTEM_TABLES: Readonly<Record<string, string>> = {
  inbox_event: 'ingest writes it, the sweeper looks for what is overdue',
  inbox_dedupe: 'ingest claims keys, housekeeping forgets old ones',
  call_key: 'ingest finds the call of a wacid',
  call_sdp: 'ingest keeps the SDP of a webhook, housekeeping wipes it',
  consumer: 'ingest keeps who calls',
  effect: 'the sweeper looks for expired leases',
  call_export: 'the writer looks for exports that are due, housekeeping forgets old ones',
  call_media: 'the fetcher looks for files that are due',
  call_work: 'the sweeper looks for deadlines and nodes',
  call_message: 'the sender looks for first greetings that are due',
  call_permission: 'the sweeper looks for permissions that have run out',
  call_slot: 'the signalling leader renews the leases of open slots, housekeeping forgets old ones',
  delivery_due: 'the poller looks for endpoints with work',
  endpoint_health: 'the poller leaves disabled endpoints, and those with an open circuit, alone',
  endpoint_email: 'the sender looks for e-mails that are due',
  outbox: 'the relay tells its events',
};

/** Functions that run with the owner's rights, which must therefore fix their search path. */
export const OWNER_FUNCTIONS: Readonly<Record<string, string>> = {
  ensure_log_partitions: 'only the owner may make partitions',
  drop_old_log_partitions: 'only the owner may drop them',
};

/** How PostgreSQL prints the one form of tenant predicate. */
export const TENANT_PREDICATE =
  "(tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)";
