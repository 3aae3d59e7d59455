import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A row of `inbox_dedupe`: an event that was seen, so that its copies change nothing. */
@Entity('inbox_dedupe')
@Index('inbox_dedupe_age', ['tenantId', 'createdAt'])
export class InboxDedupeEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('text') key!: string;
  @Column('timestamptz') createdAt!: Date;
}
