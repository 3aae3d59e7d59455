import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** What Meta charges a minute in one market from a day on. Never changed: a new day, a new line. */
@Entity('rate_card_line')
@Unique('uq_rate_card_line', ['market', 'currency', 'minutesFrom', 'effectiveFrom'])
@Check('ck_rate_card_line_rate', 'per_minute_nano >= 0')
export class RateCardLineEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') market!: string;
  @Column('text') currency!: string;
  @Column('integer') minutesFrom!: number;
  @Column('bigint') perMinuteNano!: string;
  @Column('date') effectiveFrom!: string;
  @Column('text') source!: string;
}
