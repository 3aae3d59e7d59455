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
import { connectionType } from '../graphql/connection.js';
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
    return Object.assign(new CallType(), view, {
      consumer: Object.assign(new ConsumerType(), who),
      metaError: metaError && MetaErrorType.from(metaError),
    });
  }
}

@ObjectType('CallConnection')
export class CallConnection extends connectionType('Call', CallType) {}
