import { registrationError } from '../../graph/assets/registration-errors.js';
import { callingError } from '../../graph/calling-errors.js';
import type { GraphError } from '../../graph/graph-error.js';
import type { BusinessNumber } from '../assets.js';
import { isCallingEnabled, isSipMode } from '../calling-settings.js';
import { restrictionOf } from '../restrictions/active-restrictions.js';
import type { World } from '../world.js';
import { isBusinessCallingAvailable } from './call-availability.js';
import type { StartRule } from './start-rules.js';

export { USER_CALL_RULES } from './user-call-rules.js';

/** One reason of the number itself, whoever is to be called. */
type NumberRule = (world: World, number: BusinessNumber) => GraphError | undefined;

/** Before `register` a number is not on the platform at all. */
export function refusalUnregistered({ isRegistered }: BusinessNumber): GraphError | undefined {
  return isRegistered ? undefined : registrationError('notRegistered');
}

const isEnabled: NumberRule = (_world, { calling }) =>
  isCallingEnabled(calling) ? undefined : callingError('notEnabled');

const isWithoutSip: NumberRule = (_world, { calling }) =>
  isSipMode(calling) ? callingError('sipEnabled') : undefined;

const isAvailable: NumberRule = ({ switches }, { country }) =>
  isBusinessCallingAvailable(country, switches.isTurkeyExcluded)
    ? undefined
    : callingError('notAvailable');

const isUnrestricted: NumberRule = ({ clock }, number) =>
  restrictionOf(number, 'business_calls', clock.nowMs()) === undefined
    ? undefined
    : callingError('temporarilyDisabled');

const isPaidFor: NumberRule = (world, number) =>
  hasPaymentMethod(world, number) ? undefined : callingError('noPaymentMethod');

/** Sandbox accounts have nothing to pay and so no way of paying. */
export function hasPaymentMethod({ directory }: World, number: BusinessNumber): boolean {
  const isTest = number.accountMode === 'SANDBOX';
  return isTest || directory.waba(number.wabaId)?.hasPaymentMethod === true;
}

/** What the number's own state forbids the business. */
export const NUMBER_START_RULES: readonly StartRule[] = [
  (_world: World, number: BusinessNumber) => refusalUnregistered(number),
  isEnabled,
  isWithoutSip,
  isAvailable,
  isUnrestricted,
  isPaidFor,
].map(
  (rule): StartRule =>
    (world, { number }) =>
      rule(world, number),
);

/** Why the number may not ask users for call permissions; undefined when it may. */
export function numberRefusalOfRequest(
  world: World,
  number: BusinessNumber,
): GraphError | undefined {
  for (const rule of [isEnabled, isAvailable, isUnrestricted]) {
    const refusal = rule(world, number);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
