import { Field, InputType } from '@nestjs/graphql';
import { IsBoolean, IsIn, IsOptional, IsString, Length } from 'class-validator';
import type { QuarantineFilter, QuarantineReason } from '#patchbay/inbox';
import { QuarantineReasonEnum } from './inbox.enums.js';

@InputType('QuarantinedEventFilter')
export class QuarantineFilterInput {
  @Field(() => QuarantineReasonEnum, { nullable: true })
  @IsOptional()
  @IsIn(Object.values(QuarantineReasonEnum))
  readonly reason?: QuarantineReason | null;

  @Field(() => String, { nullable: true, description: "Meta's id of the phone number." })
  @IsOptional()
  @IsString()
  @Length(1, 50)
  readonly phoneNumberId?: string | null;

  @Field(() => String, { nullable: true, description: "Meta's id of the WABA." })
  @IsOptional()
  @IsString()
  @Length(1, 50)
  readonly wabaId?: string | null;

  @Field(() => String, { nullable: true, description: 'The Meta app that brought it.' })
  @IsOptional()
  @IsString()
  @Length(1, 50)
  readonly appKey?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it still waits for a tenant.' })
  @IsOptional()
  @IsBoolean()
  readonly isOpen?: boolean | null;
}

/** The filter as the use cases take it. */
export function quarantineFilter(
  filter: QuarantineFilterInput | null | undefined,
): QuarantineFilter {
  return {
    reason: filter?.reason ?? undefined,
    phoneNumberId: filter?.phoneNumberId ?? undefined,
    wabaId: filter?.wabaId ?? undefined,
    appKey: filter?.appKey ?? undefined,
    isOpen: filter?.isOpen ?? undefined,
  };
}
