import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { CallPermissionEntity } from './call-permission.entity.js';

/** A row of `permission_entry`: one line of the ledger of a number and a consumer. */
@Entity('permission_entry')
@Unique('uq_permission_entry_key', ['tenantId', 'numberId', 'consumerId', 'kind', 'key'])
@Index('permission_entry_latest', ['tenantId', 'numberId', 'consumerId', 'occurredAt'])
@Index('permission_entry_by_key', ['tenantId', 'kind', 'key'])
@Check(
  'ck_permission_entry_kind',
  `kind in ('REQUESTED', 'GRANTED', 'REJECTED', 'REVOKED', 'EXPIRED', 'UNANSWERED', 'NUDGED',
     'REVOCATION_EXPECTED', 'RECONCILED')`,
)
@Check(
  'ck_permission_entry_source',
  `source in ('REQUEST', 'TEMPLATE', 'CALLBACK', 'PROFILE', 'AUTOMATIC', 'META')`,
)
@ForeignKey(
  () => CallPermissionEntity,
  ['tenantId', 'numberId', 'consumerId'],
  ['tenantId', 'numberId', 'consumerId'],
  { name: 'fk_permission_entry_pair', onUpdate: 'CASCADE', onDelete: 'CASCADE' },
)
export class PermissionEntryEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') numberId!: string;
  @Column('uuid') consumerId!: string;
  @Column('text') kind!: string;
  /** What makes a repetition of the entry the same entry: a message, a call. */
  @Column('text') key!: string;
  @Column('text', { nullable: true }) source!: string | null;
  @Column('timestamptz', { nullable: true }) expiresAt!: Date | null;
  @Column('jsonb') detail!: object;
  @Column('timestamptz') occurredAt!: Date;
  @Column('timestamptz') createdAt!: Date;
}
