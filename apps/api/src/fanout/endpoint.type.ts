import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { EndpointView } from '#patchbay/fanout';
import { connectionType } from '../graphql/connection.js';
import { EndpointID } from '../graphql/scalars/id-scalars.js';

export const EndpointStatusEnum: { readonly [S in EndpointView['status']]: S } = {
  ENABLED: 'ENABLED',
  DISABLED: 'DISABLED',
};
registerEnumType(EndpointStatusEnum, { name: 'EndpointStatus' });

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

  @Field(() => EndpointStatusEnum)
  readonly status!: EndpointView['status'];

  @Field(() => Date)
  readonly createdAt!: Date;

  static from(view: EndpointView): EndpointType {
    return Object.assign(new EndpointType(), view);
  }
}

@ObjectType('EndpointConnection')
export class EndpointConnection extends connectionType('Endpoint', EndpointType) {}
