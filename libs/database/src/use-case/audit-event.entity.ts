import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `audit_event`: who did what in a tenant, and on whose behalf. Immutable. */
@Entity('audit_event')
export class AuditEventEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') actorKind!: string;
  @Column('text') actorId!: string;
  @Column('text', { nullable: true }) actStaffId!: string | null;
  @Column('text', { nullable: true }) actReason!: string | null;
  @Column('text') action!: string;
  @Column('text', { nullable: true }) subjectId!: string | null;
  @Column('timestamptz') createdAt!: Date;
}
