import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { CallState, CallView, MediaMode } from '#patchbay/calls';
import { connectionType } from '../graphql/connection.js';
import { CallID } from '../graphql/scalars/id-scalars.js';
import { type CallDirection, CallDirectionEnum } from './call-direction.enum.js';
import { CallStateEnum, MediaModeEnum } from './call.enums.js';

@ObjectType('Consumer', { description: 'The WhatsApp user of a call; empty once erased.' })
export class ConsumerType {
  @Field(() => String, { nullable: true, description: 'WhatsApp number, digits.' })
  readonly waId!: string | null;

  @Field(() => String, { nullable: true, description: 'Business-scoped user id.' })
  readonly userId!: string | null;

  @Field(() => String, { nullable: true })
  readonly name!: string | null;
}

@ObjectType('MetaError', { description: "Meta's own words about what went wrong." })
export class MetaErrorType {
  @Field(() => Int)
  readonly code!: number;

  @Field(() => String)
  readonly title!: string;

  @Field(() => String, { nullable: true })
  readonly details!: string | null;

  @Field(() => String, { nullable: true })
  readonly fbtraceId!: string | null;

  static from(error: NonNullable<CallView['metaError']>): MetaErrorType {
    return Object.assign(new MetaErrorType(), error);
  }
}

@ObjectType('Call')
export class CallType {
  @Field(() => CallID)
  readonly id!: string;

  /** Resolved to `phoneNumber`. */
  readonly numberId!: string;

  @Field(() => ConsumerType)
  readonly consumer!: ConsumerType;

  @Field(() => CallDirectionEnum)
  readonly direction!: CallDirection;

  @Field(() => CallStateEnum)
  readonly state!: CallState;

  @Field(() => MediaModeEnum)
  readonly mediaMode!: MediaMode;

  @Field(() => String, { nullable: true, description: "Meta's id of the call." })
  readonly wacid!: string | null;

  @Field(() => String, { nullable: true, description: 'What the tenant gave with the call.' })
  readonly bizOpaqueCallbackData!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it ended, where the state is not all.' })
  readonly endCode!: string | null;

  @Field(() => MetaErrorType, { nullable: true })
  readonly metaError!: MetaErrorType | null;

  @Field(() => Date)
  readonly startedAt!: Date;

  @Field(() => Date, { nullable: true })
  readonly answeredAt!: Date | null;

  @Field(() => Date, { nullable: true })
  readonly endedAt!: Date | null;

  @Field(() => Int, { nullable: true })
  readonly billableSeconds!: number | null;

  static from({ consumer, metaError, ...view }: CallView): CallType {
    const { waId = null, userId = null, name = null } = consumer;
    return Object.assign(new CallType(), view, {
      consumer: Object.assign(new ConsumerType(), { waId, userId, name }),
      metaError: metaError && MetaErrorType.from(metaError),
    });
  }
}

@ObjectType('CallConnection')
export class CallConnection extends connectionType('Call', CallType) {}
