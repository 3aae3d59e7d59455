import { describe, expect, it } from '@jest/globals';
import { parseSdp, sdpText, type SessionDescription } from '../../media/session-description.js';
import { refusalOfSdp, type SdpTerms } from './sdp-rules.js';

const FINGERPRINT = `sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`;

/** What a business would offer or answer, with some lines put in or left out. */
function businessSdp({ without = /^$/, plus = [] as string[], setup = 'actpass', mid = '0' } = {}) {
  const lines = [
    'v=0',
    'o=- 1 2 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'm=audio 9 UDP/TLS/RTP/SAVPF 111 126',
    'c=IN IP4 0.0.0.0',
    'a=ice-ufrag:X1ho',
    'a=ice-pwd:7fJSbV2N5qWiA5QiDKwK3vuh',
    `a=fingerprint:${FINGERPRINT}`,
    `a=setup:${setup}`,
    `a=mid:${mid}`,
    'a=rtcp-mux',
    'a=rtpmap:111 opus/48000/2',
    'a=rtpmap:126 telephone-event/8000',
    'a=ssrc:330833028 cname:x',
  ];
  return sdpText([...lines.filter((line) => !without.test(line)), ...plus]);
}

const metaOffer = parseSdp(businessSdp({ mid: 'audio' }));
const dtls = (offer?: SessionDescription): SdpTerms => ({
  offer,
  keying: 'DTLS',
  additionalCodecs: [],
});
const answer = (over = {}) => businessSdp({ setup: 'active', mid: 'audio', ...over });

describe('refusalOfSdp', () => {
  it('takes a good offer and a good answer', () => {
    expect(refusalOfSdp(businessSdp(), dtls())).toBeUndefined();
    expect(refusalOfSdp(answer(), dtls(metaOffer))).toBeUndefined();
  });

  it.each([
    ['no fingerprint', { without: /fingerprint/ }, 'No fingerprint found in SDP'],
    [
      'a second, longer fingerprint',
      { plus: ['a=fingerprint:sha-512 AB:CD'] },
      'Only sha-256 fingerprints are supported in SDP',
    ],
    ['no ICE password', { without: /ice-pwd/ }, 'No ICE credentials found in SDP'],
    ['no Opus', { without: /opus/ }, 'No Opus codec (opus/48000/2) found in SDP'],
    ['no rtcp-mux', { without: /rtcp-mux/ }, 'rtcp-mux is required'],
    ['ice-lite', { plus: ['a=ice-lite'] }, /full ICE agent/],
    ['packets of 40 ms', { plus: ['a=ptime:40'] }, 'ptime must be 20'],
    ['two SSRCs', { plus: ['a=ssrc:7 cname:y'] }, 'Multiple SSRCs are not supported'],
    ['video', { plus: ['m=video 9 UDP/TLS/RTP/SAVPF 96'] }, /exactly one media section/],
    ['an offer that is not actpass', { setup: 'active' }, /expected actpass/],
  ])('refuses %s', (_what, over, refusal) => {
    expect(refusalOfSdp(businessSdp(over), dtls())).toEqual(
      refusal instanceof RegExp ? expect.stringMatching(refusal) : refusal,
    );
  });

  it('refuses lines that do not end with CRLF', () => {
    const lf = businessSdp().replaceAll('\r\n', '\n');
    expect(refusalOfSdp(lf, dtls())).toMatch(/RFC 8866/);
    expect(refusalOfSdp(businessSdp().slice(0, -2), dtls())).toMatch(/end with CRLF/);
  });

  it.each([
    ['the offering role', { setup: 'actpass' }, /expected active or passive/],
    ['another mid', { mid: '0' }, /mid/],
    [
      'a payload type that was not offered',
      { without: /rtpmap:111/, plus: ['a=rtpmap:126 opus/48000/2'] },
      /was not offered/,
    ],
  ])('refuses an answer with %s', (_what, over, refusal) => {
    expect(refusalOfSdp(answer(over), dtls(metaOffer))).toMatch(refusal);
  });
});
