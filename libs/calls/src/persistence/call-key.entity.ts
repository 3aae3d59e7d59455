import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `call_key`: which call of ours a wacid of Meta's names. */
@Entity('call_key')
export class CallKeyEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('text') wacid!: string;
  @Column('uuid') callId!: string;
  @Column('timestamptz') createdAt!: Date;
}
