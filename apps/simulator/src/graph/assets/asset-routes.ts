import type { World } from '../../world/world.js';
import type { GraphRoute } from '../graph-route.js';
import type { AnyNodeKind } from '../nodes.js';

/** Edges of WABAs, phone numbers, apps and portfolios. */
export function assetRoutes(_world: World): GraphRoute[] {
  return [];
}

/** The objects behind those ids. */
export const assetKinds: readonly AnyNodeKind[] = [];
