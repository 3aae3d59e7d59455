import { AppError, type ErrorCode, traceIdOf } from '#patchbay/kernel';

/** What a caller is told about an error, over GraphQL and HTTP alike. */
export interface PublicError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly fields?: AppError['args']['fields'];
  /** Seconds. */
  readonly retryAfter?: number;
  readonly errorId?: string;
}

/** The public face of an error of the catalogue. INTERNAL tells the errorId and nothing else. */
export function publicErrorOf(error: AppError, errorId: string | undefined): PublicError {
  const { code, message, args } = error;
  switch (code) {
    case 'BAD_USER_INPUT':
      return { code, message, fields: args.fields ?? [] };
    case 'RATE_LIMITED':
      return { code, message, retryAfter: args.retryAfterSeconds ?? 1 };
    case 'INTERNAL':
      return { code, message, ...(errorId === undefined ? {} : { errorId }) };
    default:
      return { code, message };
  }
}

/** Any other error is a bug: its text stays with us. */
export function asAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError('INTERNAL', {}, { cause: error });
}

/** What a caller can quote and we can find in the logs: the trace's id. */
export function errorIdOf(traceparent: string | undefined): string | undefined {
  return traceIdOf(traceparent);
}
