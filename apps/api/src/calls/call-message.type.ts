import { Field, ObjectType } from '@nestjs/graphql';
import type { FollowedEvent } from '#patchbay/fanout';
import { CallID, MessageID } from '../graphql/scalars/id-scalars.js';

@ObjectType('CallMessage', { description: 'An event about a call, as endpoints are sent it.' })
export class CallMessageType {
  @Field(() => MessageID, { description: 'What a receiver sees as `webhook-id`.' })
  readonly id!: string;

  @Field(() => String, { description: 'Such as `call.connect`.' })
  readonly type!: string;

  @Field(() => CallID, { nullable: true })
  readonly callId!: string | null;

  @Field(() => Date, { description: 'When it happened.' })
  readonly occurredAt!: Date;

  @Field(() => String, {
    description: 'The body that endpoints get, JSON, with SDP and consumer as far as there.',
  })
  readonly body!: string;

  static from({ id, type, callId, occurredAt, body }: FollowedEvent): CallMessageType {
    return Object.assign(new CallMessageType(), { id, type, callId, occurredAt, body });
  }
}
