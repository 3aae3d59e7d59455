import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  BUSINESS_ANSWER,
  BUSINESS_OFFER,
  META_ANSWER,
  META_OFFER,
  SDES_OFFER,
} from '../testing/sdp-samples.js';
import type { CheckedSdp, SdpExpectation } from './webrtc-sdp-note.js';
import { checkSdp } from './webrtc-sdp.js';

const OFFER: SdpExpectation = { keying: 'DTLS', role: 'OFFER' };
const ANSWER: SdpExpectation = { keying: 'DTLS', role: 'ANSWER', offer: META_OFFER };
const SDES: SdpExpectation = { keying: 'SDES', role: 'OFFER', additionalCodecs: [] };

const SAMPLES: [string, string, SdpExpectation][] = [
  ['the offer of a business', BUSINESS_OFFER, OFFER],
  ['the answer of Meta', META_ANSWER, { ...ANSWER, offer: BUSINESS_OFFER }],
  ['the offer of Meta', META_OFFER, OFFER],
  ['the answer of a business', BUSINESS_ANSWER, ANSWER],
  ['an offer with keys', SDES_OFFER, SDES],
];

const linesOf = (sdp: string): string[] => sdp.split('\r\n').slice(0, -1);
const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\r\n`).join('');
const codes = (notes: readonly { readonly code: string }[]): string[] => notes.map((n) => n.code);

/** The sample with lines that match replaced, or left out. */
function changed(sdp: string, match: RegExp, by?: string): string {
  const lines = linesOf(sdp).flatMap((line) =>
    match.test(line) ? (by === undefined ? [] : by.split('\n')) : [line],
  );
  return joined(lines);
}

function faultOf(checked: CheckedSdp): string {
  return checked.problems.map(({ code, text }) => `${code} ${text}`).join('; ');
}

describe('the SDPs of Meta’s samples', () => {
  it.each(SAMPLES)('%s passes as it is', (_name, sdp, expectation) => {
    expect(checkSdp(sdp, expectation)).toMatchObject({ sdp, problems: [] });
  });

  it('have warnings where they have what Meta has no use for', () => {
    expect(codes(checkSdp(BUSINESS_OFFER, OFFER).warnings)).toEqual([
      'NO_CANDIDATES',
      'EXTRA_CODEC',
      'EXTRA_CODEC',
      'EXTRA_CODEC',
    ]);
    expect(codes(checkSdp(BUSINESS_ANSWER, ANSWER).warnings)).toEqual(['NO_CANDIDATES']);
    expect(checkSdp(SDES_OFFER, SDES).warnings).toEqual([]);
  });
});

describe('what Meta refuses is a problem, with the line at fault', () => {
  const M_LINE = 'm=audio 9 UDP/TLS/RTP/SAVPF 111 126';
  it.each<[string, string, string]>([
    ['no Opus', changed(BUSINESS_ANSWER, /rtpmap:111/), `NO_CODEC ${M_LINE}`],
    [
      'Opus with another clock',
      changed(BUSINESS_ANSWER, /rtpmap:111/, 'a=rtpmap:111 opus/16000/2'),
      'NO_CODEC a=rtpmap:111 opus/16000/2',
    ],
    [
      'G.711 that was not offered',
      changed(BUSINESS_ANSWER, /rtpmap:111/, 'a=rtpmap:111 PCMA/8000'),
      'NO_CODEC a=rtpmap:111 PCMA/8000',
    ],
    ['no fingerprint', changed(BUSINESS_ANSWER, /fingerprint/), `NO_FINGERPRINT ${M_LINE}`],
    [
      'another hash',
      changed(BUSINESS_ANSWER, /fingerprint/, 'a=fingerprint:sha-1 AB:CD'),
      'FINGERPRINT_NOT_SHA256 a=fingerprint:sha-1 AB:CD',
    ],
    [
      'another hash beside sha-256',
      changed(BUSINESS_ANSWER, /^a=setup/, 'a=fingerprint:sha-512 AB:CD\na=setup:active'),
      'FINGERPRINT_NOT_SHA256 a=fingerprint:sha-512 AB:CD',
    ],
    [
      'a second stream',
      `${BUSINESS_ANSWER}m=audio 11 UDP/TLS/RTP/SAVPF 111\r\n`,
      'SEVERAL_STREAMS m=audio 11 UDP/TLS/RTP/SAVPF 111',
    ],
    [
      'video',
      `${BUSINESS_ANSWER}m=video 0 UDP/TLS/RTP/SAVPF 96\r\n`,
      'SEVERAL_STREAMS m=video 0 UDP/TLS/RTP/SAVPF 96',
    ],
    ['a second SSRC', `${BUSINESS_ANSWER}a=ssrc:9 cname:b\r\n`, 'SEVERAL_SSRCS a=ssrc:9 cname:b'],
    [
      'no audio',
      changed(BUSINESS_ANSWER, /^m=/, 'm=video 9 RTP/AVP 96'),
      'NO_AUDIO m=video 9 RTP/AVP 96',
    ],
    [
      'a declined stream',
      changed(BUSINESS_ANSWER, /^m=/, 'm=audio 0 UDP/TLS/RTP/SAVPF 111'),
      'NO_AUDIO m=audio 0 UDP/TLS/RTP/SAVPF 111',
    ],
    ['no SDP', '{"sdp":"v=0"}', 'NOT_PARSEABLE {"sdp":"v=0"}'],
    ['nothing', '', 'NOT_PARSEABLE '],
    ['a line of no form', changed(BUSINESS_ANSWER, /^s=/, 'hello'), 'NOT_PARSEABLE hello'],
    [
      'a media line of no form',
      changed(BUSINESS_ANSWER, /^m=/, 'm=audio'),
      'NOT_PARSEABLE m=audio',
    ],
  ])('%s', (_name, sdp, fault) => {
    expect(faultOf(checkSdp(sdp, ANSWER))).toBe(fault);
  });

  it('says its number in the text as it was given, empty lines counted', () => {
    const text = changed(BUSINESS_ANSWER, /fingerprint/, 'a=fingerprint:sha-1 AB').replace(
      'v=0\r\n',
      'v=0\n\n\n',
    );
    const { problems } = checkSdp(text, ANSWER);
    expect(problems).toMatchObject([
      { line: text.split('\n').findIndex((l) => l.includes('sha-1')) + 1 },
    ]);
  });

  it('names the hash, the key or the codec that is wanted', () => {
    const { problems } = checkSdp(changed(BUSINESS_ANSWER, /fingerprint|rtpmap:111/), ANSWER);
    expect(problems.map((p) => p.message)).toEqual([
      expect.stringContaining('a=fingerprint:sha-256'),
      expect.stringContaining('opus/48000/2'),
    ]);
  });
});

describe('G.711', () => {
  const only = changed(
    changed(BUSINESS_OFFER, /^m=/, 'm=audio 9 UDP/TLS/RTP/SAVPF 8 126'),
    /rtpmap:(?:8|111|63|9|0|110) |rtcp-fb|fmtp/,
  );

  it('alone passes where the number has it, and where the offer has it', () => {
    expect(checkSdp(only, { ...OFFER, additionalCodecs: ['PCMA'] }).problems).toEqual([]);
    expect(checkSdp(only, { ...ANSWER, offer: BUSINESS_OFFER }).problems).toEqual([]);
  });

  it('alone is a problem where it was not agreed on', () => {
    expect(codes(checkSdp(only, { ...OFFER, additionalCodecs: ['PCMU'] }).problems)).toEqual([
      'NO_CODEC',
    ]);
    expect(codes(checkSdp(only, ANSWER).problems)).toEqual(['NO_CODEC']);
  });

  it('alone is a warning where nobody knows what the number has', () => {
    const { problems, warnings } = checkSdp(only, OFFER);
    expect(problems).toEqual([]);
    expect(codes(warnings)).toContain('CODEC_NOT_SURE');
  });
});

describe('an SDP with keys', () => {
  it.each<[string, string, string]>([
    ['without a key', changed(SDES_OFFER, /crypto/), 'NO_CRYPTO'],
    [
      'with another suite',
      SDES_OFFER.replace('AES_CM_128_HMAC_SHA1_80', 'F8_128'),
      'CRYPTO_NOT_USABLE',
    ],
    ['that is not SRTP', SDES_OFFER.replace('RTP/SAVP', 'RTP/AVP'), 'NOT_SRTP'],
    ['of G.711 alone', changed(SDES_OFFER, /opus/), 'NO_CODEC'],
  ])('%s is a problem', (_name, sdp, code) => {
    expect(codes(checkSdp(sdp, SDES).problems)).toEqual([code]);
  });
});

describe('what Meta advises against is a warning only', () => {
  it.each<[string, string, string]>([
    ['another packet time', `${BUSINESS_ANSWER}a=ptime:40\r\n`, 'PTIME'],
    ['too short a longest packet time', `${BUSINESS_ANSWER}a=maxptime:10\r\n`, 'PTIME'],
    ['no digits', changed(BUSINESS_ANSWER, /telephone/), 'NO_TELEPHONE_EVENT'],
    ['digits at 48000', BUSINESS_ANSWER.replace('event/8000', 'event/48000'), 'EXTRA_CODEC'],
    [
      'RED',
      BUSINESS_ANSWER.replace('event/8000', 'event/8000\r\na=rtpmap:63 red/48000/2').replace(
        '111 126',
        '111 126 63',
      ),
      'EXTRA_CODEC',
    ],
    ['ice-lite', BUSINESS_ANSWER.replace('t=0 0', 't=0 0\r\na=ice-lite'), 'ICE_LITE'],
    ['one way', BUSINESS_ANSWER.replace('sendrecv', 'sendonly'), 'DIRECTION'],
    ['the passive role', BUSINESS_ANSWER.replace('setup:active', 'setup:passive'), 'SETUP'],
    ['no rtcp-mux', changed(BUSINESS_ANSWER, /rtcp-mux/), 'NO_RTCP_MUX'],
    ['another mid', BUSINESS_ANSWER.replace('mid:audio', 'mid:0'), 'MID'],
    ['other numbers', BUSINESS_ANSWER.replaceAll('111', '109'), 'PAYLOAD_TYPE'],
    ['no ICE password', changed(BUSINESS_ANSWER, /ice-pwd/), 'ICE_CREDENTIALS'],
    ['another transport', BUSINESS_ANSWER.replace('UDP/TLS/RTP/SAVPF', 'RTP/SAVPF'), 'TRANSPORT'],
    ['two tracks', `${BUSINESS_ANSWER}a=msid:a b\r\na=msid:c d\r\n`, 'SEVERAL_TRACKS'],
  ])('%s', (_name, sdp, code) => {
    const { problems, warnings } = checkSdp(sdp, ANSWER);
    expect(problems).toEqual([]);
    expect(codes(warnings)).toContain(code);
  });
});

const aSample = fc.constantFrom(...SAMPLES.map(([, sdp, expectation]) => ({ sdp, expectation })));

describe('any SDP', () => {
  it('is the same whatever its lines end with', () => {
    const ends = fc.array(fc.constantFrom('\r\n', '\n', '\r', '\n\n'), {
      minLength: 60,
      maxLength: 60,
    });
    fc.assert(
      fc.property(aSample, ends, fc.boolean(), ({ sdp, expectation }, endings, isOpen) => {
        const lines = linesOf(sdp);
        const text = lines.map((line, i) => `${line}${endings[i] ?? '\n'}`).join('');
        const given = isOpen ? text.trimEnd() : text;
        expect(checkSdp(given, expectation)).toMatchObject({ sdp, problems: [] });
      }),
    );
  });

  it('is mended when its line ends were escaped twice', () => {
    const escaped = BUSINESS_ANSWER.replaceAll('\r\n', '\\r\\n');
    expect(checkSdp(escaped, ANSWER)).toMatchObject({ sdp: BUSINESS_ANSWER, problems: [] });
  });

  it('has no problem for want of a line that Meta does not ask for', () => {
    const needed = /^v=|^m=|fingerprint|crypto|opus/;
    fc.assert(
      fc.property(aSample, fc.nat(), ({ sdp, expectation }, at) => {
        const lines = linesOf(sdp);
        const optional = lines.flatMap((line, i) => (needed.test(line) ? [] : [i]));
        const left = lines.filter((_, i) => i !== optional[at % optional.length]);
        expect(checkSdp(joined(left), expectation).problems).toEqual([]);
      }),
    );
  });

  it('has no problem for an attribute that nobody knows', () => {
    const attribute = fc.stringMatching(/^a=x-[a-z]{1,8}(:[ -~]{0,20})?$/);
    fc.assert(
      fc.property(aSample, attribute, fc.nat(), ({ sdp, expectation }, line, at) => {
        const lines = linesOf(sdp);
        lines.splice(1 + (at % lines.length), 0, line);
        expect(checkSdp(joined(lines), expectation).problems).toEqual([]);
      }),
    );
  });

  it('is read without failing, and every note names a line of it', () => {
    const scrap = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.constantFrom(...linesOf(BUSINESS_OFFER), ...linesOf(SDES_OFFER)),
    );
    const texts = fc.array(scrap, { maxLength: 30 }).map((lines) => ['v=0', ...lines].join('\n'));
    fc.assert(
      fc.property(texts, fc.constantFrom(OFFER, ANSWER, SDES), (text, expectation) => {
        const { sdp, problems, warnings } = checkSdp(text, expectation);
        const given = text.split(/\r\n|\n|\r/);
        for (const note of [...problems, ...warnings]) {
          const shown = note.text.replace(/(inline:|ice-pwd:)\*\*\*.*/, '$1');
          expect(given[note.line - 1]).toContain(shown.slice(0, 100));
        }
        expect(sdp.endsWith('\r\n')).toBe(true);
        expect(checkSdp(sdp, expectation).sdp).toBe(sdp);
      }),
    );
  });

  it('never shows a key or a password', () => {
    const bad = changed(SDES_OFFER, /^m=/, 'm=audio 9 RTP/AVP 0').replace('SHA1_80', 'SHA1_32');
    const short = changed(BUSINESS_ANSWER, /ice-ufrag|ice-pwd/, 'a=ice-pwd:secret');
    const said = JSON.stringify([checkSdp(bad, SDES).problems, checkSdp(short, ANSWER).warnings]);
    expect(said).not.toMatch(/d0RmdmcmVCsp|secret/);
  });
});
