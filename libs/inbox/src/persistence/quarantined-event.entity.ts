import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A row of `quarantined_event`: an event that belongs to nobody we know. */
@Entity('quarantined_event')
@Check(
  'ck_quarantined_event_reason',
  `reason in ('UNBOUND_APP', 'UNKNOWN_NUMBER', 'UNKNOWN_WABA', 'UNKNOWN_PORTFOLIO', 'NO_SUBJECT', 'UNREADABLE')`,
)
@Check('ck_quarantined_event_resolution', `resolution in ('KEPT', 'DUPLICATE')`)
@Index('quarantined_event_number', ['phoneNumberId'], { where: 'resolved_at is null' })
export class QuarantinedEventEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') deliveryId!: string;
  @Column('text') appKey!: string;
  @Column('text') reason!: string;
  @Column('text', { nullable: true }) wabaId!: string | null;
  @Column('text', { nullable: true }) phoneNumberId!: string | null;
  @Column('text', { nullable: true }) field!: string | null;
  @Column('timestamptz') createdAt!: Date;
  /** Which of the delivery's events it is, counted from 0; null for a body that cannot be read. */
  @Column('integer', { nullable: true }) position!: number | null;
  @Column('text', { nullable: true }) kind!: string | null;
  @Column('text', { nullable: true }) displayPhoneNumber!: string | null;
  @Column('text', { nullable: true }) businessId!: string | null;
  @Column('text', { nullable: true }) dedupeKey!: string | null;
  @Column('timestamptz', { nullable: true }) resolvedAt!: Date | null;
  @Column('text', { nullable: true }) resolution!: string | null;
  /** The tenant that a replay found. */
  @Column('uuid', { nullable: true }) resolvedFor!: string | null;
}
