import type { World } from '../../world/world.js';
import type { GraphRoute } from '../graph-route.js';
import type { AnyNodeKind } from '../nodes.js';

/** Messages and templates. */
export function messageRoutes(_world: World): GraphRoute[] {
  return [];
}

/** A template. */
export const messageKinds: readonly AnyNodeKind[] = [];
