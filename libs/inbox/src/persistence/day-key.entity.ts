import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `day_key`: the key of a day's raw deliveries. Destroying it erases them. */
@Entity('day_key')
export class DayKeyEntity {
  @PrimaryColumn('date') day!: string;
  @PrimaryColumn('text') purpose!: string;
  @Column('text', { nullable: true }) keySealed!: string | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) destroyedAt!: Date | null;
}
