import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `admission_epoch`: which life of a tenant's counters is the valid one. */
@Entity('admission_epoch')
export class AdmissionEpochEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @Column('bigint') epoch!: string;
  @Column('timestamptz') rebuiltAt!: Date;
}
