import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `volume_tier`: the tier of Meta's prices that a WABA reached for a month. */
@Entity('volume_tier')
export class VolumeTierEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('text') wabaId!: string;
  /** `CALLING` for minutes of calls. */
  @PrimaryColumn('text') category!: string;
  @PrimaryColumn('text') region!: string;
  /** `2026-10`. */
  @PrimaryColumn('text') effectiveMonth!: string;
  /** As Meta writes it, such as `50001:250000`. */
  @Column('text') tier!: string;
  /** In what the category counts; null where Meta names no bound. */
  @Column('bigint', { nullable: true }) lowerBound!: string | null;
  @Column('bigint', { nullable: true }) upperBound!: string | null;
  @Column('timestamptz') toldAt!: Date;
  @Column('uuid') toldBy!: string;
}
