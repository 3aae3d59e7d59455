import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `call_file_retention`: for how long a tenant has files of its calls kept. */
@Entity('call_file_retention')
@Check('ck_call_file_retention_days', 'media_days > 0')
export class CallFileRetentionEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @Column('integer') mediaDays!: number;
  @Column('timestamptz') updatedAt!: Date;
}
