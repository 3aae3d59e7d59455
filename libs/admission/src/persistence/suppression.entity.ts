import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A consumer whom the tenant does not want to call, such as one who asked not to be called. */
@Entity('suppression')
export class SuppressionEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') consumerId!: string;
  @Column('text') reason!: string;
  /** Null: without end. */
  @Column('timestamptz', { nullable: true }) until!: Date | null;
  @Column('timestamptz') createdAt!: Date;
}
