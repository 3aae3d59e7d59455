import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { CallEvent, CallEventActor, CallState } from '#patchbay/calls';
import { CallEventID } from '../graphql/scalars/id-scalars.js';
import { CallEventActorEnum, CallStateEnum } from './call.enums.js';

@ObjectType('CallEvent', { description: 'A line of the timeline of a call.' })
export class CallEventType {
  @Field(() => CallEventID)
  readonly id!: string;

  @Field(() => Int, { description: 'Rises by one with every event of the call.' })
  readonly seq!: number;

  @Field(() => String)
  readonly kind!: string;

  @Field(() => CallEventActorEnum, { description: 'Who made it happen.' })
  readonly actor!: CallEventActor;

  @Field(() => CallStateEnum, { description: 'The state once this was known.' })
  readonly state!: CallState;

  @Field(() => Date)
  readonly at!: Date;

  @Field(() => String, {
    nullable: true,
    description: "Meta's id of the request whose result it is: `x-fb-request-id`.",
  })
  readonly graphRequestId!: string | null;

  @Field(() => String, { nullable: true, description: "Meta's trace of that request." })
  readonly fbtraceId!: string | null;

  static from({ occurredAt, ...event }: CallEvent): CallEventType {
    const { id, seq, kind, actor, state, graphRequestId, fbtraceId } = event;
    const ids = { graphRequestId, fbtraceId };
    return Object.assign(new CallEventType(), {
      id,
      seq,
      kind,
      actor,
      state,
      at: occurredAt,
      ...ids,
    });
  }
}
