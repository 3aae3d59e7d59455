import { randomUUID } from 'node:crypto';
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { AppError, type FieldProblem } from '#patchbay/kernel';
import { asAppError, publicErrorOf } from '../http/public-error.js';

// `Variable "$input" got invalid value 1 at "input.name"; String cannot represent …`
const VARIABLE = /^Variable "\$(\w+)" got invalid value [^]*?(?: at "([^"]+)")?; ([^]+)$/;

function fieldsOf(message: string): FieldProblem[] {
  const [, variable, path, problem] = VARIABLE.exec(message) ?? [];
  if (variable === undefined || problem === undefined) return [];
  return [{ field: path ?? variable, problem }];
}

/** Whether the error is about the request itself: it happened before any resolver ran. */
export function isAboutRequest(error: unknown): error is GraphQLError {
  return (
    error instanceof GraphQLError &&
    error.path === undefined &&
    error.extensions.code !== undefined &&
    error.extensions.code !== 'INTERNAL_SERVER_ERROR'
  );
}

/** The error of the catalogue that stands for whatever was thrown. */
export function appErrorOf(error: unknown): AppError {
  const original = unwrapResolverError(error);
  if (original instanceof AppError) return original;
  if (isAboutRequest(error)) {
    return new AppError('BAD_USER_INPUT', { fields: fieldsOf(error.message) }, { cause: error });
  }
  return asAppError(original);
}

/**
 * What a client is told: the closed catalogue, and nothing of a bug but its errorId. It fails
 * closed: an error that nobody has looked at is masked too.
 */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
): GraphQLFormattedError {
  const appError = appErrorOf(error);
  const kept = error instanceof GraphQLError ? error.extensions.errorId : undefined;
  const errorId = typeof kept === 'string' ? kept : randomUUID();
  const { message, ...extensions } = publicErrorOf(appError, errorId);
  const isDocument = isAboutRequest(error) && fieldsOf(error.message).length === 0;
  return {
    // Apollo's text on a document, without the suggestions that production hides.
    message: isDocument ? formatted.message : message,
    ...(formatted.locations === undefined ? {} : { locations: formatted.locations }),
    ...(formatted.path === undefined ? {} : { path: formatted.path }),
    extensions: { ...extensions },
  };
}
