import type { ApiRequest } from '../http/api-request.js';

/** What resolvers get besides their arguments; one per request. */
export interface GraphQLContext {
  readonly req: ApiRequest;
}
