import { META_ERROR_TABLE } from '#patchbay/meta';
import { CALLING_ERRORS } from '../../../apps/simulator/src/graph/calling-errors.js';
import { GENERAL_ERRORS } from '../../../apps/simulator/src/graph/general-errors.js';

const STATUS = new Map<number, number>(
  [...Object.values(CALLING_ERRORS), ...GENERAL_ERRORS].map(({ code, httpStatus }) => [
    code,
    httpStatus,
  ]),
);

/** The codes that Meta answers a request with. */
export const GRAPH_ROWS = META_ERROR_TABLE.filter(({ comesBy }) => comesBy === 'graph');
/** The codes that come with the end of a call. */
export const WEBHOOK_ROWS = META_ERROR_TABLE.filter(({ comesBy }) => comesBy === 'webhook');

/** The HTTP status that Meta gives a code. */
export function statusOf(code: number): number {
  return STATUS.get(code) ?? (code === 190 ? 401 : 400);
}

/** The GraphQL type of a refusal: CALL_ALREADY_UP is CallAlreadyUp. */
export function typeNameOf(code: string): string {
  return code.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
