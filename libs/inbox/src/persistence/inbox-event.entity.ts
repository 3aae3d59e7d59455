import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * A row of `inbox_event`: of a call, until the drain has read it; without one, until the dispatcher
 * has handed it to its context. An UNHANDLED one waits for a context that is still to come.
 */
@Entity('inbox_event')
@Index('inbox_event_unprocessed', ['tenantId', 'callId'], {
  where: 'processed_at is null and call_id is not null',
})
@Index('inbox_event_waiting', ['tenantId', 'id'], {
  where: 'processed_at is null and call_id is null',
})
@Index('inbox_event_failed', ['tenantId', 'id'], { where: `outcome = 'FAILED'` })
@Check(
  'ck_inbox_event_context',
  `context in ('calls', 'permissions', 'messages', 'numbers', 'onboarding', 'billing', 'unknown')`,
)
@Check('ck_inbox_event_outcome', `outcome in ('APPLIED', 'UNHANDLED', 'FAILED')`)
@Check(
  'ck_inbox_event_source',
  `source in ('META', 'MEDIA', 'SIP', 'EFFECT', 'TENANT', 'PLATFORM')`,
)
export class InboxEventEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { nullable: true }) callId!: string | null;
  @Column('text') source!: string;
  @Column('text') kind!: string;
  @Column('jsonb') payload!: object;
  @Column('uuid', { nullable: true }) deliveryId!: string | null;
  @Column('text', { nullable: true }) traceparent!: string | null;
  @Column('timestamptz') occurredAt!: Date;
  @Column('timestamptz') receivedAt!: Date;
  @Column('timestamptz', { nullable: true }) processedAt!: Date | null;
  @Column('text', { default: 'calls' }) context!: string;
  /** Meta's ids, as the event names them. */
  @Column('text', { nullable: true }) wabaId!: string | null;
  @Column('text', { nullable: true }) phoneNumberId!: string | null;
  @Column('uuid', { nullable: true }) numberId!: string | null;
  @Column('uuid', { nullable: true }) consumerId!: string | null;
  @Column('text', { nullable: true }) dedupeKey!: string | null;
  @Column('text', { nullable: true }) outcome!: string | null;
  @Column('integer', { default: 0 }) attempts!: number;
  @Column('text', { nullable: true }) lastError!: string | null;
  @Column('timestamptz', { nullable: true }) retryAt!: Date | null;
  @Column('timestamptz', { nullable: true }) replayedAt!: Date | null;
}
