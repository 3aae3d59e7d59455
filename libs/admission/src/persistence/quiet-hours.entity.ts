import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A span of the week in which a tenant places no calls, in a time zone of its own. */
@Entity('quiet_hours')
@Check('ck_quiet_hours_day', 'day_of_week between 1 and 7')
@Check('ck_quiet_hours_starts', 'starts_minute between 0 and 1439')
@Check('ck_quiet_hours_ends', 'ends_minute between 1 and 1440')
export class QuietHoursEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** Of consumers in this country (ISO 3166 alpha-2); null: of those whose country has no hours. */
  @Column('text', { nullable: true }) country!: string | null;
  /** IANA name. */
  @Column('text') timeZone!: string;
  /** ISO: 1 is Monday; the day on which the span begins. */
  @Column('integer') dayOfWeek!: number;
  /** Minutes of the local day; an end before the start is on the next day. */
  @Column('integer') startsMinute!: number;
  @Column('integer') endsMinute!: number;
}
