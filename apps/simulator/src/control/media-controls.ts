import { z } from 'zod';
import { DIGITS_PATTERN } from '../media/dtmf.js';
import { networkSchema } from '../media/media-faults.js';
import { renderHeard, renderRecording } from '../media/recording.js';
import { spectrumOf } from '../media/spectrum.js';
import type { SimCall } from '../world/call.js';
import { faultOverridesSchema } from '../world/fault-schemas.js';
import { NotPossible, type World } from '../world/world.js';
import { callOf, ControlFile, type ControlRoute, controlRoute } from './control-route.js';

const TAG = 'media';
const OGG = 'audio/ogg';

const voiceSchema = z.strictObject({
  voice: z
    .enum(['frames', 'tone', 'silence'])
    .describe('Numbered frames by which packets are found again, a tone of 440 Hz, or silence'),
});

const digitsSchema = z.strictObject({
  digits: z
    .string()
    .regex(DIGITS_PATTERN, 'keys are 0-9, *, # and A-D, at most 64')
    .describe('Pressed one after the other, 100 ms each with pauses of 80 ms'),
});

/** What is not named stays as it was. */
const changedFaultsSchema = faultOverridesSchema.shape.media.unwrap();

function liveCall(world: World, wacid = ''): SimCall {
  const call = callOf(world, wacid);
  if (!call.isLive) throw new NotPossible('the call has ended');
  return call;
}

function talkingCall(world: World, wacid?: string): SimCall {
  const call = liveCall(world, wacid);
  if (call.peer.upAtMs === undefined) throw new NotPossible('the call has no media yet');
  return call;
}

/** What the user says, presses and suffers during a call. */
function actControls(world: World): ControlRoute[] {
  return [
    controlRoute({
      method: 'POST',
      path: '/calls/:wacid/media/voice',
      tag: TAG,
      summary: 'What the user says from now on',
      body: voiceSchema,
      handle: ({ body, params }) => {
        liveCall(world, params.wacid).peer.audio.setVoice(body.voice);
        return { voice: body.voice };
      },
    }),
    controlRoute({
      method: 'POST',
      path: '/calls/:wacid/media/digits',
      tag: TAG,
      summary: 'The user presses keys',
      body: digitsSchema,
      handle: ({ body, params }) => {
        talkingCall(world, params.wacid).peer.sendDigits(body.digits);
        return { digits: body.digits };
      },
    }),
    controlRoute({
      method: 'PUT',
      path: '/calls/:wacid/media/faults',
      tag: TAG,
      summary: 'Changes what goes wrong with the media of a running call',
      body: changedFaultsSchema,
      handle: ({ body, params }) => {
        liveCall(world, params.wacid).peer.setFaults(body);
        return { changed: Object.keys(body) };
      },
    }),
    controlRoute({
      method: 'PUT',
      path: '/calls/:wacid/media/network',
      tag: TAG,
      summary: "The user's network from now on, both ways",
      body: networkSchema,
      handle: ({ body, params }) => {
        liveCall(world, params.wacid).peer.setFaults({ network: body });
        return { network: body };
      },
    }),
  ];
}

/** What was heard. */
function hearControls(world: World): ControlRoute[] {
  const audioOf = (wacid = '') => callOf(world, wacid).peer;
  return [
    controlRoute({
      method: 'GET',
      path: '/calls/:wacid/media/digits',
      tag: TAG,
      summary: 'Keys the business sent, with durations',
      handle: ({ params }) => ({ digits: audioOf(params.wacid).digits }),
    }),
    controlRoute({
      method: 'GET',
      path: '/calls/:wacid/media/spectrum',
      tag: TAG,
      summary: 'The strongest frequency in each second of what the user heard',
      handle: ({ params }) => ({
        seconds: spectrumOf(audioOf(params.wacid).audio.heardSound.samples()),
      }),
    }),
    controlRoute({
      method: 'GET',
      path: '/calls/:wacid/media/heard.ogg',
      tag: TAG,
      summary: 'What the user heard, as an Ogg Opus file',
      type: OGG,
      handle: ({ params }) => new ControlFile(OGG, renderHeard(audioOf(params.wacid))),
    }),
    controlRoute({
      method: 'GET',
      path: '/calls/:wacid/media/recording.ogg',
      tag: TAG,
      summary: 'Both voices as an Ogg Opus file: the business left, the user right',
      type: OGG,
      handle: ({ params }) => new ControlFile(OGG, renderRecording(audioOf(params.wacid))),
    }),
  ];
}

/** Operations on the media of a call. */
export function mediaControls(world: World): ControlRoute[] {
  return [...actControls(world), ...hearControls(world)];
}
