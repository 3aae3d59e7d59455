import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Keeps usage and rating to once a call: the logs it points at are partitioned by time. */
@Entity('usage_key')
export class UsageKeyEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') callId!: string;
  @Column('uuid') usageRecordId!: string;
  @Column('uuid', { nullable: true }) ratedLineId!: string | null;
  @Column('timestamptz') createdAt!: Date;
}
