import { AppError } from '#patchbay/kernel';
import type { CheckedSdp, SdpExpectation } from './webrtc-sdp-note.js';
import { checkSdp } from './webrtc-sdp.js';

/**
 * A tenant's SDP that Meta, or our own media node, can take: with its line ends mended, and with
 * what should be better. Throws BAD_USER_INPUT with every problem, its line and what to do.
 */
export function requireSdp(field: string, text: string, expectation: SdpExpectation): CheckedSdp {
  const checked = checkSdp(text, expectation);
  if (checked.problems.length === 0) return checked;
  const fields = checked.problems.map(({ line, text: at, message }) => ({
    field,
    problem: `line ${line} "${at}": ${message}`,
  }));
  throw new AppError('BAD_USER_INPUT', { fields });
}

/** The same in the mode SDES, for the media node, which carries Opus and RFC 4733 events only. */
export function checkedSdes(field: string, text: string): string {
  return requireSdp(field, text, { keying: 'SDES', role: 'OFFER', additionalCodecs: [] }).sdp;
}
