import type { Transaction } from '#patchbay/database';
import type { StaffRole } from '#patchbay/kernel';

/** A credential of the BSP's staff: everything but the secret. */
export interface StaffClientView {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly StaffRole[];
}

/** Adds a staff client; false when there is one of that name. */
export async function addStaffClient(
  tx: Transaction,
  client: StaffClientView & { readonly secretHash: string; readonly createdAt: Date },
): Promise<boolean> {
  const added = await tx.query(
    `insert into staff_client (id, name, secret_hash, roles, created_at)
     values ($1, $2, $3, $4, $5)
     on conflict on constraint uq_staff_client_name do nothing returning id`,
    [client.id, client.name, client.secretHash, client.roles, client.createdAt],
  );
  return added.length > 0;
}

export async function findStaffClientByName(
  tx: Transaction,
  name: string,
): Promise<StaffClientView | undefined> {
  const rows = await tx.query<StaffClientView>(
    `select id, name, roles from staff_client where name = $1`,
    [name],
  );
  return rows[0];
}

/** Whether staff may still sign in; asked again before a token is exchanged for a longer one. */
export async function isStaffClientActive(tx: Transaction, id: string): Promise<boolean> {
  const rows = await tx.query(`select id from staff_client where id = $1 and revoked_at is null`, [
    id,
  ]);
  return rows.length > 0;
}
