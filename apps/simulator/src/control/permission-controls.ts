import type { World } from '../world/world.js';
import type { ControlRoute } from './control-route.js';

/** Operations on permissions. */
export function permissionControls(_world: World): ControlRoute[] {
  return [];
}
