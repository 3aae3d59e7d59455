import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { StaffRole } from '#patchbay/kernel';

/** A row of `staff_client`: a credential of the BSP's own staff. */
@Entity('staff_client')
@Unique('uq_staff_client_name', ['name'])
export class StaffClientEntity {
  @PrimaryColumn('uuid') id: string;
  @Column('text') name: string;
  @Column('text') secretHash: string;
  @Column('text', { array: true }) roles: StaffRole[];
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz', { nullable: true }) revokedAt: Date | null;
}
