import { requireSdp } from './sdes-sdp.js';
import type { CheckedSdp } from './webrtc-sdp-note.js';

/** Keys in the SDP itself, and no fingerprint: SDES (RFC 4568); everything else is held to be DTLS. */
function keyingOf(text: string): 'DTLS' | 'SDES' {
  return /^a=crypto:/m.test(text) && !/^a=fingerprint:/m.test(text) ? 'SDES' : 'DTLS';
}

/**
 * A tenant's SDP that goes to Meta as it is (PASSTHROUGH). An answer is held against Meta's offer, an
 * offer against itself: how the number exchanges keys is set at Meta, who has the last word. Throws
 * BAD_USER_INPUT with what Meta would refuse, line by line.
 */
export function requireMetaLegSdp(
  field: string,
  text: string,
  { answers: offer }: { readonly answers?: string | undefined } = {},
): CheckedSdp {
  const role = field.endsWith('Answer') ? 'ANSWER' : 'OFFER';
  return requireSdp(field, text, { keying: keyingOf(offer ?? text), role, offer });
}
