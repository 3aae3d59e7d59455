import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLContext } from '../graphql/graphql-context.js';
import { PhoneNumberType } from '../numbers/phone-number.type.js';
import { FirstContactButtonLoader } from './first-contact-button.loader.js';
import { FirstContactButtonType } from './set-first-contact-button.resolver.js';

@Resolver(() => PhoneNumberType)
export class FirstContactButtonResolver {
  constructor(private readonly buttons: FirstContactButtonLoader) {}

  @ResolveField(() => FirstContactButtonType, {
    nullable: true,
    description: 'What setFirstContactButton has set; null: it never was.',
  })
  async firstContactButton(
    @Parent() { id }: PhoneNumberType,
    @Context() { req }: GraphQLContext,
  ): Promise<FirstContactButtonType | null> {
    const button = await this.buttons.load(req, id);
    return button && Object.assign(new FirstContactButtonType(), button);
  }
}
