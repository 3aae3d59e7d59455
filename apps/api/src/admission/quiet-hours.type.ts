import { createUnionType, Field, InputType, ObjectType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsIn, IsOptional, Length, Matches, ValidateNested } from 'class-validator';
import type { QuietSpan, SetQuietHoursInput, SetQuietHoursOutcome } from '#patchbay/admission';
import type { Weekday } from '#patchbay/calls';
import { assertUnreachable } from '#patchbay/kernel';
import { MutationErrorCode, MutationErrorType } from '../graphql/mutation-error.type.js';
import { WeekdayEnum } from '../numbers/number-route.enums.js';

const DAYS = Object.values(WeekdayEnum);
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/;
const MINUTES_PER_HOUR = 60;

const minuteOf = (text: string): number =>
  Number(text.slice(0, 2)) * MINUTES_PER_HOUR + Number(text.slice(3));
const textOf = (minute: number): string =>
  [Math.floor(minute / MINUTES_PER_HOUR), minute % MINUTES_PER_HOUR]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');

@InputType('QuietSpanInput')
export class QuietSpanInputType {
  @Field(() => WeekdayEnum, { description: 'The day on which it begins.' })
  @IsIn(DAYS)
  readonly day!: Weekday;

  @Field(() => String, { description: 'HH:MM on the local clock.' })
  @Matches(TIME)
  readonly from!: string;

  @Field(() => String, { description: 'HH:MM; not later than `from`: on the next day.' })
  @Matches(TIME)
  readonly to!: string;
}

@InputType('SetQuietHoursInput')
export class SetQuietHoursInputType {
  @Field(() => String, {
    nullable: true,
    description: 'ISO 3166 code of consumers’ country; without one: all that have no hours.',
  })
  @IsOptional()
  @Length(2, 2)
  readonly country?: string | null;

  @Field(() => String, { description: 'IANA name, such as Europe/Berlin.' })
  @Length(1, 60)
  readonly timeZone!: string;

  @Field(() => [QuietSpanInputType], { description: 'All of them; none lifts the quiet hours.' })
  @ArrayMaxSize(50)
  @Type(() => QuietSpanInputType)
  @ValidateNested({ each: true })
  readonly spans!: QuietSpanInputType[];
}

/** The input as the use case takes it. */
export function quietHoursInput(input: SetQuietHoursInputType): SetQuietHoursInput {
  const { country = null, timeZone, spans } = input;
  return {
    country,
    timeZone,
    spans: spans.map(({ day, from, to }) => ({
      dayOfWeek: DAYS.indexOf(day) + 1,
      startsMinute: minuteOf(from),
      endsMinute: to === '00:00' ? minuteOf('24:00') : minuteOf(to),
    })),
  };
}

@ObjectType('QuietSpan', { description: 'A span of the week in which you place no calls.' })
export class QuietSpanType {
  @Field(() => String, { nullable: true })
  readonly country!: string | null;

  @Field(() => String)
  readonly timeZone!: string;

  @Field(() => WeekdayEnum)
  readonly day!: Weekday;

  @Field(() => String)
  readonly from!: string;

  @Field(() => String)
  readonly to!: string;

  static from({ country, timeZone, ...span }: QuietSpan): QuietSpanType {
    return Object.assign(new QuietSpanType(), {
      country,
      timeZone,
      day: DAYS[span.dayOfWeek - 1],
      from: textOf(span.startsMinute),
      to: textOf(span.endsMinute),
    });
  }
}

@ObjectType()
export class SetQuietHoursSuccess {
  @Field(() => [QuietSpanType], { description: 'Of all countries.' })
  readonly quietHours: readonly QuietSpanType[];

  constructor(quietHours: readonly QuietSpanType[]) {
    this.quietHours = quietHours;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class QuietHoursWithoutEnd extends MutationErrorType {
  override readonly code = MutationErrorCode.QUIET_HOURS_WITHOUT_END;
  override readonly message =
    'These hours leave no time to call in: to stop calls altogether, use setKillSwitch.';
}

export const SetQuietHoursResult = createUnionType({
  name: 'SetQuietHoursResult',
  types: () => [SetQuietHoursSuccess, QuietHoursWithoutEnd] as const,
});

/** The outcome of the use case as GraphQL tells it. */
export function quietHoursResult(outcome: SetQuietHoursOutcome): typeof SetQuietHoursResult {
  switch (outcome.kind) {
    case 'set':
      return new SetQuietHoursSuccess(outcome.quietHours.map((span) => QuietSpanType.from(span)));
    case 'without_end':
      return new QuietHoursWithoutEnd();
    default:
      return assertUnreachable(outcome);
  }
}
