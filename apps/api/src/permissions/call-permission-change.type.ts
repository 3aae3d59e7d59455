import { Field, ObjectType } from '@nestjs/graphql';
import type { FollowedEvent } from '#patchbay/fanout';
import type { NextStep, PermissionSource, PermissionState } from '#patchbay/permissions';
import { ConsumerType } from '../calls/call.type.js';
import { MessageID } from '../graphql/scalars/id-scalars.js';
import {
  CallPermissionSourceEnum,
  CallPermissionStateEnum,
  CallPermissionStepEnum,
} from './call-permission.enums.js';

/** What `data` of such an event says. */
interface Said {
  readonly phoneNumberId: string;
  readonly consumer?: Partial<ConsumerType>;
  readonly state: PermissionState;
  readonly previousState?: PermissionState;
  readonly source?: PermissionSource | null;
  readonly expiresAt?: string | null;
  readonly next: NextStep;
  readonly nextAt: string | null;
}

const dateOf = (time: string | null | undefined): Date | null => (time ? new Date(time) : null);

@ObjectType('CallPermissionChange', {
  description: 'What endpoints are sent as `call.permission.updated` and `call.permission.nudge`.',
})
export class CallPermissionChangeType {
  @Field(() => MessageID, { description: 'Give the last one as `after`.' })
  readonly id!: string;

  @Field(() => String, { description: 'Such as `call.permission.updated`.' })
  readonly type!: string;

  @Field(() => Date, { description: 'When it happened.' })
  readonly occurredAt!: Date;

  @Field(() => String, { description: "Meta's id of the number." })
  readonly phoneNumberId!: string;

  @Field(() => ConsumerType)
  readonly consumer!: ConsumerType;

  @Field(() => CallPermissionStateEnum)
  readonly state!: PermissionState;

  @Field(() => CallPermissionStateEnum, { nullable: true, description: 'Null of a nudge.' })
  readonly previousState!: PermissionState | null;

  @Field(() => CallPermissionSourceEnum, { nullable: true })
  readonly source!: PermissionSource | null;

  @Field(() => Date, { nullable: true })
  readonly expiresAt!: Date | null;

  @Field(() => CallPermissionStepEnum)
  readonly next!: NextStep;

  @Field(() => Date, { nullable: true })
  readonly nextAt!: Date | null;

  @Field(() => String, { description: 'The body that endpoints get, JSON.' })
  readonly body!: string;

  static from({ id, type, occurredAt, body }: FollowedEvent): CallPermissionChangeType {
    const { data } = JSON.parse(body) as { readonly data: Said };
    const { phoneNumberId, state, previousState = null, source = null, next } = data;
    const nobody = { waId: null, userId: null, parentUserId: null, name: null, username: null };
    return Object.assign(new CallPermissionChangeType(), {
      id,
      type,
      occurredAt,
      phoneNumberId,
      consumer: Object.assign(new ConsumerType(), nobody, data.consumer),
      state,
      previousState,
      source,
      expiresAt: dateOf(data.expiresAt),
      next,
      nextAt: dateOf(data.nextAt),
      body,
    });
  }
}
