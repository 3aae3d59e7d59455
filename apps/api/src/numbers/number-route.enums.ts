import { registerEnumType } from '@nestjs/graphql';
import type { RouteFallback, Weekday } from '#patchbay/calls';

export const WeekdayEnum: { readonly [D in Weekday]: D } = {
  MONDAY: 'MONDAY',
  TUESDAY: 'TUESDAY',
  WEDNESDAY: 'WEDNESDAY',
  THURSDAY: 'THURSDAY',
  FRIDAY: 'FRIDAY',
  SATURDAY: 'SATURDAY',
  SUNDAY: 'SUNDAY',
};
registerEnumType(WeekdayEnum, { name: 'Weekday' });

export const RouteFallbackEnum: { readonly [F in RouteFallback]: F } = {
  NEXT_TARGET: 'NEXT_TARGET',
  PASSTHROUGH: 'PASSTHROUGH',
  REJECT: 'REJECT',
};
registerEnumType(RouteFallbackEnum, {
  name: 'RouteFallback',
  description: 'What happens to a call when a target cannot take it.',
});
