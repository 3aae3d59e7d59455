import { z } from 'zod';
import { HttpProblem } from '../http/http-listener.js';
import type { BrowserLegs } from '../page/browser-legs.js';
import type { World } from '../world/world.js';
import { callOf, type ControlRoute, controlRoute } from './control-route.js';

const offerSchema = z.strictObject({
  sdp: z
    .string()
    .startsWith('v=0')
    .describe('An offer with all its candidates: ICE does not trickle'),
});

/** A person's browser in the place of a simulated user. */
export function browserControls(world: World, browsers: BrowserLegs): ControlRoute[] {
  return [
    controlRoute({
      method: 'POST',
      path: '/calls/:wacid/browser',
      tag: 'calls',
      summary: "A browser speaks and listens in the user's place (WebRTC); gives the SDP answer",
      body: offerSchema,
      handle: async ({ body, params }) => {
        const call = callOf(world, params.wacid ?? '');
        try {
          return { sdp: await browsers.join(call, body.sdp) };
        } catch (error) {
          if (error instanceof Error && error.name !== 'NotPossible') {
            throw new HttpProblem(400, `the offer cannot be answered: ${error.message}`);
          }
          throw error;
        }
      },
    }),
  ];
}
