import { callingError } from '../../graph/calling-errors.js';
import type { StartRule } from '../rules/start-rules.js';
import { DAY_MS, limitsOf } from './permission-limits.js';

const hasConversation: StartRule = ({ permissions }, { consumer, number }) =>
  consumer !== undefined && !permissions.pair(number, consumer).hasConversation
    ? callingError('noConversation')
    : undefined;

const hasPermission: StartRule = ({ permissions }, { consumer, number }) =>
  consumer !== undefined && permissions.state(number, consumer).status === 'no_permission'
    ? callingError('noPermission')
    : undefined;

/** The limit leaves the permission alone; the details say when the next call may be made. */
export const isWithinDay: StartRule = ({ clock, permissions }, { consumer, number }) => {
  if (consumer === undefined) return undefined;
  const { connectedPerDay } = limitsOf(number);
  const { connectedCount } = permissions.pair(number, consumer);
  const freeAtMs = connectedCount.freeAtMs(clock.nowMs(), DAY_MS, connectedPerDay);
  if (freeAtMs === undefined) return undefined;
  return callingError(
    'dailyConnectedLimit',
    `The limit of ${connectedPerDay} connected calls to this user within 24 hours is reached. ` +
      `The next call is allowed at ${Math.ceil(freeAtMs / 1000)}.`,
  );
};

/** What the user has not allowed. */
export const PERMISSION_START_RULES: readonly StartRule[] = [hasConversation, hasPermission];
