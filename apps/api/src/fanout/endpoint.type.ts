import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { DisabledReason, EndpointFormat, EndpointView } from '#patchbay/fanout';
import { connectionType } from '../graphql/connection.js';
import { EndpointID } from '../graphql/scalars/id-scalars.js';

export const EndpointStatusEnum: { readonly [S in EndpointView['status']]: S } = {
  ENABLED: 'ENABLED',
  DISABLED: 'DISABLED',
};
registerEnumType(EndpointStatusEnum, { name: 'EndpointStatus' });

export const EndpointFormatEnum: { readonly [F in EndpointFormat]: F } = {
  STANDARD: 'STANDARD',
  META: 'META',
};
registerEnumType(EndpointFormatEnum, {
  name: 'EndpointFormat',
  description: 'STANDARD: our own body. META: a body like that of Meta’s webhooks, signed alike.',
});

export const EndpointDisabledReasonEnum: { readonly [R in DisabledReason]: R } = {
  TENANT: 'TENANT',
  FAILING: 'FAILING',
  GONE: 'GONE',
};
registerEnumType(EndpointDisabledReasonEnum, {
  name: 'EndpointDisabledReason',
  description: 'By updateEndpoint, by failing for too long, or by answering 410 Gone.',
});

@ObjectType('EndpointHeader', { description: 'A header of your own; its value is not shown.' })
export class EndpointHeaderType {
  @Field(() => String)
  readonly name!: string;

  @Field(() => String, { description: 'The last letters of a long value, after `…`.' })
  readonly valueHint!: string;
}

/** What Meta calls the numbers and WABAs that an endpoint is narrowed to. */
export interface EndpointSubjectIds {
  readonly phoneNumberIds: readonly string[] | null;
  readonly wabaIds: readonly string[] | null;
}

@ObjectType('Endpoint', { description: 'A URL of the tenant that events are sent to.' })
export class EndpointType {
  @Field(() => EndpointID)
  readonly id!: string;

  @Field(() => String)
  readonly url!: string;

  @Field(() => String, { nullable: true })
  readonly description!: string | null;

  @Field(() => [String], { description: 'Such as `call.connect`.' })
  readonly eventTypes!: readonly string[];

  @Field(() => [String], {
    nullable: true,
    description: "Meta's ids of the numbers whose events it gets; null for all.",
  })
  readonly phoneNumberIds!: readonly string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: "Meta's ids of the WABAs whose events it gets; null for all.",
  })
  readonly wabaIds!: readonly string[] | null;

  @Field(() => String)
  readonly apiVersion!: string;

  @Field(() => EndpointFormatEnum)
  readonly format!: EndpointFormat;

  @Field(() => [EndpointHeaderType])
  readonly headers!: readonly EndpointHeaderType[];

  @Field(() => String, { nullable: true })
  readonly failoverUrl!: string | null;

  @Field(() => Int, { nullable: true })
  readonly rateLimitPerSecond!: number | null;

  @Field(() => Int, { nullable: true })
  readonly maxInFlight!: number | null;

  @Field(() => [String])
  readonly alertEmails!: readonly string[];

  @Field(() => EndpointStatusEnum)
  readonly status!: EndpointView['status'];

  @Field(() => EndpointDisabledReasonEnum, { nullable: true })
  readonly disabledReason!: DisabledReason | null;

  @Field(() => Date, { nullable: true })
  readonly disabledAt!: Date | null;

  @Field(() => Date, {
    nullable: true,
    description: 'Until then each message carries the former secret’s signature too.',
  })
  readonly previousSecretUntil!: Date | null;

  @Field(() => Date)
  readonly createdAt!: Date;

  @Field(() => Date, { nullable: true })
  readonly updatedAt!: Date | null;

  static from(view: EndpointView, subjects: EndpointSubjectIds): EndpointType {
    return Object.assign(new EndpointType(), view, subjects);
  }
}

@ObjectType('EndpointConnection')
export class EndpointConnection extends connectionType('Endpoint', EndpointType) {}
