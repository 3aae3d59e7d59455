import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `inbox_delivery`: a webhook as it came, sealed with its day's key. */
@Entity('inbox_delivery')
@Check('ck_inbox_delivery_signed_with', `signed_with in ('CURRENT', 'PREVIOUS')`)
export class InboxDeliveryEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') appKey!: string;
  @Column('date') keyDay!: string;
  @Column('bytea') rawSealed!: Buffer;
  @Column('timestamptz') receivedAt!: Date;
  /** Which secret of the app proved it: during a rotation two are valid. */
  @Column('text', { default: 'CURRENT' }) signedWith!: 'CURRENT' | 'PREVIOUS';
}
