import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { EventContext, InboxEventState, InboxEventView } from '#patchbay/inbox';
import { traceIdOf } from '#patchbay/kernel';
import { connectionType } from '../graphql/connection.js';
import { CallID, InboxEventID, TenantID } from '../graphql/scalars/id-scalars.js';
import { EventContextEnum, InboxEventStateEnum } from './inbox.enums.js';

@ObjectType('InboxEvent', {
  description: 'Something that came from outside, for one tenant. Its content is not shown.',
})
export class InboxEventType {
  @Field(() => InboxEventID)
  readonly id!: string;

  @Field(() => TenantID)
  readonly tenantId!: string;

  @Field(() => CallID, { nullable: true, description: 'Null for what is about no call.' })
  readonly callId!: string | null;

  @Field(() => String, { description: '`META`, or which part of the platform told it.' })
  readonly source!: string;

  @Field(() => EventContextEnum)
  readonly context!: EventContext;

  @Field(() => String, { description: 'Such as `account_settings_update` or `offered`.' })
  readonly kind!: string;

  @Field(() => InboxEventStateEnum)
  readonly state!: InboxEventState;

  @Field(() => Int, { description: 'Tries that failed since it was kept or replayed.' })
  readonly attempts!: number;

  @Field(() => String, { nullable: true })
  readonly lastError!: string | null;

  @Field(() => Date, { nullable: true, description: 'The next try.' })
  readonly retryAt!: Date | null;

  @Field(() => String, { nullable: true, description: "Meta's id of the WABA." })
  readonly wabaId!: string | null;

  @Field(() => String, { nullable: true, description: "Meta's id of the phone number." })
  readonly phoneNumberId!: string | null;

  @Field(() => String, { nullable: true, description: 'As `traceId` of log lines.' })
  readonly traceId!: string | null;

  @Field(() => Date, { description: 'When it happened, by its source.' })
  readonly occurredAt!: Date;

  @Field(() => Date)
  readonly receivedAt!: Date;

  @Field(() => Date, { nullable: true })
  readonly processedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When staff last replayed it.' })
  readonly replayedAt!: Date | null;

  static from({ traceparent, ...view }: InboxEventView): InboxEventType {
    const traceId = traceparent === null ? null : traceIdOf(traceparent);
    return Object.assign(new InboxEventType(), { ...view, traceId });
  }
}

@ObjectType('InboxEventConnection')
export class InboxEventConnection extends connectionType('InboxEvent', InboxEventType) {}
