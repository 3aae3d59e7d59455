import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A row of `call_event`: a line of a call's timeline. Immutable. */
@Entity('call_event')
@Index('call_event_call', ['tenantId', 'callId', 'seq'])
@Check('ck_call_event_actor', `actor in ('META', 'TENANT', 'PLATFORM', 'CONSUMER', 'MEDIA')`)
export class CallEventEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') callId!: string;
  @Column('integer') seq!: number;
  @Column('text') kind!: string;
  @Column('text') actor!: string;
  @Column('text') state!: string;
  @Column('jsonb') detail!: object;
  @Column('timestamptz') occurredAt!: Date;
  @Column('timestamptz') createdAt!: Date;
  @Column('text', { nullable: true }) graphRequestId!: string | null;
  @Column('text', { nullable: true }) fbtraceId!: string | null;
}
