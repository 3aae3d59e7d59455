import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { CallEntity } from './call.entity.js';

/** A row of `leg`: one side of a call. */
@Entity('leg')
@Unique('uq_leg_call_kind', ['tenantId', 'callId', 'kind'])
@Check('ck_leg_kind', `kind in ('META', 'PBX')`)
@Check('ck_leg_state', `state in ('NEW', 'CONNECTED', 'ENDED')`)
@ForeignKey(() => CallEntity, ['tenantId', 'callId'], ['tenantId', 'id'], { name: 'fk_leg_call' })
export class LegEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') callId!: string;
  @Column('text') kind!: string;
  @Column('text') state!: string;
  @Column('timestamptz', { nullable: true }) connectedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
  @Column('timestamptz') createdAt!: Date;
}
