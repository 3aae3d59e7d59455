import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A consumer whom the tenant does not want to call, such as one who asked not to be called. */
@Entity('suppression')
@Unique('uq_suppression_id', ['tenantId', 'id'])
export class SuppressionEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') consumerId!: string;
  /** By which lists are read: it rises with the time of the entry. */
  @Column('uuid') id!: string;
  @Column('text') reason!: string;
  /** Null: without end. */
  @Column('timestamptz', { nullable: true }) until!: Date | null;
  @Column('timestamptz') createdAt!: Date;
}
