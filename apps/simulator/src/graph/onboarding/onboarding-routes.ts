import type { World } from '../../world/world.js';
import type { GraphRoute } from '../graph-route.js';
import type { AnyNodeKind } from '../nodes.js';
import { certificationRoutes } from './certification-routes.js';
import { allocationKind, creditRoutes } from './credit-routes.js';
import { debugTokenRoutes } from './debug-token.js';
import { oauthRoutes } from './oauth-routes.js';
import { solutionKind, solutionRoutes } from './solution-routes.js';

/** Code exchange, token introspection, credit lines, solutions. */
export function onboardingRoutes(world: World): GraphRoute[] {
  return [
    ...oauthRoutes(world),
    ...debugTokenRoutes(world),
    ...creditRoutes(world),
    ...solutionRoutes(world),
    ...certificationRoutes(world),
  ];
}

/** Allocations and solutions. */
export const onboardingKinds: readonly AnyNodeKind[] = [allocationKind, solutionKind];
