import { z } from 'zod';
import type { GraphApi } from '../graph/graph-api.js';
import { switchesSchema } from '../world/switches.js';
import type { World } from '../world/world.js';
import { type ControlRoute, controlRoute } from './control-route.js';

const duration = z.number().int().positive().optional();

const settingsSchema = z.strictObject({
  answerWindowMs: duration,
  ringTimeoutMs: duration,
  firstMediaTimeoutMs: duration,
  mediaTimeoutMs: duration,
  webhookBaseUrl: z.url().optional(),
});

/** Durations, open points, the Graph requests that came. */
export function worldControls(world: World, graph: GraphApi): ControlRoute[] {
  const tag = 'world';
  return [
    controlRoute({
      method: 'PUT',
      path: '/settings',
      tag,
      summary: 'How long things take, and where webhooks go',
      body: settingsSchema,
      handle: ({ body: { webhookBaseUrl, ...settings } }) => {
        if (webhookBaseUrl !== undefined) world.sender.setBaseUrl(webhookBaseUrl);
        return Object.assign(world.settings, settings);
      },
    }),
    controlRoute({
      method: 'GET',
      path: '/switches',
      tag,
      summary: "Points that Meta's texts leave open",
      handle: () => world.switches,
    }),
    controlRoute({
      method: 'PUT',
      path: '/switches',
      tag,
      summary: 'Sets some of them; the others stay',
      body: z.record(z.string(), z.unknown()),
      handle: ({ body }) =>
        Object.assign(world.switches, switchesSchema.parse({ ...world.switches, ...body })),
    }),
    controlRoute({
      method: 'GET',
      path: '/graph-requests',
      tag,
      summary: 'Graph requests so far, the newest last',
      handle: () => ({ requests: graph.requests }),
    }),
  ];
}
