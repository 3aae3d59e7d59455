import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { UsageRecordView } from '#patchbay/billing';
import { CallDirectionEnum, type CallDirection } from '../calls/call-direction.enum.js';
import { connectionType } from '../graphql/connection.js';
import { CallID, UsageRecordID } from '../graphql/scalars/id-scalars.js';
import { MoneyType } from './money.type.js';

@ObjectType('UsageRecord', { description: 'What one answered call counts for.' })
export class UsageRecordType {
  @Field(() => UsageRecordID)
  readonly id!: string;

  @Field(() => CallID)
  readonly callId!: string;

  /** Resolved to `phoneNumber`. */
  readonly numberId!: string;

  @Field(() => CallDirectionEnum)
  readonly direction!: CallDirection;

  @Field(() => String, { nullable: true, description: "Meta's market of the consumer." })
  readonly market!: string | null;

  @Field(() => Date, { nullable: true })
  readonly answeredAt!: Date | null;

  @Field(() => Date)
  readonly endedAt!: Date;

  @Field(() => Int)
  readonly billableSeconds!: number;

  @Field(() => Int, { description: 'Pulses of 6 seconds, begun ones counted.' })
  readonly pulses!: number;

  @Field(() => MoneyType, { nullable: true, description: 'What Meta charges; null until rated.' })
  readonly cost!: MoneyType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What the tenant pays; null until rated.',
  })
  readonly price!: MoneyType | null;

  static from({ cost, price, ...view }: UsageRecordView): UsageRecordType {
    return Object.assign(new UsageRecordType(), view, {
      cost: cost && MoneyType.from(cost),
      price: price && MoneyType.from(price),
    });
  }
}

@ObjectType('UsageRecordConnection')
export class UsageRecordConnection extends connectionType('UsageRecord', UsageRecordType) {}
