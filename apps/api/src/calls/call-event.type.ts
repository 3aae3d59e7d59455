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

  static from({ id, seq, kind, actor, state, occurredAt }: CallEvent): CallEventType {
    return Object.assign(new CallEventType(), { id, seq, kind, actor, state, at: occurredAt });
  }
}
