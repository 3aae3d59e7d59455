import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A row of `number_route`: what a number does with users' calls, as its tenant has set it. The number
 * is another context's row: that foreign key is in SQL only.
 */
@Entity('number_route')
export class NumberRouteEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') numberId!: string;
  /** A RoutePlan. */
  @Column('jsonb') plan!: object;
  /** Of how many changes this is the last. */
  @Column('integer') version!: number;
  @Column('timestamptz') updatedAt!: Date;
}
