import { z } from 'zod';
import type { World } from '../world/world.js';
import { type ControlRoute, controlRoute, numberOf } from './control-route.js';

const count = z.number().int().min(0).max(20_000).optional();

/** What a number has used of its limits of calls. */
export function numberCallControls(world: World): ControlRoute[] {
  const tag = 'calls';
  return [
    controlRoute({
      method: 'GET',
      path: '/numbers/:id/call-limits',
      tag,
      summary: 'Calls that are on, and calls started within 24 hours',
      handle: ({ params }) => world.limits.use(numberOf(world, params.id ?? '')),
    }),
    controlRoute({
      method: 'PUT',
      path: '/numbers/:id/call-limits',
      tag,
      summary: 'As if so many other calls were on, and so many had been started just now',
      body: z.strictObject({ concurrent: count, starts: count }),
      handle: ({ body: { concurrent, starts }, params }) => {
        const number = numberOf(world, params.id ?? '');
        world.limits.preset(number, {
          ...(concurrent === undefined ? {} : { concurrent }),
          ...(starts === undefined ? {} : { starts }),
        });
        return world.limits.use(number);
      },
    }),
  ];
}
