import { createUnionType, Field, ObjectType } from '@nestjs/graphql';
import type { NumberRoute } from '#patchbay/numbers';
import { MutationErrorCode, MutationErrorType } from '../graphql/mutation-error.type.js';
import { NumberRouteEnum, PhoneNumberType } from './phone-number.type.js';

@ObjectType()
export class SetPhoneNumberRouteSuccess {
  @Field(() => PhoneNumberType)
  readonly phoneNumber: PhoneNumberType;

  constructor(phoneNumber: PhoneNumberType) {
    this.phoneNumber = phoneNumber;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class RouteTargetNotSupported implements MutationErrorType {
  readonly code = MutationErrorCode.ROUTE_TARGET_NOT_SUPPORTED;
  readonly message: string;

  @Field(() => NumberRouteEnum)
  readonly target: NumberRoute;

  constructor(target: NumberRoute) {
    this.target = target;
    this.message = `Calls cannot be given to ${target} yet: use SDES, PASSTHROUGH or REJECT.`;
  }
}

export const SetPhoneNumberRouteResult = createUnionType({
  name: 'SetPhoneNumberRouteResult',
  types: () => [SetPhoneNumberRouteSuccess, RouteTargetNotSupported] as const,
});
