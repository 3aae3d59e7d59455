import { callingError } from '../../graph/calling-errors.js';
import type { GraphError } from '../../graph/graph-error.js';
import { isWithinDay, PERMISSION_START_RULES } from '../permissions/permission-rules.js';
import type { World } from '../world.js';
import { NUMBER_START_RULES } from './number-rules.js';
import type { BusinessStart, StartRule } from './start-rules.js';

/** A public test number reaches its list of recipients and nobody else. */
const isOnList: StartRule = (_world, { consumer, number, recipient }) => {
  const { recipients } = number;
  if (recipients === null || recipients.has(consumer?.waId ?? recipient)) return undefined;
  return callingError('recipientNotAllowed');
};

const isCallable: StartRule = (_world, { consumer }) =>
  consumer?.isCallable === true && !consumer.hasOldClient
    ? undefined
    : callingError('receiverUncallable');

const hasRoom: StartRule = ({ limits }, { number }) =>
  limits.hasRoom(number) ? undefined : callingError('concurrentLimit');

const hasStartsLeft: StartRule = ({ limits }, { number }) =>
  limits.hasStartsLeft(number) ? undefined : callingError('callRateLimit');

const isOnlyCall: StartRule = ({ calls }, { consumer, number }) =>
  consumer !== undefined && calls.liveBetween(number, consumer) !== undefined
    ? callingError('duplicateCall')
    : undefined;

/** What other calls forbid; asked once more when the media is open, since it takes its time. */
const LOAD_RULES: readonly StartRule[] = [hasRoom, hasStartsLeft, isOnlyCall];
const USER_RULES: readonly StartRule[] = [isOnList, isCallable, ...PERMISSION_START_RULES];
const LIMIT_RULES: readonly StartRule[] = [isWithinDay, ...LOAD_RULES];

function firstRefusal(
  rules: readonly StartRule[],
  world: World,
  start: BusinessStart,
): GraphError | undefined {
  for (const rule of rules) {
    const refusal = rule(world, start);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** The number's own state, looked at before the request's body. */
export function refusalByNumber(world: World, start: BusinessStart): GraphError | undefined {
  return firstRefusal(NUMBER_START_RULES, world, start);
}

/** The user, the permission and the limits, looked at after the body. */
export function refusalByUser(world: World, start: BusinessStart): GraphError | undefined {
  const refusal = firstRefusal(USER_RULES, world, start);
  return refusal ?? refusalByLimits(LIMIT_RULES, world, start);
}

/** The limits alone. */
export function refusalByLoad(world: World, start: BusinessStart): GraphError | undefined {
  return refusalByLimits(LOAD_RULES, world, start);
}

function refusalByLimits(
  rules: readonly StartRule[],
  world: World,
  start: BusinessStart,
): GraphError | undefined {
  return world.settings.areCallLimitsKept ? firstRefusal(rules, world, start) : undefined;
}
