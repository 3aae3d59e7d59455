import type { World } from '../world/world.js';
import type { ControlRoute } from './control-route.js';

/** Operations on onboardings. */
export function onboardingControls(_world: World): ControlRoute[] {
  return [];
}
