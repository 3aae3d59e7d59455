import { faultsSchema } from '../world/faults.js';
import type { World } from '../world/world.js';
import { type ControlRoute, controlRoute } from './control-route.js';

/** What goes wrong on purpose. */
export function faultControls(world: World): ControlRoute[] {
  const tag = 'faults';
  return [
    controlRoute({
      method: 'PUT',
      path: '/faults',
      tag,
      summary: 'Sets the faults in force',
      body: faultsSchema,
      handle: ({ body }) => {
        world.faults.set(body);
        return world.faults.settings;
      },
    }),
    controlRoute({
      method: 'DELETE',
      path: '/faults',
      tag,
      summary: 'Nothing goes wrong any more',
      handle: () => {
        world.faults.clear();
        return world.faults.settings;
      },
    }),
  ];
}
