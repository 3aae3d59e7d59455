import { Field, ObjectType } from '@nestjs/graphql';
import type {
  CallMessageForm,
  CallMessageOrigin,
  CallMessagePurpose,
  CallMessageState,
  CallMessageView,
} from '#patchbay/permissions';
import { MetaErrorType } from '../calls/call.type.js';
import { ConsumerMessageID } from '../graphql/scalars/id-scalars.js';
import {
  CallMessageFormEnum,
  CallMessageOriginEnum,
  CallMessagePurposeEnum,
  CallMessageStateEnum,
} from './consumer-message.enums.js';

@ObjectType('ConsumerMessage', {
  description:
    'A message to a consumer that asks for the permission to call, or has a call button.',
})
export class ConsumerMessageType {
  @Field(() => ConsumerMessageID)
  readonly id!: string;

  @Field(() => CallMessagePurposeEnum)
  readonly purpose!: CallMessagePurpose;

  @Field(() => CallMessageFormEnum)
  readonly form!: CallMessageForm;

  @Field(() => CallMessageOriginEnum)
  readonly origin!: CallMessageOrigin;

  @Field(() => CallMessageStateEnum)
  readonly state!: CallMessageState;

  @Field(() => String, { nullable: true, description: "Meta's id of the message." })
  readonly wamid!: string | null;

  @Field(() => String, { nullable: true })
  readonly templateName!: string | null;

  @Field(() => String, { nullable: true })
  readonly templateLanguage!: string | null;

  @Field(() => MetaErrorType, { nullable: true, description: 'Why it failed, such as 131026.' })
  readonly metaError!: MetaErrorType | null;

  @Field(() => Date)
  readonly createdAt!: Date;

  @Field(() => Date, { nullable: true })
  readonly sentAt!: Date | null;

  @Field(() => Date, { nullable: true })
  readonly deliveredAt!: Date | null;

  @Field(() => Date, { nullable: true })
  readonly readAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When Meta refused it or gave it up.' })
  readonly failedAt!: Date | null;

  static from({ metaError, ...view }: CallMessageView): ConsumerMessageType {
    return Object.assign(new ConsumerMessageType(), view, {
      metaError: metaError && MetaErrorType.from(metaError),
    });
  }
}
