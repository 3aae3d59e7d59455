import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { AttemptOutcome, AttemptReason, AttemptTarget } from '../domain/attempt-outcome.js';

@Entity('attempt')
@Index('attempt_message', ['tenantId', 'messageId'])
@Index('attempt_endpoint', ['tenantId', 'endpointId', 'id'])
@Index('attempt_delivered', ['tenantId', 'endpointId', 'messageId'], {
  where: "outcome = 'DELIVERED'",
})
@Check('ck_attempt_target', `target in ('PRIMARY', 'FAILOVER')`)
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

  /** Which of the endpoint's URLs. */
  @Column('text', { default: 'PRIMARY' })
  target!: AttemptTarget;

  /** Why it failed, in a word that tells nothing of our network. */
  @Column('text', { nullable: true })
  reason!: AttemptReason | null;
}
