import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** An app of the BSP's at Meta: its webhooks come to `/webhooks/meta/<app key>`. */
@Entity('meta_app')
@Unique('uq_meta_app_key', ['appKey'])
@Unique('uq_meta_app_app_id', ['appId'])
export class MetaAppEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') appKey!: string;
  @Column('text') appId!: string;
  @Column('text') appSecretSealed!: string;
  @Column('text') verifyTokenSealed!: string;
  @Column('timestamptz') createdAt!: Date;
  /** The secret before the last rotation, valid until the moment beside it. */
  @Column('text', { nullable: true }) previousSecretSealed!: string | null;
  @Column('timestamptz', { nullable: true }) previousSecretUntil!: Date | null;
}
