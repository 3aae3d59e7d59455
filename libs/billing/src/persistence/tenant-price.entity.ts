import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** What a tenant pays a minute in one market from a day on. Never changed either. */
@Entity('tenant_price')
@Unique('uq_tenant_price', ['tenantId', 'market', 'currency', 'effectiveFrom'])
@Check('ck_tenant_price_rate', 'per_minute_nano >= 0')
export class TenantPriceEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') market!: string;
  @Column('text') currency!: string;
  @Column('bigint') perMinuteNano!: string;
  @Column('date') effectiveFrom!: string;
  @Column('timestamptz') createdAt!: Date;
}
