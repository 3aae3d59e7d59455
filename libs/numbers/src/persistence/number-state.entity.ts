import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { PhoneNumberEntity } from './phone-number.entity.js';

/** A row of `number_state`: what Meta said last about one aspect of a number. */
@Entity('number_state')
@ForeignKey(() => PhoneNumberEntity, ['tenantId', 'numberId'], ['tenantId', 'id'], {
  name: 'fk_number_state_number',
  onDelete: 'CASCADE',
})
export class NumberStateEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') numberId!: string;
  @PrimaryColumn('text') aspect!: string;
  @Column('text') state!: string;
  @Column('jsonb') detail!: object;
  /** Meta's time of it, and the event that said so: of two at one time the later id wins. */
  @Column('timestamptz') toldAt!: Date;
  @Column('uuid') toldBy!: string;
}
