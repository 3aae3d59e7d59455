import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/**
 * A row of `call_permission`: a number and a consumer. What is between them stands in the entries of
 * the ledger; here is what is only ever the latest of its kind, and what lists are filtered by.
 * Number and consumer are other contexts' rows: those foreign keys are in SQL only.
 */
@Entity('call_permission')
@Unique('uq_call_permission_pair', ['tenantId', 'numberId', 'consumerId'])
@Index('call_permission_due', ['expiresAt'], { where: 'is_expiry_due' })
@Check('ck_call_permission_status', `status in ('NONE', 'TEMPORARY', 'PERMANENT')`)
export class CallPermissionEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') numberId!: string;
  @Column('uuid') consumerId!: string;
  /** As of the last entry; a temporary one ends at `expiresAt` without a change of the row. */
  @Column('text') status!: string;
  @Column('timestamptz', { nullable: true }) expiresAt!: Date | null;
  /** A temporary permission whose end has not been entered yet. */
  @Column('boolean') isExpiryDue!: boolean;
  /** The last call between the two that was picked up. */
  @Column('timestamptz', { nullable: true }) connectedAt!: Date | null;
  /** The last word or call of the consumer's. */
  @Column('timestamptz', { nullable: true }) windowOpenedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) metaAskedAt!: Date | null;
  /** What Meta answered then. */
  @Column('jsonb', { nullable: true }) metaFigure!: unknown;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
}
