import type { World } from '../../world/world.js';
import type { GraphRoute } from '../graph-route.js';
import type { AnyNodeKind } from '../nodes.js';

/** Code exchange, token introspection, credit lines, solutions. */
export function onboardingRoutes(_world: World): GraphRoute[] {
  return [];
}

/** Allocations and solutions. */
export const onboardingKinds: readonly AnyNodeKind[] = [];
