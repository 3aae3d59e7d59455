import { Args, ArgsType, Field, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { IsInt, IsOptional, Length, MaxLength } from 'class-validator';
import type { TenantContext } from '#patchbay/kernel';
import { FindNumber } from '#patchbay/numbers';
import { callDeepLink, type CallDeepLinkView } from '#patchbay/permissions';
import { CurrentTenant } from '../auth/current-principal.js';

@ObjectType('CallDeepLink', {
  description: 'A link by which a WhatsApp user calls a number; not from a desktop.',
})
export class CallDeepLinkType {
  @Field(() => String)
  readonly url!: string;

  @Field(() => String, { description: 'The QR code, an SVG document.' })
  readonly qrSvg!: string;

  @Field(() => String, { description: 'The QR code, a PNG file in base64.' })
  readonly qrPng!: string;

  static from({ url, svg, png }: CallDeepLinkView): CallDeepLinkType {
    return Object.assign(new CallDeepLinkType(), {
      url,
      qrSvg: svg,
      qrPng: png.toString('base64'),
    });
  }
}

@ArgsType()
class CallDeepLinkArgs {
  @Field(() => String, { description: "Meta's id of the number that is called." })
  @Length(1, 30)
  readonly phoneNumberId!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Comes back with the call; at most 512 characters.',
  })
  @IsOptional()
  @MaxLength(5000)
  readonly payload?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Size of the PNG: 64 to 2048; 512 unless told.',
  })
  @IsOptional()
  @IsInt()
  readonly pixels?: number | null;
}

@Resolver()
export class CallDeepLinkResolver {
  constructor(private readonly findNumber: FindNumber) {}

  @Query(() => CallDeepLinkType, {
    description: 'The link that calls a number, with its QR code as SVG and PNG.',
  })
  async callDeepLink(
    @CurrentTenant() tenant: TenantContext,
    @Args() { phoneNumberId, payload, pixels }: CallDeepLinkArgs,
  ): Promise<CallDeepLinkType> {
    const { displayPhoneNumber } = await this.findNumber.execute(tenant, { phoneNumberId });
    const link = await callDeepLink({
      displayPhoneNumber,
      payload: payload ?? undefined,
      pixels: pixels ?? undefined,
    });
    return CallDeepLinkType.from(link);
  }
}
