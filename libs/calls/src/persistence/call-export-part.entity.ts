import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { CallExportEntity } from './call-export.entity.js';

/** A row of `call_export_part`: an object of the store that holds a piece of an export, or was to. */
@Entity('call_export_part')
@Index('call_export_part_export', ['tenantId', 'exportId'])
@Index('call_export_part_kept', ['tenantId', 'exportId', 'part'], {
  unique: true,
  where: 'size_bytes is not null',
})
@ForeignKey(() => CallExportEntity, ['tenantId', 'exportId'], ['tenantId', 'id'], {
  name: 'fk_call_export_part_export',
  onDelete: 'CASCADE',
})
export class CallExportPartEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') exportId!: string;
  @Column('integer') part!: number;
  @Column('integer', { nullable: true }) sizeBytes!: number | null;
  @Column('timestamptz') createdAt!: Date;
}
