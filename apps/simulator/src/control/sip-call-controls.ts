import { z } from 'zod';
import { recordingOrderSchema } from '../world/recording/recording-order.js';
import { answerFromSip, endFromSip, inviteFromSip } from '../world/sip-calls.js';
import type { World } from '../world/world.js';
import { viewCall } from './call-view.js';
import { callOf, consumerOf, type ControlRoute, controlRoute, numberOf } from './control-route.js';

const inviteSchema = z.strictObject({
  phoneNumberId: z.string(),
  consumer: z.string().describe("The user's number or user id"),
  recording: recordingOrderSchema.optional(),
  transcription: recordingOrderSchema.optional(),
});

/** SIP mode: control plays the business's SIP server, so that the webhooks of this mode are seen. */
export function sipCallControls(world: World): ControlRoute[] {
  const tag = 'sip calls';
  return [
    controlRoute({
      method: 'POST',
      path: '/sip-calls',
      tag,
      summary: "The business's SIP server calls a user; 409 with the text of a 403",
      body: inviteSchema,
      status: 201,
      handle: async ({ body }) => {
        const number = numberOf(world, body.phoneNumberId);
        const consumer = consumerOf(world, body.consumer);
        const { wacid } = await inviteFromSip(world, { ...body, number, consumer });
        return { wacid };
      },
    }),
    controlRoute({
      method: 'POST',
      path: '/sip-calls/:wacid/answer',
      tag,
      summary: "The SIP server answers a user's call",
      handle: ({ params }) => {
        const call = callOf(world, params.wacid ?? '');
        answerFromSip(world, call);
        return viewCall(call);
      },
    }),
    controlRoute({
      method: 'POST',
      path: '/sip-calls/:wacid/bye',
      tag,
      summary: 'The SIP server ends or declines a call',
      handle: ({ params }) => {
        const call = callOf(world, params.wacid ?? '');
        endFromSip(world, call);
        return viewCall(call);
      },
    }),
  ];
}
