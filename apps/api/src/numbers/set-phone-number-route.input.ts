import { Field, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  Length,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import type { RouteFallback, SetNumberRouteInput, Weekday } from '#patchbay/calls';
import type { NumberRoute } from '#patchbay/numbers';
import { ConsumerInput } from '../calls/place-call.input.js';
import { RouteFallbackEnum, WeekdayEnum } from './number-route.enums.js';
import { NumberRouteEnum } from './phone-number.type.js';

@InputType('RouteTargetInput')
export class RouteTargetInput {
  @Field(() => NumberRouteEnum)
  @IsIn(Object.values(NumberRouteEnum))
  readonly target!: NumberRoute;

  @Field(() => Int, {
    nullable: true,
    description: "Users' calls that it takes at a time; any number if missing.",
  })
  @IsOptional()
  @IsInt()
  readonly maxLiveCalls?: number | null;
}

@InputType('OpenSpanInput', {
  description: 'Open from one time to another on the clock of the zone, to the second.',
})
export class OpenSpanInput {
  @Field(() => WeekdayEnum)
  @IsIn(Object.values(WeekdayEnum))
  readonly day!: Weekday;

  @Field(() => String, { description: '`HH:MM`' })
  @MaxLength(5)
  readonly opensAt!: string;

  @Field(() => String, {
    description: '`HH:MM` up to `24:00`; before `opensAt` it is a time of the next day.',
  })
  @MaxLength(5)
  readonly closesAt!: string;
}

@InputType('HolidayInput', { description: 'A date on which the hours of the week do not hold.' })
export class HolidayInput {
  @Field(() => String, { description: '`YYYY-MM-DD` in the zone.' })
  @MaxLength(10)
  readonly date!: string;

  @Field(() => String, { nullable: true, description: 'Closed all day if missing.' })
  @IsOptional()
  @MaxLength(5)
  readonly opensAt?: string | null;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @MaxLength(5)
  readonly closesAt?: string | null;
}

@InputType('CallHoursInput')
export class CallHoursInput {
  @Field(() => String, { description: 'IANA name such as `Europe/London`.' })
  @Length(1, 60)
  readonly timeZone!: string;

  @Field(() => [OpenSpanInput])
  @ArrayMaxSize(50)
  @Type(() => OpenSpanInput)
  @ValidateNested({ each: true })
  readonly weekly!: OpenSpanInput[];

  @Field(() => [HolidayInput], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(100)
  @Type(() => HolidayInput)
  @ValidateNested({ each: true })
  readonly holidays?: HolidayInput[] | null;
}

@InputType('RouteFiltersInput', { description: 'A call must meet each that is set.' })
export class RouteFiltersInput {
  @Field(() => [ConsumerInput], {
    nullable: true,
    description: 'Everybody if missing; at most 1000.',
  })
  @IsOptional()
  @ArrayMaxSize(1000)
  @Type(() => ConsumerInput)
  @ValidateNested({ each: true })
  readonly onlyCallers?: ConsumerInput[] | null;

  @Field(() => [ConsumerInput], { nullable: true, description: 'At most 1000.' })
  @IsOptional()
  @ArrayMaxSize(1000)
  @Type(() => ConsumerInput)
  @ValidateNested({ each: true })
  readonly blockedCallers?: ConsumerInput[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'ISO 3166-1 alpha-2; a caller whose country is not known is not let through.',
  })
  @IsOptional()
  @ArrayMaxSize(300)
  @MaxLength(2, { each: true })
  readonly onlyCountries?: string[] | null;

  @Field(() => [String], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(300)
  @MaxLength(2, { each: true })
  readonly blockedCountries?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Only calls from a call button or call link that carries a payload.',
  })
  @IsOptional()
  @IsBoolean()
  readonly mustCarryPayload?: boolean | null;
}

@InputType('SetPhoneNumberRouteInput', {
  description: 'The whole route: what is left out is as if it had never been set.',
})
export class SetPhoneNumberRouteInputType {
  @Field(() => String, { description: "Meta's id of the number." })
  @Length(1, 30)
  readonly phoneNumberId!: string;

  @Field(() => [RouteTargetInput], {
    description: 'In order, each target once: the first takes the call unless it is busy.',
  })
  @ArrayMinSize(1)
  @ArrayMaxSize(5)
  @Type(() => RouteTargetInput)
  @ValidateNested({ each: true })
  readonly targets!: RouteTargetInput[];

