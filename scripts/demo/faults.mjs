import { Failure } from '../lib/failure.mjs';

const MEDIA = { mute: false, dropFirstMs: 0 };
const simulator = (media) => ({
  peer: 'simulator',
  media: { ...MEDIA, dtlsKeySwapped: false, ...media },
});
const tenant = (media) => ({
  peer: 'tenant',
  media: { ...MEDIA, sdesKeySwapped: false, ...media },
});

/**
 * The faults of `--fault`. The peers at both ends make them themselves, so they test whether the demo
 * can tell a call without sound from one with it.
 */
export const FAULTS = {
  'sdes-key-swapped': tenant({ sdesKeySwapped: true }),
  'dtls-key-swapped': simulator({ dtlsKeySwapped: true }),
  'mute-to-consumer': tenant({ mute: true }),
  'mute-to-tenant': simulator({ mute: true }),
  // Longer, so that half a second is less than one frame in twenty: the clipping must be seen by itself.
  'drop-first-500': { ...simulator({ dropFirstMs: 500 }), talkMs: 11_200 },
  'media-killed': { peer: 'supervisor' },
};

/** The fault of that name, or none for no name. */
export function faultOf(name) {
  if (name === undefined) return undefined;
  const fault = FAULTS[name];
  if (fault) return { name, ...fault };
  throw new Failure(`there is no fault ${name}; there are ${Object.keys(FAULTS).join(', ')}.`);
}
