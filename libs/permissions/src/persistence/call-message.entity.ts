import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A row of `call_message`: a message that asks a consumer for calls, or has a button that calls. */
@Entity('call_message')
@Unique('uq_call_message_wamid', ['tenantId', 'wamid'])
@Index('call_message_due', ['id'], { where: `state = 'PENDING' and lease_until is null` })
@Index('call_message_pair', ['tenantId', 'numberId', 'consumerId', 'id'])
@Check('ck_call_message_purpose', `purpose in ('PERMISSION_REQUEST', 'CALL_BUTTON')`)
@Check('ck_call_message_form', `form in ('FREE_FORM', 'TEMPLATE')`)
@Check('ck_call_message_origin', `origin in ('TENANT', 'FIRST_CONTACT')`)
@Check(
  'ck_call_message_state',
  `state in ('PENDING', 'SENDING', 'SENT', 'DELIVERED', 'READ', 'FAILED', 'REFUSED', 'NOT_SENT', 'UNCONFIRMED')`,
)
export class CallMessageEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') numberId!: string;
  @Column('uuid') consumerId!: string;
  @Column('text') purpose!: string;
  @Column('text') form!: string;
  @Column('text') origin!: string;
  @Column('text') state!: string;
  @Column('text', { nullable: true }) templateName!: string | null;
  @Column('text', { nullable: true }) templateLanguage!: string | null;
  @Column('text', { nullable: true }) wamid!: string | null;
  @Column('jsonb', { nullable: true }) metaError!: unknown;
  @Column('text', { nullable: true }) traceparent!: string | null;
  @Column('timestamptz', { nullable: true }) leaseUntil!: Date | null;
  @Column('timestamptz', { nullable: true }) sentAt!: Date | null;
  @Column('timestamptz', { nullable: true }) deliveredAt!: Date | null;
  @Column('timestamptz', { nullable: true }) readAt!: Date | null;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
  @Column('timestamptz') createdAt!: Date;
}
