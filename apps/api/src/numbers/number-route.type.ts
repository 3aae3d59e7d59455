import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { NumberRouteView, RouteFallback, Weekday } from '#patchbay/calls';
import type { NumberRoute } from '#patchbay/numbers';
import { RouteFallbackEnum, WeekdayEnum } from './number-route.enums.js';
import { NumberRouteEnum } from './phone-number.type.js';

@ObjectType('RouteTarget')
export class RouteTargetType {
  @Field(() => NumberRouteEnum)
  readonly target!: NumberRoute;

  @Field(() => Int, { nullable: true, description: 'Null: any number.' })
  readonly maxLiveCalls!: number | null;
}

@ObjectType('OpenSpan')
export class OpenSpanType {
  @Field(() => WeekdayEnum)
  readonly day!: Weekday;

  @Field(() => String)
  readonly opensAt!: string;

  @Field(() => String)
  readonly closesAt!: string;
}

@ObjectType('Holiday')
export class HolidayType {
  @Field(() => String, { description: '`YYYY-MM-DD`' })
  readonly date!: string;

  @Field(() => String, { nullable: true, description: 'Null: closed all day.' })
  readonly opensAt!: string | null;

  @Field(() => String, { nullable: true })
  readonly closesAt!: string | null;
}

@ObjectType('CallHours')
export class CallHoursType {
  @Field(() => String)
  readonly timeZone!: string;

  @Field(() => [OpenSpanType])
  readonly weekly!: readonly OpenSpanType[];

  @Field(() => [HolidayType])
  readonly holidays!: readonly HolidayType[];
}

@ObjectType('RouteCaller', { description: 'Both ids are null once the consumer was erased.' })
export class RouteCallerType {
  @Field(() => String, { nullable: true })
  readonly waId!: string | null;

  @Field(() => String, { nullable: true })
  readonly userId!: string | null;
}

@ObjectType('RouteFilters')
export class RouteFiltersType {
  @Field(() => [RouteCallerType], { nullable: true, description: 'Null: everybody.' })
  readonly onlyCallers!: readonly RouteCallerType[] | null;

  @Field(() => [RouteCallerType])
  readonly blockedCallers!: readonly RouteCallerType[];

  @Field(() => [String], { nullable: true, description: 'Null: all.' })
  readonly onlyCountries!: readonly string[] | null;

  @Field(() => [String])
  readonly blockedCountries!: readonly string[];

  @Field(() => Boolean)
  readonly mustCarryPayload!: boolean;
}

@ObjectType('PhoneNumberRoute', { description: "What a number does with users' calls." })
export class PhoneNumberRouteType {
  @Field(() => [RouteTargetType])
  readonly targets!: readonly RouteTargetType[];

  @Field(() => RouteFallbackEnum)
  readonly whenBusy!: RouteFallback;

  @Field(() => RouteFallbackEnum)
  readonly whenUnavailable!: RouteFallback;

  @Field(() => CallHoursType, { nullable: true, description: 'Null: always open.' })
  readonly hours!: CallHoursType | null;

  @Field(() => NumberRouteEnum)
  readonly outsideHours!: NumberRoute;

  @Field(() => RouteFiltersType)
  readonly filters!: RouteFiltersType;

  @Field(() => Int, { nullable: true, description: 'Null: the default of the platform.' })
  readonly ringTimeoutSeconds!: number | null;

  @Field(() => Boolean)
  readonly skipPreAccept!: boolean;

  @Field(() => Boolean)
  readonly ringAtOnce!: boolean;

  @Field(() => Int, { description: 'How often it was set; 0: you have set none, and this holds.' })
  readonly version!: number;

  @Field(() => Date, { nullable: true, description: 'Null: you have set none, and this holds.' })
  readonly updatedAt!: Date | null;

  static from(view: NumberRouteView): PhoneNumberRouteType {
    const { plan, version, updatedAt, allowedCallers, blockedCallers } = view;
    const { steps, filters, ...rest } = plan;
    const { onlyListedCallers, ...others } = filters;
    return Object.assign(new PhoneNumberRouteType(), rest, {
      targets: steps,
      version,
      updatedAt,
      filters: {
        ...others,
        onlyCallers: onlyListedCallers ? callersOf(allowedCallers) : null,
        blockedCallers: callersOf(blockedCallers),
      },
    });
  }
}

function callersOf(identities: NumberRouteView['allowedCallers']): RouteCallerType[] {
  return identities.map(({ waId = null, userId = null }) => ({ waId, userId }));
}
