import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('endpoint')
@Check('ck_endpoint_status', `status in ('ENABLED', 'DISABLED')`)
export class EndpointEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  url!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('text', { array: true })
  eventTypes!: string[];

  @Column('text')
  secretSealed!: string;

  @Column('text')
  status!: 'ENABLED' | 'DISABLED';

  @Column('timestamptz')
  createdAt!: Date;
}
