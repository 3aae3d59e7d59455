import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { TenantRole } from '#patchbay/kernel';

/** A row of `api_client`: a machine that signs in as a tenant. */
@Entity('api_client')
@Unique('uq_api_client_name', ['tenantId', 'name'])
export class ApiClientEntity {
  @PrimaryColumn('uuid') tenantId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('text') name: string;
  @Column('text') secretHash: string;
  @Column('text', { array: true }) roles: TenantRole[];
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz', { nullable: true }) revokedAt: Date | null;
}
