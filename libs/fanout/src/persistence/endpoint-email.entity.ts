import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { EndpointEntity } from './endpoint.entity.js';

/** An e-mail about an endpoint that the operator's hook has not taken yet. */
@Entity('endpoint_email')
@Check('ck_endpoint_email_event', `event in ('endpoint.failing', 'endpoint.disabled')`)
@Index('endpoint_email_time', ['dueAt'])
@Index('endpoint_email_endpoint', ['tenantId', 'endpointId'])
@ForeignKey(() => EndpointEntity, ['tenantId', 'endpointId'], ['tenantId', 'id'], {
  name: 'fk_endpoint_email_endpoint',
  onDelete: 'CASCADE',
})
export class EndpointEmailEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  endpointId!: string;

  @Column('text')
  event!: 'endpoint.failing' | 'endpoint.disabled';

  /** The threshold that was reached; null when it was disabled for another reason. */
  @Column('integer', { nullable: true })
  percent!: number | null;

  /** Why it was disabled. */
  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('integer')
  failures!: number;

  @Column('timestamptz', { nullable: true })
  failingSince!: Date | null;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('integer')
  attempts!: number;

  @Column('timestamptz')
  dueAt!: Date;
}
