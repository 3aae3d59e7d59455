import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('message')
@Index('message_type', ['tenantId', 'eventType', 'id'])
@Index('message_call', ['tenantId', 'callId'], { where: 'call_id is not null' })
export class MessageEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  eventType!: string;

  @Column('uuid', { nullable: true })
  callId!: string | null;

  @Column('jsonb')
  payload!: object;

  @Column('text', { nullable: true })
  sdpKind!: string | null;

  @Column('text', { nullable: true })
  traceparent!: string | null;

  @Column('timestamptz', { nullable: true })
  expiresAt!: Date | null;

  @Column('timestamptz')
  occurredAt!: Date;

  @Column('timestamptz')
  createdAt!: Date;

  /** What it is about, for the filters of endpoints. */
  @Column('uuid', { nullable: true })
  numberId!: string | null;

  @Column('uuid', { nullable: true })
  wabaRowId!: string | null;
}
