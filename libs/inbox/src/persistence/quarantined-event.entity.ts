import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `quarantined_event`: an event that belongs to nobody we know. */
@Entity('quarantined_event')
@Check('ck_quarantined_event_reason', `reason in ('UNBOUND_APP', 'UNKNOWN_NUMBER', 'UNREADABLE')`)
export class QuarantinedEventEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') deliveryId!: string;
  @Column('text') appKey!: string;
  @Column('text') reason!: string;
  @Column('text', { nullable: true }) wabaId!: string | null;
  @Column('text', { nullable: true }) phoneNumberId!: string | null;
  @Column('text', { nullable: true }) field!: string | null;
  @Column('timestamptz') createdAt!: Date;
}
