import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A row of `call_export`: a file of calls that a tenant asked for, and how far it is written. */
@Entity('call_export')
@Check('ck_call_export_format', `format in ('CSV', 'JSONL')`)
@Check(
  'ck_call_export_state',
  `state in ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'EXPIRED', 'CANCELED')`,
)
@Index('call_export_due', ['dueAt'], { where: 'due_at is not null' })
@Index('call_export_expiry', ['expiresAt'], { where: 'expires_at is not null' })
export class CallExportEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') format!: string;
  @Column('jsonb') filter!: object;
  @Column('text') state!: string;
  @Column('text', { nullable: true }) keySealed!: string | null;
  @Column('uuid', { nullable: true }) afterId!: string | null;
  @Column('integer') partCount!: number;
  @Column('integer') rowCount!: number;
  @Column('bigint') sizeBytes!: string;
  @Column('integer') failures!: number;
  @Column('text', { nullable: true }) failure!: string | null;
  @Column('timestamptz', { nullable: true }) dueAt!: Date | null;
  @Column('uuid', { nullable: true }) claimId!: string | null;
  @Column('timestamptz', { nullable: true }) startedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) expiresAt!: Date | null;
  @Column('timestamptz') createdAt!: Date;
}
