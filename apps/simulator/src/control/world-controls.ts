import { z } from 'zod';
import { switchesSchema } from '../world/switches.js';
import { moveClock } from '../world/move-clock.js';
import type { World } from '../world/world.js';
import type { ControlParts } from './control-parts.js';
import { type ControlRoute, controlRoute } from './control-route.js';
import { viewNumber } from './number-view.js';

const duration = z.number().int().positive().optional();

const settingsSchema = z.strictObject({
  answerWindowMs: duration,
  ringTimeoutMs: duration,
  firstMediaTimeoutMs: duration,
  mediaTimeoutMs: duration,
  areCallLimitsKept: z
    .boolean()
    .optional()
    .describe('false: no call is refused for the limits of a pair or a number'),
  webhookBaseUrl: z.url().optional(),
});

const DAY_MS = 24 * 3_600_000;
/** A Date ends in the year 275760; nothing is tested that far away. */
const MAX_OFFSET_MS = 3650 * DAY_MS;
const offsetSchema = z.strictObject({
  offsetMs: z.number().int().min(-MAX_OFFSET_MS).max(MAX_OFFSET_MS).describe('0: the real time'),
});
const advanceSchema = z.strictObject({ ms: z.number().int().positive().max(MAX_OFFSET_MS) });

function viewSettings({ sender, settings }: World): unknown {
  return { ...settings, webhookBaseUrl: sender.recipients.baseUrl ?? null };
}

function settingsControls(world: World): ControlRoute[] {
  const tag = 'world';
  return [
    controlRoute({
      method: 'GET',
      path: '/settings',
      tag,
      summary: 'How long things take, and where webhooks go',
      handle: () => viewSettings(world),
    }),
    controlRoute({
      method: 'PUT',
      path: '/settings',
      tag,
      summary: 'Sets some of them; the others stay',
      body: settingsSchema,
      handle: ({ body: { webhookBaseUrl, ...settings } }) => {
        if (webhookBaseUrl !== undefined) world.sender.setBaseUrl(webhookBaseUrl);
        Object.assign(world.settings, given(settings));
        return viewSettings(world);
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
      body: switchesSchema.partial(),
      handle: ({ body }) => Object.assign(world.switches, given(body)),
    }),
  ];
}

/** Without the defaults that the schema adds for what was left out. */
function given(body: object): object {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

function clockControls(world: World): ControlRoute[] {
  const tag = 'clock';
  const view = (): unknown => ({
    now: world.clock.now().toISOString(),
    nowMs: world.clock.nowMs(),
    offsetMs: world.clock.offsetMs,
  });
  return [
    controlRoute({
      method: 'GET',
      path: '/clock',
      tag,
      summary: "The simulated world's time",
      handle: view,
    }),
    controlRoute({
      method: 'PUT',
      path: '/clock',
      tag,
      summary: 'Sets how far it is ahead of the real time; deadlines on the way are met',
      body: offsetSchema,
      handle: async ({ body }) => {
        await moveClock(world, body.offsetMs);
        return view();
      },
    }),
    controlRoute({
      method: 'POST',
      path: '/clock/advance',
      tag,
      summary: 'Lets time pass; deadlines on the way are met',
      body: advanceSchema,
      handle: async ({ body }) => {
        await moveClock(world, world.clock.offsetMs + body.ms);
        return view();
      },
    }),
  ];
}

/** Time, durations, open points, business numbers, the Graph requests that came, and the reset. */
export function worldControls(world: World, { graph, reset }: ControlParts): ControlRoute[] {
  const tag = 'world';
  return [
    ...settingsControls(world),
    ...clockControls(world),
    controlRoute({
      method: 'GET',
      path: '/numbers',
      tag,
      summary: 'All business numbers, and whether a user sees their call button',
      query: { consumer: 'the user who looks; else what everybody sees' },
      handle: ({ query }) => ({
        numbers: world.directory.numbers.map((number) =>
          viewNumber(world, number, query.get('consumer')),
        ),
      }),
    }),
    controlRoute({
      method: 'GET',
      path: '/graph-requests',
      tag,
      summary: 'Graph requests so far, the newest last',
      handle: () => ({ requests: graph.requests }),
    }),
    controlRoute({
      method: 'POST',
      path: '/reset',
      tag,
      summary: 'Back to the seed, the real time and the settings of the start; calls are gone',
      handle: async () => {
        await reset();
        return { isReset: true };
      },
    }),
  ];
}
