import type { World } from '../../world/world.js';
import type { GraphRoute } from '../graph-route.js';

/** `/{phone-number-id}/settings`. */
export function settingsRoutes(_world: World): GraphRoute[] {
  return [];
}
