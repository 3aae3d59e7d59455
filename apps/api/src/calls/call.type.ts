import { Field, Int, ObjectType } from '@nestjs/graphql';
import type {
  CallControl,
  CallSignalling,
  CallState,
  CallView,
  DisconnectedBy,
  MediaMode,
  TerminationCause,
} from '#patchbay/calls';
import { metaRefusalOf } from '#patchbay/meta';
import { connectionType } from '../graphql/connection.js';
import { MutationErrorCode } from '../graphql/mutation-error.type.js';
import { CallID } from '../graphql/scalars/id-scalars.js';
import { type CallDirection, CallDirectionEnum } from './call-direction.enum.js';
import { CallSignallingEnum } from './call-signalling.enum.js';
import { CallControlEnum, CallStateEnum, DisconnectedByEnum, MediaModeEnum } from './call.enums.js';

@ObjectType('Consumer', { description: 'The WhatsApp user of a call; empty once erased.' })
export class ConsumerType {
  @Field(() => String, { nullable: true, description: 'WhatsApp number, digits.' })
  readonly waId!: string | null;

  @Field(() => String, { nullable: true, description: 'Business-scoped user id.' })
  readonly userId!: string | null;

  @Field(() => String, { nullable: true, description: 'The id for the whole portfolio.' })
  readonly parentUserId!: string | null;

  @Field(() => String, { nullable: true })
  readonly name!: string | null;

  @Field(() => String, { nullable: true, description: 'Without @.' })
  readonly username!: string | null;
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

/** The same as `refusal` of `call.terminated`, for whoever reads the call instead. */
@ObjectType('CallEndRefusal', {
  description: "What Meta's error is, in the words of the refusals of `placeCall`.",
})
export class CallEndRefusalType {
  @Field(() => MutationErrorCode)
  readonly code!: MutationErrorCode;

  @Field(() => String, { description: 'What to do.' })
  readonly message!: string;

  @Field(() => Date, { nullable: true, description: 'From when on it may be tried again.' })
  readonly retryAt!: Date | null;

  /** Of an error that a call ended with; `at` is its end. */
  static from(error: NonNullable<CallView['metaError']>, at: Date): CallEndRefusalType {
    const { code, remedy, retryAt } = metaRefusalOf(error, at);
    const told = { code: MutationErrorCode[code], message: remedy, retryAt };
    return Object.assign(new CallEndRefusalType(), told);
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

  @Field(() => CallSignallingEnum)
  readonly signalling!: CallSignalling;

  @Field(() => MediaModeEnum)
  readonly mediaMode!: MediaMode;

  @Field(() => String, { nullable: true, description: "Meta's id of the call." })
  readonly wacid!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Meta's id of the request that placed or answered it.",
  })
  readonly graphRequestId!: string | null;

  @Field(() => String, { nullable: true, description: 'What the tenant gave with the call.' })
  readonly bizOpaqueCallbackData!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What you put into the button by which the user called.',
  })
  readonly ctaPayload!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What you put into the link by which the user called.',
  })
  readonly deeplinkPayload!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it ended, where the state is not all.' })
  readonly endCode!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why it ended, such as CONSUMER_HUNG_UP; readers must bear new words.',
  })
  readonly terminationCause!: TerminationCause | null;

  @Field(() => DisconnectedByEnum, { nullable: true, description: 'Who ended it.' })
  readonly disconnectedBy!: DisconnectedBy | null;

  @Field(() => CallControlEnum, { description: 'Whose call it is.' })
  readonly control!: CallControl;

  @Field(() => MetaErrorType, { nullable: true })
  readonly metaError!: MetaErrorType | null;

  @Field(() => CallEndRefusalType, {
    nullable: true,
    description: "What Meta's error means, and what to do.",
  })
  readonly refusal!: CallEndRefusalType | null;

  @Field(() => Date)
  readonly startedAt!: Date;

  @Field(() => Date, { nullable: true })
  readonly answeredAt!: Date | null;

  @Field(() => Date, { nullable: true })
  readonly endedAt!: Date | null;

  @Field(() => Int, {
    nullable: true,
    description: 'From the first ring to the answer or the end.',
  })
  readonly ringSeconds!: number | null;

  @Field(() => Int, { nullable: true, description: 'From the answer to the end.' })
  readonly talkSeconds!: number | null;

  @Field(() => Int, { nullable: true, description: 'What Meta counted.' })
  readonly billableSeconds!: number | null;

  static from({ consumer, metaError, ...view }: CallView): CallType {
    const { waId = null, userId = null, name = null } = consumer;
    const { parentUserId = null, username = null } = consumer;
    const who = { waId, userId, parentUserId, name, username };
    // A repeated request gets its outcome as JSON kept it, with times as text.
    const at = new Date(view.endedAt ?? view.startedAt);
    return Object.assign(new CallType(), view, {
      consumer: Object.assign(new ConsumerType(), who),
      metaError: metaError && MetaErrorType.from(metaError),
      refusal: metaError && CallEndRefusalType.from(metaError, at),
    });
  }
}

@ObjectType('CallConnection')
export class CallConnection extends connectionType('Call', CallType) {}
