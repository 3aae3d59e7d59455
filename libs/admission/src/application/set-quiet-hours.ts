import { Inject, Injectable } from '@nestjs/common';
import { IANAZone } from 'luxon';
import { UseCases } from '#patchbay/database';
import {
  badInput,
  type Clock,
  CLOCK,
  isCountry,
  type TenantContext,
  uuidv7,
} from '#patchbay/kernel';
import { ADMISSION_USE_CASES } from '../admission.roles.js';
import { type QuietSpan, quietUntil } from '../domain/quiet-hours.js';
import { readQuietHours, replaceQuietHours } from '../persistence/quiet-hours.repository.js';

export interface SetQuietHoursInput {
  /** ISO 3166 alpha-2; null: of consumers in all countries that have no hours of their own. */
  readonly country: string | null;
  readonly timeZone: string;
  /** ISO days, minutes of the local day; none: no quiet hours. */
  readonly spans: readonly Pick<QuietSpan, 'dayOfWeek' | 'startsMinute' | 'endsMinute'>[];
}

export type SetQuietHoursOutcome =
  | { readonly kind: 'set'; readonly quietHours: readonly QuietSpan[] }
  /** They leave no minute for a call. */
  | { readonly kind: 'without_end' };

const MAX_SPANS = 50;
const MINUTES_PER_DAY = 1440;

/** Says when a tenant's consumers must not be called; replaces the country's hours as a whole. */
@Injectable()
export class SetQuietHours {
  constructor(
    private readonly useCases: UseCases,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(tenant: TenantContext, input: SetQuietHoursInput): Promise<SetQuietHoursOutcome> {
    check(input);
    const { country, timeZone } = input;
    const spans = input.spans.map((span) => ({ ...span, country, timeZone }));
    if (quietUntil(spans, this.clock.now()) === null) return { kind: 'without_end' };
    const definition = ADMISSION_USE_CASES.setQuietHours;
    return this.useCases.change<SetQuietHoursOutcome>({ tenant, definition }, async (tx) => {
      const rows = spans.map((span) => ({ ...span, id: uuidv7(this.clock) }));
      await replaceQuietHours(tx, country, rows);
      return { kind: 'set', quietHours: await readQuietHours(tx) };
    });
  }

  /** The hours there are. */
  read(tenant: TenantContext): Promise<QuietSpan[]> {
    const definition = ADMISSION_USE_CASES.readQuietHours;
    return this.useCases.read({ tenant, definition }, (tx) => readQuietHours(tx));
  }
}

function check({ country, timeZone, spans }: SetQuietHoursInput): void {
  if (country !== null && !isCountry(country)) {
    throw badInput('country', 'must be an ISO 3166 code of two capital letters such as BR');
  }
  if (!IANAZone.isValidZone(timeZone)) throw badInput('timeZone', 'is no IANA time zone');
  if (spans.length > MAX_SPANS) throw badInput('spans', `may be ${MAX_SPANS} at most`);
  const isWrong = spans.some(
    ({ dayOfWeek, startsMinute, endsMinute }) =>
      dayOfWeek < 1 ||
      dayOfWeek > 7 ||
      startsMinute < 0 ||
      startsMinute >= MINUTES_PER_DAY ||
      endsMinute < 1 ||
      endsMinute > MINUTES_PER_DAY,
  );
  if (isWrong) throw badInput('spans', 'must be days 1 to 7 and minutes of the day');
}
