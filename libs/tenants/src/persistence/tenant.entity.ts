import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { TenantStatus } from '../domain/tenant.js';

/** A row of `tenant`: the platform writes it, a tenant sees its own. */
@Entity('tenant')
@Unique('uq_tenant_key', ['key'])
@Check('ck_tenant_status', `status in ('ACTIVE', 'SUSPENDED', 'CLOSED')`)
export class TenantEntity {
  @PrimaryColumn('uuid') id: string;
  @Column('text') key: string;
  @Column('text') name: string;
  @Column('text') status: TenantStatus;
  @Column('text') cell: string;
  @Column('timestamptz') createdAt: Date;
}
