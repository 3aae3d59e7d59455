import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** Which tenant a number belongs to: how a webhook that names a number finds its tenant. */
@Entity('number_directory')
@Unique('uq_number_directory_display', ['displayPhoneNumber'])
export class NumberDirectoryEntity {
  @PrimaryColumn('text') phoneNumberId!: string;
  @Column('text') displayPhoneNumber!: string;
  @Column('text') wabaId!: string;
  @Column('uuid') tenantId!: string;
  @Column('uuid') numberId!: string;
  @Column('timestamptz') createdAt!: Date;
}
