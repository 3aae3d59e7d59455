import type { World } from '../world/world.js';
import type { ControlRoute } from './control-route.js';

/** Operations on numbers. */
export function settingsControls(_world: World): ControlRoute[] {
  return [];
}
