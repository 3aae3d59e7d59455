import { z } from 'zod';
import { firstSentAtOrAfter } from '../media/frame-source.js';
import { answer, decline } from '../world/business-calls.js';
import type { SimCall } from '../world/call.js';
import { callFaultsSchema } from '../world/call-faults.js';
import { hangUp, timeOut } from '../world/end-call.js';
import { startUserCall } from '../world/user-calls.js';
import type { World } from '../world/world.js';
import { viewCall } from './call-view.js';
import { callOf, consumerOf, type ControlRoute, controlRoute, numberOf } from './control-route.js';

const userCallSchema = z.strictObject({
  consumer: z.string(),
  phoneNumberId: z.string(),
  ctaPayload: z.string().max(512).optional(),
  deeplinkPayload: z.string().optional(),
  faults: callFaultsSchema.optional(),
});

type Step = (world: World, call: SimCall) => void;

const STEPS: Readonly<Record<string, readonly [Step, string]>> = {
  hangup: [hangUp, 'The user hangs up'],
  answer: [answer, 'The user answers'],
  reject: [decline, 'The user declines'],
  timeout: [timeOut, 'Nobody answered in time'],
};

/** Calls: what users do, and what happened. */
export function callControls(world: World): ControlRoute[] {
  const tag = 'calls';
  const steps = Object.entries(STEPS).map(([name, [step, summary]]) =>
    controlRoute({
      method: 'POST',
      path: `/calls/:wacid/${name}`,
      tag,
      summary,
      handle: ({ params }) => {
        const call = callOf(world, params.wacid ?? '');
        step(world, call);
        return viewCall(call);
      },
    }),
  );
  return [
    controlRoute({
      method: 'POST',
      path: '/calls',
      tag,
      summary: 'A user calls a business',
      body: userCallSchema,
      status: 201,
      handle: async ({ body }) => {
        const number = numberOf(world, body.phoneNumberId);
        const consumer = consumerOf(world, body.consumer);
        const { wacid } = await startUserCall(world, { ...body, consumer, number });
        return { wacid };
      },
    }),
    controlRoute({
      method: 'GET',
      path: '/calls',
      tag,
      summary: 'All calls, live and recently ended',
      handle: () => ({ calls: world.calls.all.map(viewCall) }),
    }),
    controlRoute({
      method: 'GET',
      path: '/calls/:wacid',
      tag,
      summary: 'State, times, what was sent and heard, Graph requests',
      handle: ({ params }) => viewCall(callOf(world, params.wacid ?? '')),
    }),
    controlRoute({
      method: 'GET',
      path: '/calls/:wacid/media/log',
      tag,
      summary: 'Every number sent and heard with its wall time',
      handle: ({ params }) => callOf(world, params.wacid ?? '').peer.audio.log,
    }),
    controlRoute({
      method: 'GET',
      path: '/calls/:wacid/media/sent-at',
      tag,
      summary: 'The first number sent at or after an instant',
      query: { ms: 'wall time in milliseconds' },
      handle: ({ params, query }) => {
        const { log } = callOf(world, params.wacid ?? '').peer.audio;
        const ms = z.coerce.number().parse(query.get('ms'));
        return { number: firstSentAtOrAfter(log.sent, ms) ?? null };
      },
    }),
    ...steps,
  ];
}
