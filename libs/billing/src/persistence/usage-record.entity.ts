import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { Direction } from '../domain/rating.js';

/** What was used: one for each call that came to an end. Immutable. */
@Entity('usage_record')
@Check('ck_usage_record_seconds', 'billable_seconds >= 0')
export class UsageRecordEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') callId!: string;
  @Column('uuid') numberId!: string;
  @Column('uuid', { nullable: true }) consumerId!: string | null;
  @Column('text', { nullable: true }) market!: string | null;
  @Column('text') direction!: Direction;
  @Column('timestamptz', { nullable: true }) answeredAt!: Date | null;
  @Column('timestamptz') endedAt!: Date;
  @Column('integer') billableSeconds!: number;
  @Column('timestamptz') createdAt!: Date;
}
