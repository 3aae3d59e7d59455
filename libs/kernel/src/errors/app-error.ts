import type { ErrorArgs } from './error-args.js';
import { ERROR_CATALOGUE, type ErrorCode } from './error-catalogue.js';

/**
 * The only error that may leave a use case. Its code is in the closed catalogue, its message is
 * made from the catalogue's template, and `cause` stays in the logs.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly args: ErrorArgs;

  constructor(code: ErrorCode, args: ErrorArgs = {}, options: { cause?: unknown } = {}) {
    super(ERROR_CATALOGUE[code].message(args), options);
    this.name = 'AppError';
    this.code = code;
    this.args = args;
  }

  /** Whether the text itself went wrong, not a mistake of the caller's. */
  get isOurs(): boolean {
    return ERROR_CATALOGUE[this.code].level === 'error';
  }
}

/** BAD_USER_INPUT about one field. */
export function badInput(field: string, problem: string): AppError {
  return new AppError('BAD_USER_INPUT', { fields: [{ field, problem }] });
}

/** Fails to compile when a union has a member that the switch forgot. */
export function assertUnreachable(value: never): never {
  throw new AppError('INTERNAL', {}, { cause: new Error(`unreachable: ${String(value)}`) });
}
