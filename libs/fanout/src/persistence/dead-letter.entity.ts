import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DeadLetterReason } from '../domain/attempt-outcome.js';

/** A message that an endpoint never took. */
@Entity('dead_letter')
@Index('dead_letter_endpoint', ['tenantId', 'endpointId', 'id'])
@Index('dead_letter_message', ['tenantId', 'messageId'])
@Index('dead_letter_open', ['tenantId', 'endpointId', 'messageId'], {
  where: 'recovered_at is null',
})
@Check('ck_dead_letter_reason', `reason in ('EXPIRED', 'EXHAUSTED', 'GONE')`)
export class DeadLetterEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  messageId!: string;

  @Column('uuid')
  endpointId!: string;

  @Column('text')
  reason!: DeadLetterReason;

  @Column('integer')
  attempts!: number;

  @Column('timestamptz')
  createdAt!: Date;

  /** When it was put in line again. */
  @Column('timestamptz', { nullable: true })
  recoveredAt!: Date | null;
}
