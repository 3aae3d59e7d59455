import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import type { Logger } from '#patchbay/kernel';
import type { ApiRequest } from '../http/api-request.js';
import { depthLimit, MAX_DEPTH } from './depth-limit.js';
import { errorsPlugin } from './errors.plugin.js';
import { formatError } from './format-error.js';
import { SCALARS_MAP } from './scalars/date-time.scalar.js';

/** A document of more tokens is refused unread: it bounds aliases and repeated fields. */
export const MAX_TOKENS = 1000;

/** How Apollo is set: strict, masked, and closed to strangers in production. */
export function graphqlOptions({
  isProduction,
  logger,
}: {
  isProduction: boolean;
  logger: Logger;
}): ApolloDriverConfig {
  return {
    driver: ApolloDriver,
    path: '/graphql',
    autoSchemaFile: true,
    buildSchemaOptions: { scalarsMap: SCALARS_MAP },
    sortSchema: true,
    context: ({ req }: { req: ApiRequest }) => ({ req }),
    graphiql: false,
    introspection: !isProduction,
    hideSchemaDetailsFromClientErrors: isProduction,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    parseOptions: { maxLexicalTokens: MAX_TOKENS },
    validationRules: [depthLimit(MAX_DEPTH)],
    autoTransformHttpErrors: false,
    formatError,
    plugins: [errorsPlugin(logger)],
    logger: {
      debug: (detail) => {
        logger.debug({ detail }, 'apollo.log');
      },
      info: (detail) => {
        logger.debug({ detail }, 'apollo.log');
      },
      warn: (detail) => {
        logger.warn({ detail }, 'apollo.warned');
      },
      error: (detail) => {
        logger.error({ detail }, 'apollo.failed');
      },
    },
  };
}
