import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { AttemptOutcome } from '../domain/attempt-outcome.js';

@Entity('attempt')
@Index('attempt_message', ['tenantId', 'messageId'])
@Check(
  'ck_attempt_outcome',
  `outcome in ('DELIVERED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'REFUSED', 'EXPIRED')`,
)
export class AttemptEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  messageId!: string;

  @Column('uuid')
  endpointId!: string;

  @Column('integer')
  number!: number;

  @Column('text')
  outcome!: AttemptOutcome;

  @Column('integer', { nullable: true })
  statusCode!: number | null;

  @Column('integer')
  durationMs!: number;

  @Column('text', { nullable: true })
  responseExcerpt!: string | null;

  @Column('timestamptz')
  startedAt!: Date;
}
