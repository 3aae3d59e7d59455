import { z } from 'zod';
import { firstSentAtOrAfter } from '../media/frame-source.js';
import { mediaFailureCodeSchema } from '../media/media-faults.js';
import { answer, answerLater, decline } from '../world/business-calls.js';
import { type SimCall, USER_DEVICES } from '../world/call.js';
import { callFaultsSchema } from '../world/call-faults.js';
import { failCall, hangUp, timeOut } from '../world/end-call.js';
import { startUserCall } from '../world/user-calls.js';
import { NotPossible, type World } from '../world/world.js';
import { viewCall } from './call-view.js';
import { callOf, consumerOf, type ControlRoute, controlRoute, numberOf } from './control-route.js';
import { numberCallControls } from './number-call-controls.js';
import { sipCallControls } from './sip-call-controls.js';

const TAG = 'calls';

const userCallSchema = z
  .strictObject({
    consumer: z.string().describe("The user's number or user id"),
    phoneNumberId: z.string(),
    via: z
      .enum(['chat', 'button', 'deep_link', 'call_log'])
      .optional()
      .describe('Where in WhatsApp; by the payload that is given, else chat'),
    device: z
      .enum(USER_DEVICES)
      .default('primary')
      .describe('Companion phones give no callback permission; from a desktop no call is possible'),
    ctaPayload: z.string().max(512).optional().describe('Of the call button that was tapped'),
    deeplinkPayload: z.string().optional().describe('`biz_payload` of the deep link'),
    media: z.boolean().default(true).describe('false: signalling only, for load'),
    faults: callFaultsSchema.optional(),
  })
  .refine(({ ctaPayload, via }) => ctaPayload === undefined || (via ?? 'button') === 'button', {
    message: 'ctaPayload belongs to a button',
  })
  .refine(
    ({ deeplinkPayload, via }) =>
      deeplinkPayload === undefined || (via ?? 'deep_link') === 'deep_link',
    { message: 'deeplinkPayload belongs to a deep link' },
  );

type Step = (world: World, call: SimCall) => void;

const STEPS: Readonly<Record<string, readonly [Step, string]>> = {
  hangup: [hangUp, 'The user hangs up'],
  reject: [decline, 'The user declines'],
  timeout: [timeOut, 'Nobody answered in time'],
};

const failSchema = z.strictObject({ code: mediaFailureCodeSchema });

const digitsSchema = z.strictObject({
  digits: z.string().regex(/^[\dA-D*#]+$/, '0-9, A-D, * and #'),
});

/** A step on the call that the path names; answers with the call. */
function stepRoute<Body extends z.ZodType>(
  world: World,
  parts: {
    readonly name: string;
    readonly summary: string;
    readonly body?: Body;
    readonly step: (call: SimCall, body: z.output<Body>) => void;
  },
): ControlRoute {
  const { body, name, step, summary } = parts;
  return controlRoute({
    method: 'POST',
    path: `/calls/:wacid/${name}`,
    tag: TAG,
    summary,
    ...(body === undefined ? {} : { body }),
    handle: (request) => {
      const call = callOf(world, request.params.wacid ?? '');
      step(call, request.body);
      return viewCall(call);
    },
  });
}

/** What users do to calls. */
function userSteps(world: World): ControlRoute[] {
  const plain = Object.entries(STEPS).map(([name, [step, summary]]) =>
    stepRoute(world, {
      name,
      summary,
      step: (call) => {
        step(world, call);
      },
    }),
  );
  return [
    ...plain,
    stepRoute(world, {
      name: 'answer',
      summary: 'The user answers, at once or later',
      body: z.strictObject({ afterMs: z.number().int().min(0).optional() }),
      step: (call, { afterMs }) => {
        if (afterMs === undefined) answer(world, call);
        else answerLater(world, call, afterMs);
      },
    }),
    stepRoute(world, {
      name: 'digits',
      summary: 'The user presses keys; they travel in the audio (RFC 4733), no webhook tells them',
      body: digitsSchema,
      step: (call, { digits }) => {
        if (call.state !== 'ACCEPTED') throw new NotPossible('keys are pressed during a call');
        call.peer.sendDigits(digits);
      },
    }),
    stepRoute(world, {
      name: 'fail',
      summary: "The call breaks on Meta's or the user's side: terminate with this code in errors",
      body: failSchema,
      step: (call, { code }) => {
        if (!call.isLive) throw new NotPossible('The call has already ended.');
        failCall(world, call, code);
      },
    }),
  ];
}

/** Calls: what users do, and what happened. */
export function callControls(world: World): ControlRoute[] {
  return [
    controlRoute({
      method: 'POST',
      path: '/calls',
      tag: TAG,
      summary: 'A user calls a business; 409 with what the app says when it cannot be',
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
      tag: TAG,
      summary: 'All calls, live and recently ended',
      handle: () => ({ calls: world.calls.all.map(viewCall) }),
    }),
    controlRoute({
      method: 'GET',
      path: '/calls/:wacid',
      tag: TAG,
      summary: 'State, times, what was sent and heard, Graph requests',
      handle: ({ params }) => viewCall(callOf(world, params.wacid ?? '')),
    }),
    ...logControls(world),
    ...userSteps(world),
    ...sipCallControls(world),
    ...numberCallControls(world),
  ];
}

/** What was sent and heard, number by number. */
function logControls(world: World): ControlRoute[] {
  return [
    controlRoute({
      method: 'GET',
      path: '/calls/:wacid/media/log',
      tag: TAG,
      summary: 'Every number sent and heard with its wall time',
      handle: ({ params }) => callOf(world, params.wacid ?? '').peer.audio.log,
    }),
    controlRoute({
      method: 'GET',
      path: '/calls/:wacid/media/sent-at',
      tag: TAG,
      summary: 'The first number sent at or after an instant',
      query: { ms: 'wall time in milliseconds' },
      handle: ({ params, query }) => {
        const { log } = callOf(world, params.wacid ?? '').peer.audio;
        const ms = z.coerce.number().parse(query.get('ms'));
        return { number: firstSentAtOrAfter(log.sent, ms) ?? null };
      },
    }),
  ];
}
