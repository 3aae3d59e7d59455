import { registerEnumType } from '@nestjs/graphql';

/** Who called: the WhatsApp user, or the business. */
export const CallDirectionEnum = {
  USER_INITIATED: 'USER_INITIATED',
  BUSINESS_INITIATED: 'BUSINESS_INITIATED',
} as const;
export type CallDirection = keyof typeof CallDirectionEnum;

registerEnumType(CallDirectionEnum, {
  name: 'CallDirection',
  description: 'Who called: the WhatsApp user, or the business.',
});
