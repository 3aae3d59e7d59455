import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A row of `outbox`: an event from one context to another, until the relay has told it. */
@Entity('outbox')
@Index('outbox_unrelayed', ['id'], { where: 'relayed_at is null' })
export class OutboxEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') topic!: string;
  @Column('jsonb') payload!: object;
  @Column('text', { nullable: true }) traceparent!: string | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) relayedAt!: Date | null;
}
