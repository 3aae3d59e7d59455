import type { TenantTransaction } from '#patchbay/database';
import type { TenantRole } from '#patchbay/kernel';

/** An API client as its tenant sees it: everything but the secret. */
export interface ApiClientView {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly TenantRole[];
  readonly createdAt: Date;
}

interface ApiClientRow {
  readonly id: string;
  readonly name: string;
  readonly roles: TenantRole[];
  readonly created_at: Date;
}

function fromRow({ created_at: createdAt, ...rest }: ApiClientRow): ApiClientView {
  return { ...rest, createdAt };
}

/** Adds an API client and its directory entry; false when the tenant has one of that name. */
export async function addApiClient(
  tx: TenantTransaction,
  client: ApiClientView & { readonly secretHash: string },
): Promise<boolean> {
  const added = await tx.query(
    `insert into api_client (tenant_id, id, name, secret_hash, roles, created_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict on constraint uq_api_client_name do nothing returning id`,
    [tx.tenantId, client.id, client.name, client.secretHash, client.roles, client.createdAt],
  );
  if (added.length === 0) return false;
  await tx.query(
    `insert into api_client_directory (client_id, tenant_id, created_at) values ($1, $2, $3)`,
    [client.id, tx.tenantId, client.createdAt],
  );
  return true;
}

export async function findApiClientByName(
  tx: TenantTransaction,
  name: string,
): Promise<ApiClientView | undefined> {
  const rows = await tx.query<ApiClientRow>(
    `select id, name, roles, created_at from api_client where name = $1`,
    [name],
  );
  return rows[0] && fromRow(rows[0]);
}

export interface ApiClientCredential {
  readonly secretHash: string;
  readonly roles: readonly TenantRole[];
}

/** What is needed to check a client's secret; undefined for a client that is unknown or revoked. */
export async function findApiClientCredential(
  tx: TenantTransaction,
  id: string,
): Promise<ApiClientCredential | undefined> {
  const rows = await tx.query<{ secret_hash: string; roles: TenantRole[] }>(
    `select secret_hash, roles from api_client where id = $1 and revoked_at is null`,
    [id],
  );
  return rows[0] && { secretHash: rows[0].secret_hash, roles: rows[0].roles };
}
