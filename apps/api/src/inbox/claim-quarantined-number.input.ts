import { Field, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  ValidateNested,
} from 'class-validator';
import type { ClaimQuarantinedNumberInput, WabaToClaim } from '#patchbay/inbox';
import { Secret } from '#patchbay/kernel';
import type { NumberProfile, NumberRoute } from '#patchbay/numbers';
import { TenantID } from '../graphql/scalars/id-scalars.js';
import { NumberRouteEnum } from '../numbers/phone-number.type.js';
import { NumberProfileEnum } from './inbox.enums.js';

@InputType('NewWabaInput', { description: 'A WABA that the tenant does not have yet.' })
export class NewWabaInput {
  @Field(() => String, { description: "Meta's id of the portfolio it is in." })
  @Length(1, 50)
  readonly businessId!: string;

  @Field(() => String)
  @Length(1, 200)
  readonly name!: string;

  @Field(() => String, { description: 'ISO 4217.' })
  @Length(3, 3)
  readonly currency!: string;

  @Field(() => String, { description: 'IANA name, such as `Africa/Nairobi`.' })
  @Length(1, 60)
  readonly timeZone!: string;

  @Field(() => String, { description: 'Commands the WABA at Meta. Kept sealed, never shown.' })
  @Length(1, 1000)
  readonly accessToken!: string;
}

@InputType('ClaimQuarantinedNumberInput')
export class ClaimQuarantinedNumberInputType {
  @Field(() => String, { description: "Meta's id of the phone number." })
  @Length(1, 50)
  readonly phoneNumberId!: string;

  @Field(() => TenantID, { description: 'Whose it is.' })
  @IsUUID()
  readonly tenantId!: string;

  @Field(() => String, { description: "Meta's id of its WABA." })
  @Length(1, 50)
  readonly wabaId!: string;

  @Field(() => NewWabaInput, { nullable: true, description: 'When the tenant lacks this WABA.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => NewWabaInput)
  readonly waba?: NewWabaInput | null;

  @Field(() => [String], {
    defaultValue: [],
    description: 'Meta apps that may speak for the WABA, besides those that may already.',
  })
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @Length(1, 50, { each: true })
  readonly appKeys: string[] = [];

  @Field(() => String, {
    nullable: true,
    description: 'Digits with the country code; when left out, as the quarantined events say.',
  })
  @IsOptional()
  @Length(1, 20)
  readonly displayPhoneNumber?: string | null;

  @Field(() => Boolean, { defaultValue: true })
  @IsBoolean()
  readonly isCallingEnabled: boolean = true;

  @Field(() => NumberProfileEnum, { defaultValue: NumberProfileEnum.PRODUCTION })
  @IsIn(Object.values(NumberProfileEnum))
  readonly profile: NumberProfile = NumberProfileEnum.PRODUCTION;

  @Field(() => NumberRouteEnum, { defaultValue: NumberRouteEnum.SDES })
  @IsIn(Object.values(NumberRouteEnum))
  readonly route: NumberRoute = NumberRouteEnum.SDES;

  @Field(() => String, { description: 'Why, for the audit.' })
  @Length(1, 500)
  readonly reason!: string;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @Length(1, 255)
  readonly idempotencyKey?: string | null;
}

function wabaToClaim(waba: NewWabaInput): WabaToClaim {
  const { businessId, name, currency, timeZone } = waba;
  return { businessId, name, currency, timeZone, accessToken: new Secret(waba.accessToken) };
}

/** The input as the use case takes it. */
export function claimInput({
  waba,
  displayPhoneNumber,
  idempotencyKey,
  ...input
}: ClaimQuarantinedNumberInputType): ClaimQuarantinedNumberInput {
  return {
    ...input,
    waba: waba ? wabaToClaim(waba) : undefined,
    displayPhoneNumber: displayPhoneNumber ?? undefined,
    idempotencyKey: idempotencyKey ?? undefined,
  };
}
