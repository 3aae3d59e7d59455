import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ConsumerEntity } from './consumer.entity.js';

/** A row of `call`. Its number is another context's row: that foreign key is in SQL only. */
@Entity('call')
@Index('call_open', ['tenantId', 'id'], { where: 'ended_at is null' })
@Index('call_consumer', ['tenantId', 'consumerId', 'id'], { where: 'consumer_id is not null' })
@Check('ck_call_direction', `direction in ('USER_INITIATED', 'BUSINESS_INITIATED')`)
@Check('ck_call_control', `control in ('PLATFORM', 'FOREIGN')`)
@Check(
  'ck_call_state',
  `state in ('QUEUED', 'UNCONFIRMED', 'OFFERED', 'PRE_ACCEPTED', 'RINGING', 'CONNECTING', 'IN_PROGRESS',
     'COMPLETED', 'REJECTED', 'NO_ANSWER', 'CANCELED', 'FAILED', 'EXPIRED')`,
)
@Check('ck_call_media_mode', `media_mode in ('TRUNK', 'SDES', 'PASSTHROUGH')`)
@Check('ck_call_signalling', `signalling in ('GRAPH_API', 'SIP')`)
@Check('ck_call_disconnected_by', `disconnected_by in ('META', 'TENANT', 'PLATFORM', 'CONSUMER')`)
@ForeignKey(() => ConsumerEntity, ['tenantId', 'consumerId'], ['tenantId', 'id'], {
  name: 'fk_call_consumer',
})
export class CallEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') numberId!: string;
  @Column('uuid', { nullable: true }) consumerId!: string | null;
  @Column('text') direction!: string;
  @Column('text') control!: string;
  @Column('text') state!: string;
  @Column('text') mediaMode!: string;
  @Column('text', { nullable: true }) wacid!: string | null;
  @Column('jsonb') facts!: object;
  @Column('integer') version!: number;
  @Column('text', { nullable: true }) bizOpaqueCallbackData!: string | null;
  @Column('text', { nullable: true }) endCode!: string | null;
  @Column('jsonb', { nullable: true }) metaError!: object | null;
  @Column('text', { nullable: true }) nodeId!: string | null;
  @Column('text', { nullable: true }) nodeBootId!: string | null;
  @Column('text', { nullable: true }) nodeUrl!: string | null;
  @Column('integer') epoch!: number;
  @Column('text', { nullable: true }) traceparent!: string | null;
  @Column('timestamptz') startedAt!: Date;
  @Column('timestamptz', { nullable: true }) answeredAt!: Date | null;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
  @Column('integer', { nullable: true }) billableSeconds!: number | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('text') signalling!: string;
  @Column('text', { nullable: true }) terminationCause!: string | null;
  @Column('text', { nullable: true }) disconnectedBy!: string | null;
  @Column('integer', { nullable: true }) ringSeconds!: number | null;
  @Column('integer', { nullable: true }) talkSeconds!: number | null;
  @Column('jsonb', { nullable: true }) options!: object | null;
  @Column('text', { nullable: true }) graphRequestId!: string | null;
}
