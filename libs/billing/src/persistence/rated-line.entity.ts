import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** What a usage record costs, by which lines. Immutable: corrections are new lines. */
@Entity('rated_line')
@Check('ck_rated_line_pulses', 'pulses >= 0')
export class RatedLineEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') usageRecordId!: string;
  @Column('uuid') callId!: string;
  @Column('integer') pulses!: number;
  @Column('text') currency!: string;
  @Column('bigint') costNano!: string;
  @Column('bigint') priceNano!: string;
  @Column('uuid', { nullable: true }) rateCardLineId!: string | null;
  @Column('uuid', { nullable: true }) tenantPriceId!: string | null;
  @Column('timestamptz') createdAt!: Date;
}
