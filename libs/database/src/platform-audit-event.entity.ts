import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `platform_audit_event`: what staff and processes did across tenants. Immutable. */
@Entity('platform_audit_event')
export class PlatformAuditEventEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') actorKind!: string;
  @Column('text') actorId!: string;
  @Column('text') action!: string;
  @Column('text', { nullable: true }) subjectId!: string | null;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('timestamptz') createdAt!: Date;
}
