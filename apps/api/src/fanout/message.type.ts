import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { DeadDelivery, Delivery, DeliveryStatus, MessageView } from '#patchbay/fanout';
import { connectionType } from '../graphql/connection.js';
import { CallID, EndpointID, MessageID } from '../graphql/scalars/id-scalars.js';

export const DeliveryStatusEnum: { readonly [S in DeliveryStatus]: S } = {
  PENDING: 'PENDING',
  DELIVERED: 'DELIVERED',
  DEAD: 'DEAD',
};
registerEnumType(DeliveryStatusEnum, {
  name: 'DeliveryStatus',
  description: 'What has become of a message at an endpoint.',
  valuesMap: {
    PENDING: { description: 'In line for its next attempt.' },
    DELIVERED: { description: 'The endpoint took it.' },
    DEAD: { description: 'Given up; replayMessage and recoverEndpoint send it again.' },
  },
});

type Reason = DeadDelivery['reason'];

const DeadLetterReasonEnum: { readonly [R in Reason]: R } = {
  EXPIRED: 'EXPIRED',
  EXHAUSTED: 'EXHAUSTED',
  GONE: 'GONE',
};
registerEnumType(DeadLetterReasonEnum, {
  name: 'DeadLetterReason',
  description: 'Why a message was given up.',
  valuesMap: {
    EXPIRED: { description: 'Its deadline passed before the endpoint took it.' },
    EXHAUSTED: { description: 'The last attempt of its schedule failed.' },
    GONE: { description: 'The endpoint answered 410.' },
  },
});

@ObjectType('DeadLetter', { description: 'That a message was given up at an endpoint.' })
export class DeadLetterType {
  @Field(() => DeadLetterReasonEnum)
  readonly reason!: Reason;

  @Field(() => Date)
  readonly diedAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When it was put in line again.' })
  readonly recoveredAt!: Date | null;
}

@ObjectType('Delivery', { description: 'A message at one endpoint.' })
export class DeliveryType {
  @Field(() => EndpointID)
  readonly endpointId!: string;

  @Field(() => DeliveryStatusEnum)
  readonly status!: DeliveryStatus;

  @Field(() => Int, { description: 'Attempts of the last run; a replay counts from 1 again.' })
  readonly attempts!: number;

  @Field(() => Date, {
    nullable: true,
    description: 'Null when nothing is to come, and while the endpoint is disabled.',
  })
  readonly nextAttemptAt!: Date | null;

  @Field(() => Date, { nullable: true })
  readonly deliveredAt!: Date | null;

  @Field(() => Boolean, { description: 'It waits because somebody asked for it again.' })
  readonly isReplay!: boolean;

  @Field(() => DeadLetterType, { nullable: true, description: 'The last time it was given up.' })
  readonly deadLetter!: DeadLetterType | null;

  static from({ deadLetter, ...delivery }: Delivery): DeliveryType {
    return Object.assign(new DeliveryType(), delivery, {
      deadLetter: deadLetter && Object.assign(new DeadLetterType(), deadLetter),
    });
  }
}

@ObjectType('Message', { description: 'One event for the tenant, whatever endpoints it goes to.' })
export class MessageType {
  @Field(() => MessageID, { description: 'What the receiver sees as `webhook-id`.' })
  readonly id!: string;

  @Field(() => String, { description: 'Such as `call.connect`.' })
  readonly type!: string;

  @Field(() => CallID, { nullable: true })
  readonly callId!: string | null;

  @Field(() => String, {
    description:
      'The body as JSON, without the parts that join it when it leaves: SDP and the consumer.',
  })
  readonly body!: string;

  @Field(() => Date, { description: 'When it happened.' })
  readonly occurredAt!: Date;

  @Field(() => Date)
  readonly createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'Sent until then, unless it is replayed.' })
  readonly expiresAt!: Date | null;

  @Field(() => [DeliveryType])
  readonly deliveries!: readonly DeliveryType[];

  static from({ deliveries, ...view }: MessageView): MessageType {
    return Object.assign(new MessageType(), view, {
      deliveries: deliveries.map((delivery) => DeliveryType.from(delivery)),
    });
  }
}

@ObjectType('MessageConnection')
export class MessageConnection extends connectionType('Message', MessageType) {}
