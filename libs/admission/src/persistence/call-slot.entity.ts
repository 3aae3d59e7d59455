import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * A row of `call_slot`: the place that a call holds. Without `committedAt` it is reserved; with it, it
 * counts in the pair's window; `endedAt` gives the place back. Written before the call itself.
 */
@Entity('call_slot')
@Index('call_slot_open', ['tenantId', 'numberId'], { where: 'ended_at is null' })
@Index('call_slot_started', ['tenantId', 'startedAt'])
@Index('call_slot_ended', ['endedAt'], { where: 'ended_at is not null' })
@Check('ck_call_slot_direction', `direction in ('USER_INITIATED', 'BUSINESS_INITIATED')`)
export class CallSlotEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') callId!: string;
  @Column('uuid') numberId!: string;
  @Column('uuid', { nullable: true }) consumerId!: string | null;
  @Column('text') direction!: string;
  @Column('timestamptz') startedAt!: Date;
  @Column('timestamptz', { nullable: true }) committedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
  @Column('timestamptz') createdAt!: Date;
}
