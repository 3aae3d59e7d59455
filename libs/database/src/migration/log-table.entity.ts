import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `log_table`: a table whose partitions are made and, past retention, dropped. */
@Entity('log_table')
@Check('ck_log_table_period', `period in ('month', 'day')`)
@Check('ck_log_table_retention', 'retention_days > 0')
export class LogTableEntity {
  @PrimaryColumn('text') name!: string;
  @Column('text') period!: 'month' | 'day';
  @Column('integer') retentionDays!: number;
}
