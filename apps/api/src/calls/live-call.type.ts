import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { CallControl, CallState, PlatformLiveCall } from '#patchbay/calls';
import { connectionType } from '../graphql/connection.js';
import { CallID, PhoneNumberID, TenantID } from '../graphql/scalars/id-scalars.js';
import { type CallDirection, CallDirectionEnum } from './call-direction.enum.js';
import { CallControlEnum, CallStateEnum } from './call.enums.js';
import { CallType } from './call.type.js';

@ObjectType('LiveCallConnection')
export class LiveCallConnection extends connectionType('LiveCall', CallType) {
  @Field(() => Int, { description: 'All calls of the tenant that are up, whatever the filter.' })
  readonly totalCount!: number;
}

@ObjectType('PlatformLiveCall', { description: 'A call that is up: whose, not with whom.' })
export class PlatformLiveCallType {
  @Field(() => CallID)
  readonly id!: string;

  @Field(() => TenantID)
  readonly tenantId!: string;

  @Field(() => PhoneNumberID)
  readonly numberId!: string;

  @Field(() => CallDirectionEnum)
  readonly direction!: CallDirection;

  @Field(() => CallStateEnum)
  readonly state!: CallState;

  @Field(() => CallControlEnum)
  readonly control!: CallControl;

  @Field(() => Date)
  readonly startedAt!: Date;

  static from(view: PlatformLiveCall): PlatformLiveCallType {
    return Object.assign(new PlatformLiveCallType(), view);
  }
}

@ObjectType('PlatformLiveCallConnection')
export class PlatformLiveCallConnection extends connectionType(
  'PlatformLiveCall',
  PlatformLiveCallType,
) {
  @Field(() => Int, { description: 'All calls that are up, of all tenants or of the one named.' })
  readonly totalCount!: number;
}
