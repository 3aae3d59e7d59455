import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

@Entity('waba')
@Unique('uq_waba_waba_id', ['tenantId', 'wabaId'])
export class WabaEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') wabaId!: string;
  @Column('text') businessId!: string;
  @Column('text') name!: string;
  @Column('text') currency!: string;
  @Column('text') timeZone!: string;
  @Column('text') accessTokenSealed!: string;
  @Column('timestamptz') createdAt!: Date;
}
