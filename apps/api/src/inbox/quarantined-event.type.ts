import { Field, ObjectType } from '@nestjs/graphql';
import type { QuarantinedEventView, QuarantineReason, QuarantineResolution } from '#patchbay/inbox';
import { connectionType } from '../graphql/connection.js';
import { QuarantinedEventID, TenantID } from '../graphql/scalars/id-scalars.js';
import { QuarantineReasonEnum, QuarantineResolutionEnum } from './inbox.enums.js';

@ObjectType('QuarantinedEvent', {
  description: 'An event of Meta’s that belongs to nobody we know.',
})
export class QuarantinedEventType {
  @Field(() => QuarantinedEventID)
  readonly id!: string;

  @Field(() => String, { description: 'The Meta app that brought it, proved by its signature.' })
  readonly appKey!: string;

  @Field(() => QuarantineReasonEnum)
  readonly reason!: QuarantineReason;

  @Field(() => String, { nullable: true, description: 'Null for a body that cannot be read.' })
  readonly kind!: string | null;

  @Field(() => String, { nullable: true, description: 'The webhook field.' })
  readonly field!: string | null;

  @Field(() => String, { nullable: true, description: "Meta's id of the WABA it names." })
  readonly wabaId!: string | null;

  @Field(() => String, { nullable: true, description: "Meta's id of the phone number it names." })
  readonly phoneNumberId!: string | null;

  @Field(() => String, { nullable: true, description: 'Digits of the phone number it names.' })
  readonly displayPhoneNumber!: string | null;

  @Field(() => String, { nullable: true, description: "Meta's id of the portfolio it names." })
  readonly businessId!: string | null;

  @Field(() => Date)
  readonly createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'Null while it waits for a tenant.' })
  readonly resolvedAt!: Date | null;

  @Field(() => QuarantineResolutionEnum, { nullable: true })
  readonly resolution!: QuarantineResolution | null;

  @Field(() => TenantID, { nullable: true, description: 'The tenant that a replay found.' })
  readonly resolvedFor!: string | null;

  static from(view: QuarantinedEventView): QuarantinedEventType {
    return Object.assign(new QuarantinedEventType(), view);
  }
}

@ObjectType('QuarantinedEventConnection')
export class QuarantinedEventConnection extends connectionType(
  'QuarantinedEvent',
  QuarantinedEventType,
) {}
