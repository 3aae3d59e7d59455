import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import type { Logger } from '#patchbay/kernel';
import { errorIdOf } from '../http/public-error.js';
import { appErrorOf } from './format-error.js';
import type { GraphQLContext } from './graphql-context.js';

/**
 * Logs the errors of a request, and gives those that are ours the request's trace id to be found
 * by. What callers did wrong is no error of ours.
 */
export function errorsPlugin(logger: Logger): ApolloServerPlugin<GraphQLContext> {
  const listener: GraphQLRequestListener<GraphQLContext> = {
    didEncounterErrors({ errors, contextValue, operationName }) {
      const traceId = errorIdOf(contextValue.req.traceparent);
      for (const error of errors) {
        const appError = appErrorOf(error);
        const fields = { traceId, operation: operationName, path: error.path?.join('.') };
        if (appError.isOurs) {
          error.extensions.errorId = traceId;
          logger.error({ ...fields, errorId: traceId, err: appError }, 'graphql.failed');
        } else {
          logger.info({ ...fields, code: appError.code }, 'graphql.refused');
        }
      }
      return Promise.resolve();
    },
  };
  return { requestDidStart: () => Promise.resolve(listener) };
}
