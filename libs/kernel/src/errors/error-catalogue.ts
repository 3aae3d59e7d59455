import type { ErrorArgs } from './error-args.js';

export interface ErrorEntry {
  readonly httpStatus: number;
  readonly level: 'info' | 'warn' | 'error';
  readonly message: (args: ErrorArgs) => string;
}

function describeFields(args: ErrorArgs): string {
  const problems = (args.fields ?? []).map((f) => `${f.field} ${f.problem}`);
  return problems.length > 0 ? problems.join('; ') : 'The input is not valid.';
}

/**
 * Every error that is not a refusal of the business: malformed input, authentication, not found,
 * conflict, too many, upstream down, bugs. Closed: a new code needs a row here.
 */
export const ERROR_CATALOGUE = {
  BAD_USER_INPUT: { httpStatus: 400, level: 'info', message: describeFields },
  UNAUTHENTICATED: {
    httpStatus: 401,
    level: 'info',
    message: () => 'Sign in: send a valid access token from /oauth/token.',
  },
  FORBIDDEN: {
    httpStatus: 403,
    level: 'info',
    message: (a) => `Your roles do not allow ${a.what ?? 'this operation'}.`,
  },
  NOT_FOUND: {
    httpStatus: 404,
    level: 'info',
    message: (a) => `There is no such ${a.what ?? 'object'}.`,
  },
  CONFLICT: {
    httpStatus: 409,
    level: 'info',
    message: (a) => a.what ?? 'The object was changed by somebody else: read it again.',
  },
  RATE_LIMITED: {
    httpStatus: 429,
    level: 'info',
    message: (a) => `Too many requests: try again in ${a.retryAfterSeconds ?? 1} s.`,
  },
  UPSTREAM_UNAVAILABLE: {
    httpStatus: 503,
    level: 'warn',
    message: (a) => `${a.what ?? 'A service we depend on'} is not reachable now: try again later.`,
  },
  INTERNAL: {
    httpStatus: 500,
    level: 'error',
    message: () => 'Something went wrong on our side. Tell us the errorId.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;
