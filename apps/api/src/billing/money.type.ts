import { Field, ObjectType } from '@nestjs/graphql';
import { amountOf, type Money } from '#patchbay/billing';
import { Decimal } from '../graphql/scalars/decimal.scalar.js';

@ObjectType('Money')
export class MoneyType {
  @Field(() => Decimal, { description: 'In the major unit of the currency.' })
  readonly amount!: string;

  @Field(() => String, { description: 'ISO 4217.' })
  readonly currency!: string;

  static from(money: Money): MoneyType {
    return Object.assign(new MoneyType(), { amount: amountOf(money), currency: money.currency });
  }
}
