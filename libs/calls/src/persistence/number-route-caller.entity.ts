import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ConsumerEntity } from './consumer.entity.js';
import { NumberRouteEntity } from './number-route.entity.js';

/** A row of `number_route_caller`: a consumer whom a number's route lists. */
@Entity('number_route_caller')
@Index('number_route_caller_consumer', ['tenantId', 'consumerId'])
@Check('ck_number_route_caller_list', `list in ('ALLOWED', 'BLOCKED')`)
@ForeignKey(() => NumberRouteEntity, ['tenantId', 'numberId'], ['tenantId', 'numberId'], {
  name: 'fk_number_route_caller_route',
  onDelete: 'CASCADE',
})
@ForeignKey(() => ConsumerEntity, ['tenantId', 'consumerId'], ['tenantId', 'id'], {
  name: 'fk_number_route_caller_consumer',
  onDelete: 'CASCADE',
})
export class NumberRouteCallerEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') numberId!: string;
  @PrimaryColumn('uuid') consumerId!: string;
  @Column('text') list!: string;
  @Column('timestamptz') createdAt!: Date;
}
