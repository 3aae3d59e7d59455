import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkSdp, type SdpExpectation } from '#patchbay/calls';
import { BUSINESS_ANSWER, BUSINESS_OFFER, META_OFFER, SDES_OFFER } from '#patchbay/calls/testing';
import { refusalOfSdp, type SdpTerms } from '../../apps/simulator/src/graph/calls/sdp-rules.js';
import { parseSdp } from '../../apps/simulator/src/media/session-description.js';

interface Sample {
  readonly sdp: string;
  readonly expectation: SdpExpectation;
  readonly terms: SdpTerms;
}

const sample = (sdp: string, keying: 'DTLS' | 'SDES', offer?: string): Sample => ({
  sdp,
  expectation: {
    keying,
    role: offer === undefined ? 'OFFER' : 'ANSWER',
    offer,
    additionalCodecs: [],
  },
  terms: { keying, offer: offer === undefined ? undefined : parseSdp(offer), additionalCodecs: [] },
});

const SAMPLES: readonly Sample[] = [
  sample(BUSINESS_OFFER, 'DTLS'),
  sample(BUSINESS_ANSWER, 'DTLS', META_OFFER),
  sample(SDES_OFFER, 'SDES'),
];

const ODD_LINES = [
  'a=ptime:40',
  'a=maxptime:10',
  'a=ice-lite',
  'a=sendonly',
  'a=setup:passive',
  'a=ssrc:42 cname:other',
  'a=fingerprint:sha-384 AB:CD',
  'a=rtpmap:111 opus/16000',
  'a=mid:other',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111',
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'a=msid:one two',
  'not a line',
];

/** A sample with some lines left out and some odd ones put in. */
const anSdp = fc
  .record({
    of: fc.constantFrom(...SAMPLES),
    without: fc.uniqueArray(fc.nat(60), { maxLength: 3 }),
    odd: fc.array(fc.tuple(fc.constantFrom(...ODD_LINES), fc.nat(60)), { maxLength: 2 }),
  })
  .map(({ of, without, odd }) => {
    const lines = of.sdp.split('\r\n').slice(0, -1);
    const left = lines.filter((_, index) => !without.includes(index));
    for (const [line, at] of odd) left.splice(1 + (at % Math.max(1, left.length)), 0, line);
    return { ...of, sdp: left.map((line) => `${line}\r\n`).join('') };
  });

describe('the check of an SDP beside Meta’s', () => {
  it('has a problem only with what Meta refuses, and at least a warning for whatever it refuses', () => {
    fc.assert(
      fc.property(anSdp, ({ sdp, expectation, terms }) => {
        const checked = checkSdp(sdp, expectation);
        const refusal = refusalOfSdp(checked.sdp, terms);
        if (checked.problems.length > 0) expect(refusal).toBeDefined();
        const said = [...checked.problems, ...checked.warnings];
        if (refusal !== undefined) expect([refusal, said.length]).not.toEqual([refusal, 0]);
      }),
      { numRuns: 500 },
    );
  });

  it.each(SAMPLES.map((one) => [one.sdp.split('\r\n')[1], one] as const))(
    'and the simulator take %s',
    (_origin, { sdp, expectation, terms }) => {
      expect(checkSdp(sdp, expectation).problems).toEqual([]);
      expect(refusalOfSdp(sdp, terms)).toBeUndefined();
    },
  );
});
