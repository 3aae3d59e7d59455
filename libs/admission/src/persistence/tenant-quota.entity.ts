import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** How many calls the BSP lets a tenant place; null is no quota. */
@Entity('tenant_quota')
@Check('ck_tenant_quota_concurrent', 'concurrent_calls >= 0')
@Check('ck_tenant_quota_daily', 'daily_calls >= 0')
export class TenantQuotaEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @Column('integer', { nullable: true }) concurrentCalls!: number | null;
  @Column('integer', { nullable: true }) dailyCalls!: number | null;
  @Column('timestamptz') updatedAt!: Date;
}
