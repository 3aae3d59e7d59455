import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { PhoneNumberEntity } from './phone-number.entity.js';

/** A row of `number_restriction`: what Meta keeps a number from, until it expires. */
@Entity('number_restriction')
@ForeignKey(() => PhoneNumberEntity, ['tenantId', 'numberId'], ['tenantId', 'id'], {
  name: 'fk_number_restriction_number',
  onDelete: 'CASCADE',
})
export class NumberRestrictionEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') numberId!: string;
  @PrimaryColumn('text') type!: string;
  @Column('text', { nullable: true }) remediation!: string | null;
  /** Null when Meta named no end. */
  @Column('timestamptz', { nullable: true }) expiresAt!: Date | null;
  @Column('timestamptz') toldAt!: Date;
  @Column('uuid') toldBy!: string;
}
