import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A row of `effect`: a command to Meta or a media node that one transaction decided. */
@Entity('effect')
@Index('effect_open', ['tenantId', 'callId'], { where: `state in ('PENDING', 'CLAIMED')` })
@Check(
  'ck_effect_state',
  `state in ('PENDING', 'CLAIMED', 'DONE', 'FAILED', 'CANCELED', 'UNKNOWN')`,
)
export class EffectEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') callId!: string;
  @Column('text') kind!: string;
  @Column('text') state!: string;
  @Column('integer') attempts!: number;
  @Column('integer') epoch!: number;
  @Column('timestamptz') notBefore!: Date;
  @Column('timestamptz', { nullable: true }) deadlineAt!: Date | null;
  @Column('timestamptz', { nullable: true }) leaseUntil!: Date | null;
  @Column('text', { nullable: true }) traceparent!: string | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) finishedAt!: Date | null;
}
