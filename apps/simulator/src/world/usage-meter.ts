import type { GraphError } from '../graph/graph-error.js';
import type { GraphRequest } from '../graph/graph-request.js';
import type { GraphRoute } from '../graph/graph-route.js';

/** Counts what apps ask of the Graph API, for the rate limits and their headers. */
export class UsageMeter {
  /** The error when a limit of the endpoint is used up; counts the request otherwise. */
  refusal(_route: GraphRoute, _request: GraphRequest): GraphError | undefined {
    return undefined;
  }

  /** `x-app-usage` and `x-business-use-case-usage`. */
  headers(_route: GraphRoute, _request: GraphRequest): Record<string, string> {
    return {};
  }
}
