import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `first_contact`: this consumer has written to this number before. */
@Entity('first_contact')
export class FirstContactEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') numberId!: string;
  @PrimaryColumn('uuid') consumerId!: string;
  @Column('timestamptz') createdAt!: Date;
}
