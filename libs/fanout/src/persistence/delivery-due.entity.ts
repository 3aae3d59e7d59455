import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { EndpointEntity } from './endpoint.entity.js';

@Entity('delivery_due')
@Index('delivery_due_lane', ['tenantId', 'endpointId', 'isLive', 'dueAt', 'messageId'])
@Index('delivery_due_call', ['tenantId', 'endpointId', 'callId'], { where: 'call_id is not null' })
@Index('delivery_due_expiry', ['tenantId', 'endpointId', 'expiresAt'], {
  where: 'expires_at is not null',
})
@ForeignKey(() => EndpointEntity, ['tenantId', 'endpointId'], ['tenantId', 'id'], {
  name: 'fk_delivery_due_endpoint',
  onDelete: 'CASCADE',
})
export class DeliveryDueEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  messageId!: string;

  @PrimaryColumn('uuid')
  endpointId!: string;

  @Column('boolean')
  isLive!: boolean;

  @Column('integer')
  attempts!: number;

  @Column('timestamptz')
  dueAt!: Date;

  @Column('timestamptz', { nullable: true })
  leaseUntil!: Date | null;

  @Column('timestamptz', { nullable: true })
  expiresAt!: Date | null;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('uuid', { nullable: true })
  callId!: string | null;

  /** Asked for again by somebody: it holds no other message of its call back. */
  @Column('boolean', { default: false })
  isReplay!: boolean;
}
