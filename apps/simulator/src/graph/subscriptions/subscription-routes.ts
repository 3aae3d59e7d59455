import type { World } from '../../world/world.js';
import type { GraphRoute } from '../graph-route.js';

/** Which app gets which webhooks, and where. */
export function subscriptionRoutes(_world: World): GraphRoute[] {
  return [];
}
