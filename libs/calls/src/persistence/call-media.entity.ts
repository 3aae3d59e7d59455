import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { CallEntity } from './call.entity.js';

/** A row of `call_media`: a file of Meta's about a call, and where our copy of it is. */
@Entity('call_media')
@Check('ck_call_media_kind', `kind in ('RECORDING', 'TRANSCRIPT', 'VOICEMAIL')`)
@Check('ck_call_media_state', `state in ('PENDING', 'STORED', 'LOST', 'EXPIRED', 'DELETED')`)
@Index('call_media_due', ['retryAt'], { where: `state = 'PENDING'` })
@Index('call_media_delete', ['deleteAt'], { where: `state = 'STORED'` })
@Unique('uq_call_media_file', ['tenantId', 'callId', 'kind', 'metaMediaId'])
@ForeignKey(() => CallEntity, ['tenantId', 'callId'], ['tenantId', 'id'], {
  name: 'fk_call_media_call',
})
export class CallMediaEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') callId!: string;
  @Column('text') kind!: string;
  @Column('text') metaMediaId!: string;
  @Column('text', { nullable: true }) sha256!: string | null;
  @Column('text', { nullable: true }) mimeType!: string | null;
  @Column('text') state!: string;
  @Column('integer') attempts!: number;
  @Column('timestamptz', { nullable: true }) retryAt!: Date | null;
  @Column('text', { nullable: true }) failure!: string | null;
  @Column('text', { nullable: true }) objectKey!: string | null;
  @Column('integer', { nullable: true }) sizeBytes!: number | null;
  @Column('text', { nullable: true }) traceparent!: string | null;
  @Column('timestamptz') occurredAt!: Date;
  @Column('timestamptz') fetchUntil!: Date;
  @Column('timestamptz', { nullable: true }) storedAt!: Date | null;
  @Column('text', { nullable: true }) keySealed!: string | null;
  @Column('timestamptz', { nullable: true }) deleteAt!: Date | null;
  @Column('timestamptz') createdAt!: Date;
}
