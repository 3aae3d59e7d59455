import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A row of `inbox_event`: an event of one call, until the drain has read it. */
@Entity('inbox_event')
@Index('inbox_event_unprocessed', ['tenantId', 'callId'], { where: 'processed_at is null' })
@Check(
  'ck_inbox_event_source',
  `source in ('META', 'MEDIA', 'SIP', 'EFFECT', 'TENANT', 'PLATFORM')`,
)
export class InboxEventEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') callId!: string;
  @Column('text') source!: string;
  @Column('text') kind!: string;
  @Column('jsonb') payload!: object;
  @Column('uuid', { nullable: true }) deliveryId!: string | null;
  @Column('text', { nullable: true }) traceparent!: string | null;
  @Column('timestamptz') occurredAt!: Date;
  @Column('timestamptz') receivedAt!: Date;
  @Column('timestamptz', { nullable: true }) processedAt!: Date | null;
}
