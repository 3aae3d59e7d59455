import type { World } from '../../world/world.js';
import type { GraphRoute } from '../graph-route.js';

/** `GET /{phone-number-id}/call_permissions`. */
export function permissionRoutes(_world: World): GraphRoute[] {
  return [];
}
