import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { GqlContextType } from '@nestjs/graphql';
import type { Response } from 'express';
import { AppError, ERROR_CATALOGUE, type Logger } from '#patchbay/kernel';
import type { ApiRequest } from './api-request.js';
import { asAppError, errorIdOf, publicErrorOf } from './public-error.js';

/** The status of an error that Express or Nest made about the request itself, such as 413. */
function clientStatus(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  return typeof error.status === 'number' ? error.status : undefined;
}

function fromStatus(error: unknown, status: number): AppError {
  if (status === 404) return new AppError('NOT_FOUND', { what: 'path' }, { cause: error });
  const what = status === 413 ? 'is too large' : 'cannot be read';
  return new AppError('BAD_USER_INPUT', { fields: [{ field: 'The request body', problem: what }] });
}

/** Answers what no controller answered, in JSON and from the closed catalogue. */
@Catch()
export class HttpErrorFilter implements ExceptionFilter {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  catch(error: unknown, host: ArgumentsHost): unknown {
    // GraphQL formats its own errors: it throws what it is handed.
    if (host.getType<GqlContextType>() === 'graphql') return error;
    const response = host.switchToHttp().getResponse<Response>();
    const request = host.switchToHttp().getRequest<ApiRequest>();
    const status = clientStatus(error);
    const isClientFault = status !== undefined && status < 500;
    const appError = isClientFault ? fromStatus(error, status) : asAppError(error);
    const errorId = errorIdOf(request.traceparent);
    if (appError.isOurs) {
      this.#logger.error({ err: error, errorId, path: request.path }, 'request.failed');
    }
    const { httpStatus } = ERROR_CATALOGUE[appError.code];
    response
      .status(isClientFault ? status : httpStatus)
      .json({ error: publicErrorOf(appError, errorId) });
    return undefined;
  }
}
