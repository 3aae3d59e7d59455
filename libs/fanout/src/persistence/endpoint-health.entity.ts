import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { EndpointEntity } from './endpoint.entity.js';

/** How an endpoint fares, apart from its row: written when a delivery fails, and when one recovers. */
@Entity('endpoint_health')
@Index('endpoint_health_sick', ['tenantId', 'endpointId'], { where: 'consecutive_failures > 0' })
@ForeignKey(() => EndpointEntity, ['tenantId', 'endpointId'], ['tenantId', 'id'], {
  name: 'fk_endpoint_health_endpoint',
  onDelete: 'CASCADE',
})
export class EndpointHealthEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  endpointId!: string;

  @Column('integer')
  consecutiveFailures!: number;

  @Column('timestamptz', { nullable: true })
  failingSince!: Date | null;

  @Column('timestamptz', { nullable: true })
  lastFailedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  lastDeliveredAt!: Date | null;

  /** The last of the thresholds (50, 70, 90, 100) that was told. */
  @Column('integer')
  alertedPercent!: number;

  /** Until then nothing is sent but one probe at its end. */
  @Column('timestamptz', { nullable: true })
  circuitOpenUntil!: Date | null;

  /** How often it opened in a row; the wait grows with it. */
  @Column('integer')
  circuitOpens!: number;

  /** A probe is under way until then at the latest. */
  @Column('timestamptz', { nullable: true })
  probeUntil!: Date | null;

  /** The state of the rate limit: when the places given so far will have been earned. */
  @Column('timestamptz', { nullable: true })
  ratePaidUntil!: Date | null;

  /** Since then it is disabled: the poller, which may not see endpoints, looks for no work of it. */
  @Column('timestamptz', { nullable: true })
  parkedAt!: Date | null;

  /** When an e-mail about it was last written. */
  @Column('timestamptz', { nullable: true })
  emailedAt!: Date | null;
}
