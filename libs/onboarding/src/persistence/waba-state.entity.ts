import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A row of `waba_state`: what Meta said last about one aspect of a WABA. It may be one that is not
 * bound yet, in a portfolio of the tenant's.
 */
@Entity('waba_state')
export class WabaStateEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('text') wabaId!: string;
  @PrimaryColumn('text') aspect!: string;
  /** Which app or business, where an aspect has several; else empty. */
  @PrimaryColumn('text') about!: string;
  @Column('text') state!: string;
  @Column('jsonb') detail!: object;
  /** Meta's time of it, and the event that said so: of two at one time the later id wins. */
  @Column('timestamptz') toldAt!: Date;
  @Column('uuid') toldBy!: string;
}
