import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A time in which a tenant, or one number of it, may place no calls; on while `offAt` is null. */
@Entity('kill_switch')
@Check('ck_kill_switch_set_by', `set_by in ('TENANT', 'STAFF')`)
@Index('kill_switch_on', ['tenantId', 'numberId'], { where: 'off_at is null' })
export class KillSwitchEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** Only who set it takes it back: a tenant does not lift what staff stopped. */
  @Column('text') setBy!: 'TENANT' | 'STAFF';
  /** Null: all numbers of the tenant. */
  @Column('uuid', { nullable: true }) numberId!: string | null;
  @Column('text') reason!: string;
  @Column('timestamptz') onAt!: Date;
  @Column('timestamptz', { nullable: true }) offAt!: Date | null;
}
