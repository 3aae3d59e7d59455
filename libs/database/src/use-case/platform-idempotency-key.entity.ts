import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `platform_idempotency_key`: what staff asked for once, and the outcome it got. */
@Entity('platform_idempotency_key')
@Check('ck_platform_idempotency_key_length', 'length(key) between 1 and 255')
export class PlatformIdempotencyKeyEntity {
  @PrimaryColumn('text') actorId!: string;
  @PrimaryColumn('text') operation!: string;
  @PrimaryColumn('text') key!: string;
  @Column('text') inputHash!: string;
  @Column('jsonb', { nullable: true }) outcome!: unknown;
  @Column('timestamptz') createdAt!: Date;
}
