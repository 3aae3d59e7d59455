import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { NumberRoute, NumberView } from '#patchbay/numbers';
import { PhoneNumberID } from '../graphql/scalars/id-scalars.js';

export const NumberRouteEnum: { readonly [R in NumberRoute]: R } = {
  TRUNK: 'TRUNK',
  SDES: 'SDES',
  PASSTHROUGH: 'PASSTHROUGH',
  SIP_DIRECT: 'SIP_DIRECT',
  REJECT: 'REJECT',
  STREAM: 'STREAM',
};
registerEnumType(NumberRouteEnum, {
  name: 'NumberRoute',
  description: 'What a number does with a call.',
});

@ObjectType('PhoneNumber', { description: 'A business phone number of the tenant.' })
export class PhoneNumberType {
  @Field(() => PhoneNumberID)
  readonly id!: string;

  @Field(() => String, { description: "Meta's id of the number." })
  readonly phoneNumberId!: string;

  @Field(() => String, { description: 'Digits with the country code.' })
  readonly displayPhoneNumber!: string;

  @Field(() => Boolean)
  readonly isCallingEnabled!: boolean;

  @Field(() => NumberRouteEnum)
  readonly route!: NumberRoute;

  static from(view: NumberView): PhoneNumberType {
    return Object.assign(new PhoneNumberType(), view);
  }
}
