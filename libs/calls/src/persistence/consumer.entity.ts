import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A row of `consumer`: the only place of a WhatsApp user's identity, sealed. */
@Entity('consumer')
@Unique('uq_consumer_wa', ['tenantId', 'waHash'])
@Unique('uq_consumer_user', ['tenantId', 'userHash'])
@Index('consumer_merged_into', ['tenantId', 'mergedInto'], { where: 'merged_into is not null' })
@Index('consumer_fold_due', ['id'], { where: 'is_fold_due' })
@ForeignKey(() => ConsumerEntity, ['tenantId', 'mergedInto'], ['tenantId', 'id'], {
  name: 'fk_consumer_merged_into',
})
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
  /** The row of the same user that counts; null in that row itself. */
  @Column('uuid', { nullable: true }) mergedInto!: string | null;
  /** What other contexts keep of the row has still to be moved to the one that counts. */
  @Column('boolean', { default: false }) isFoldDue!: boolean;
}
