import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A time in which nobody on the platform may place calls; on while `offAt` is null. */
@Entity('platform_kill_switch')
@Index('platform_kill_switch_on', ['onAt'], { where: 'off_at is null' })
export class PlatformKillSwitchEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') reason!: string;
  @Column('timestamptz') onAt!: Date;
  @Column('timestamptz', { nullable: true }) offAt!: Date | null;
}
