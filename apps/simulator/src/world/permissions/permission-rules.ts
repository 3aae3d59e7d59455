import { callingError } from '../../graph/calling-errors.js';
import type { StartRule } from '../rules/start-rules.js';

const hasPermission: StartRule = ({ permissions }, { consumer, number }) =>
  consumer !== undefined && permissions.state(number, consumer).status === 'no_permission'
    ? callingError('noPermission')
    : undefined;

/** What the user has not allowed, or allowed often enough for a day. */
export const PERMISSION_START_RULES: readonly StartRule[] = [hasPermission];
