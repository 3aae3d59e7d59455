import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A row of `consumer`: the only place of a WhatsApp user's identity, sealed. */
@Entity('consumer')
@Unique('uq_consumer_wa', ['tenantId', 'waHash'])
@Unique('uq_consumer_user', ['tenantId', 'userHash'])
export class ConsumerEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { nullable: true }) waHash!: string | null;
  @Column('text', { nullable: true }) userHash!: string | null;
  @Column('text', { nullable: true }) identitySealed!: string | null;
  @Column('text', { nullable: true }) country!: string | null;
  @Column('text', { nullable: true }) market!: string | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
}
