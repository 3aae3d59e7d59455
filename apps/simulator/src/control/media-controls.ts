import type { World } from '../world/world.js';
import type { ControlRoute } from './control-route.js';

/** Operations on medias. */
export function mediaControls(_world: World): ControlRoute[] {
  return [];
}