  @Field(() => RouteFallbackEnum, { nullable: true, description: 'REJECT if missing.' })
  @IsOptional()
  @IsIn(Object.values(RouteFallbackEnum))
  readonly whenBusy?: RouteFallback | null;

  @Field(() => RouteFallbackEnum, {
    nullable: true,
    description: 'When no media node can take a call for SDES; REJECT if missing.',
  })
  @IsOptional()
  @IsIn(Object.values(RouteFallbackEnum))
  readonly whenUnavailable?: RouteFallback | null;

  @Field(() => CallHoursInput, { nullable: true, description: 'Always open if missing.' })
  @IsOptional()
  @Type(() => CallHoursInput)
  @ValidateNested()
  readonly hours?: CallHoursInput | null;

  @Field(() => NumberRouteEnum, { nullable: true, description: 'REJECT if missing.' })
  @IsOptional()
  @IsIn(Object.values(NumberRouteEnum))
  readonly outsideHours?: NumberRoute | null;

  @Field(() => RouteFiltersInput, { nullable: true })
  @IsOptional()
  @Type(() => RouteFiltersInput)
  @ValidateNested()
  readonly filters?: RouteFiltersInput | null;

  @Field(() => Int, {
    nullable: true,
    description: "At least 5, and at most Meta's answer window: Meta rings for 30 to 60 s.",
  })
  @IsOptional()
  @IsInt()
  readonly ringTimeoutSeconds?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'SDES: accepts without `pre_accept`; sound comes a moment after the answer.',
  })
  @IsOptional()
  @IsBoolean()
  readonly skipPreAccept?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'SDES: sends `call.connect` before media towards Meta is up, instead of after.',
  })
  @IsOptional()
  @IsBoolean()
  readonly ringAtOnce?: boolean | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The `version` of the route you have read: CONFLICT when it is another by now.',
  })
  @IsOptional()
  @IsInt()
  readonly expectedVersion?: number | null;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @Length(1, 255)
  readonly idempotencyKey?: string | null;
}

type Identity = SetNumberRouteInput['allowedCallers'][number];

function identityOf({ waId, userId }: ConsumerInput): Identity {
  return { ...(waId && { waId }), ...(userId && { userId }) };
}

function hoursOf({ timeZone, weekly, holidays }: CallHoursInput) {
  return {
    timeZone,
    weekly: weekly.map(({ day, opensAt, closesAt }) => ({ day, opensAt, closesAt })),
    holidays: (holidays ?? []).map(({ date, opensAt = null, closesAt = null }) => {
      return { date, opensAt, closesAt };
    }),
  };
}

/** The input as the use case takes it. */
export function setNumberRouteInput(
  numberId: string,
  input: SetPhoneNumberRouteInputType,
): SetNumberRouteInput {
  const { targets, hours, filters } = input;
  return {
    numberId,
    plan: {
      steps: targets.map(({ target, maxLiveCalls = null }) => ({ target, maxLiveCalls })),
      whenBusy: input.whenBusy ?? 'REJECT',
      whenUnavailable: input.whenUnavailable ?? 'REJECT',
      hours: hours ? hoursOf(hours) : null,
      outsideHours: input.outsideHours ?? 'REJECT',
      filters: filtersOf(filters ?? {}),
      ringTimeoutSeconds: input.ringTimeoutSeconds ?? null,
      skipPreAccept: input.skipPreAccept === true,
      ringAtOnce: input.ringAtOnce === true,
    },
    allowedCallers: (filters?.onlyCallers ?? []).map(identityOf),
    blockedCallers: (filters?.blockedCallers ?? []).map(identityOf),
    ...onceOnly(input),
  };
}

/** What keeps a change from being made twice, or over somebody else's. */
function onceOnly({ expectedVersion, idempotencyKey }: SetPhoneNumberRouteInputType) {
  return {
    expectedVersion: expectedVersion ?? undefined,
    idempotencyKey: idempotencyKey ?? undefined,
  };
}

function filtersOf(filters: Partial<RouteFiltersInput>): SetNumberRouteInput['plan']['filters'] {
  return {
    onlyListedCallers: filters.onlyCallers != null,
    onlyCountries: filters.onlyCountries ?? null,
    blockedCountries: filters.blockedCountries ?? [],
    mustCarryPayload: filters.mustCarryPayload === true,
  };
}
