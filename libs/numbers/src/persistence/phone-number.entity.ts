import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { NumberProfile, NumberRoute } from '../domain/number.js';
import { WabaEntity } from './waba.entity.js';

@Entity('phone_number')
@Unique('uq_phone_number_phone_number_id', ['tenantId', 'phoneNumberId'])
@Check('ck_phone_number_profile', `profile in ('PRODUCTION', 'SANDBOX')`)
@Check(
  'ck_phone_number_route',
  `route in ('TRUNK', 'SDES', 'PASSTHROUGH', 'SIP_DIRECT', 'REJECT', 'STREAM')`,
)
@ForeignKey(() => WabaEntity, ['tenantId', 'wabaRowId'], ['tenantId', 'id'], {
  name: 'fk_phone_number_waba',
})
export class PhoneNumberEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') wabaRowId!: string;
  @Column('text') phoneNumberId!: string;
  @Column('text') displayPhoneNumber!: string;
  @Column('boolean') isCallingEnabled!: boolean;
  @Column('text') profile!: NumberProfile;
  @Column('text') route!: NumberRoute;
  @Column('timestamptz') createdAt!: Date;
}
