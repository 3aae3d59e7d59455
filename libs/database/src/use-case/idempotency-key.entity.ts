import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `idempotency_key`: the outcome that a repeated request gets again. */
@Entity('idempotency_key')
@Check('ck_idempotency_key_length', 'length(key) between 1 and 255')
export class IdempotencyKeyEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('text') actorId!: string;
  @PrimaryColumn('text') operation!: string;
  @PrimaryColumn('text') key!: string;
  @Column('text') inputHash!: string;
  @Column('jsonb', { nullable: true }) outcome!: unknown;
  @Column('timestamptz') createdAt!: Date;
}
