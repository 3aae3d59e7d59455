import type { World } from '../../world/world.js';
import type { GraphRoute } from '../graph-route.js';
import type { AnyNodeKind } from '../nodes.js';

/** Upload and download of media. */
export function mediaRoutes(_world: World): GraphRoute[] {
  return [];
}

/** A stored medium: `GET /{media-id}`. */
export const mediaKinds: readonly AnyNodeKind[] = [];
