import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `inbox_delivery`: a webhook as it came, sealed with its day's key. */
@Entity('inbox_delivery')
export class InboxDeliveryEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') appKey!: string;
  @Column('date') keyDay!: string;
  @Column('bytea') rawSealed!: Buffer;
  @Column('timestamptz') receivedAt!: Date;
}
