import { Injectable } from '@nestjs/common';
import type { Role } from '#patchbay/kernel';
import { SystemDatabase } from '../../../database/src/system-database.js';

export interface KnownStaffClient {
  readonly id: string;
  readonly secretHash: string;
  readonly roles: readonly Role[];
}

/** Where a client id belongs: to a tenant, to the BSP's staff, or nowhere. */
export interface DirectoryEntry {
  readonly tenantId: string | undefined;
  readonly staff: KnownStaffClient | undefined;
}

interface Row {
  readonly tenant_id: string | null;
  readonly staff_id: string | null;
  readonly secret_hash: string | null;
  readonly roles: Role[] | null;
}

/** Finds out whose a client id is, before there is a tenant to ask as. */
@Injectable()
export class ClientDirectory {
  constructor(private readonly database: SystemDatabase) {}

  /** One statement for every kind of client, so that its time does not tell them apart. */
  async find(clientId: string): Promise<DirectoryEntry> {
    const rows = await this.database.run((tx) =>
      tx.query<Row>(
        `select d.tenant_id, s.id as staff_id, s.secret_hash, s.roles
           from (select $1::uuid as id) asked
           left join api_client_directory d on d.client_id = asked.id
           left join staff_client s on s.id = asked.id and s.revoked_at is null`,
        [clientId],
      ),
    );
    const row = rows[0];
    const { staff_id: id, secret_hash: secretHash, roles } = row ?? {};
    const staff = id && secretHash && roles ? { id, secretHash, roles } : undefined;
    return { tenantId: row?.tenant_id ?? undefined, staff };
  }
}
