import { describe, expect, it } from '@jest/globals';
import { offeredFormats, writeSdesSdp, writeWebRtcSdp } from '../../media/meta-sdp.js';
import { createSdesKey, writeCrypto } from '../../media/sdes-crypto.js';
import { parseSdp, sdpText } from '../../media/session-description.js';
import { META_SAMPLES } from './sdp-rules-samples.js';
import { refusalOfSdp, type SdpTerms } from './sdp-rules.js';

const FINGERPRINT = `sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`;
const CRYPTO = `1 AES_CM_128_HMAC_SHA1_80 inline:${'A'.repeat(40)}`;

interface Over {
  readonly without?: RegExp;
  readonly plus?: readonly string[];
  readonly setup?: string;
  readonly mid?: string;
  readonly media?: string;
}

function edited(lines: readonly string[], { without = /^$/, plus = [] }: Over): string {
  return sdpText([...lines.filter((line) => !without.test(line)), ...plus]);
}

const HEAD = ['v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0'];

/** What a business would offer or answer, with some lines put in or left out. */
function webRtc(over: Over = {}): string {
  const { media = 'audio 9 UDP/TLS/RTP/SAVPF 111 126', mid = '0', setup = 'actpass' } = over;
  const lines = [
    ...HEAD,
    `m=${media}`,
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
  return edited(lines, over);
}

function sdes(over: Over = {}): string {
  const { media = 'audio 4000 RTP/SAVP 111 126' } = over;
  const lines = [
    ...HEAD,
    `m=${media}`,
    'c=IN IP4 127.0.0.1',
    `a=crypto:${CRYPTO}`,
    'a=rtpmap:111 opus/48000/2',
    'a=rtpmap:126 telephone-event/8000',
  ];
  return edited(lines, over);
}

const base: SdpTerms = { offer: undefined, keying: 'DTLS', additionalCodecs: [] };
const terms = (over: Partial<SdpTerms> = {}): SdpTerms => ({ ...base, ...over });

const metaParts = {
  ssrc: 7,
  addresses: [{ address: '127.0.0.1', port: 4000, family: 'IPv4' }],
  formats: offeredFormats([]),
};
const metaWebRtc = parseSdp(
  writeWebRtcSdp({
    ...metaParts,
    setup: 'actpass',
    ice: { ufrag: 'abcdefgh', password: 'p'.repeat(24) },
    fingerprint: FINGERPRINT.slice(8),
  }),
);
const metaSdes = parseSdp(
  writeSdesSdp({ ...metaParts, crypto: writeCrypto({ tag: '1', key: createSdesKey() }) }),
);
const refusing = (refusal: string | RegExp) =>
  refusal instanceof RegExp ? expect.stringMatching(refusal) : refusal;

describe('refusalOfSdp', () => {
  it.each(META_SAMPLES)("F-MEDIA-01 takes Meta's own sample: $name", ({ text, ...over }) => {
    const offer = over.answers === undefined ? undefined : parseSdp(sdpText(over.answers));
    expect(refusalOfSdp(sdpText(text), terms({ keying: over.keying, offer }))).toBeUndefined();
  });

  it.each([
    ['no fingerprint', { without: /fingerprint/ }, 'No fingerprint found in SDP'],
    [
      'a second, longer fingerprint',
      { plus: ['a=fingerprint:sha-512 AB:CD'] },
      'Only sha-256 fingerprints are supported in SDP',
    ],
    [
      'another fingerprint alone',
      { without: /fingerprint/, plus: [`a=fingerprint:sha-384 ${'AB:'.repeat(47)}AB`] },
      'Only sha-256 fingerprints are supported in SDP',
    ],
    ['no ICE password', { without: /ice-pwd/ }, 'No ICE credentials found in SDP'],
    ['short ICE credentials', { without: /ice-pwd/, plus: ['a=ice-pwd:x'] }, /too short/],
    ['ice-lite', { plus: ['a=ice-lite'] }, /full ICE agent/],
    ['no Opus', { without: /opus/ }, /No supported codec .*opus\/48000\/2$/],
    [
      'G.711 alone where the number does not have it',
      { media: 'audio 9 UDP/TLS/RTP/SAVPF 0 126' },
      /No supported codec/,
    ],
    ['no rtcp-mux', { without: /rtcp-mux/ }, 'rtcp-mux is required'],
    ['packets of 40 ms', { plus: ['a=ptime:40'] }, 'ptime must be 20'],
    ['packets of 10 ms at most', { plus: ['a=maxptime:10'] }, /maxptime/],
    ['two SSRCs', { plus: ['a=ssrc:7 cname:y'] }, 'Multiple SSRCs are not supported'],
    ['video', { plus: ['m=video 9 UDP/TLS/RTP/SAVPF 96'] }, /exactly one media section/],
    ['two tracks', { plus: ['a=msid:s t', 'a=msid:s u'] }, /one audio track/],
    ['an offer that is not actpass', { setup: 'active' }, /expected actpass/],
    ['one-way audio', { plus: ['a=recvonly'] }, /sendrecv/],
    ['declined audio', { media: 'audio 0 UDP/TLS/RTP/SAVPF 111' }, /declined/],
    ['another transport', { media: 'audio 9 RTP/AVP 111 126' }, /Unsupported transport/],
  ])(
    'F-MEDIA-02 F-MEDIA-03 F-MEDIA-04 F-MEDIA-05 F-MEDIA-06 F-MEDIA-07 F-MEDIA-08 F-MEDIA-09 F-MEDIA-10 F-MEDIA-11 F-MEDIA-12 F-MEDIA-13 refuses %s',
    (_what, over, refusal) => {
      expect(refusalOfSdp(webRtc(over), terms())).toEqual(refusing(refusal));
    },
  );

  it('F-MEDIA-14 refuses lines that do not end with CRLF', () => {
    const lf = webRtc().replaceAll('\r\n', '\n');
    expect(refusalOfSdp(lf, terms())).toMatch(/RFC 8866/);
    expect(refusalOfSdp(webRtc().slice(0, -2), terms())).toMatch(/end with CRLF/);
  });

  const answer = (over: Over = {}) => webRtc({ setup: 'active', mid: 'audio', ...over });

  it('F-MEDIA-15 takes an answer with the offered mid and numbers, active or passive', () => {
    const offered = terms({ offer: metaWebRtc });
    expect(refusalOfSdp(answer(), offered)).toBeUndefined();
    expect(refusalOfSdp(answer({ setup: 'passive' }), offered)).toBeUndefined();
  });

  it.each([
    ['the offering role', { setup: 'actpass' }, /expected active or passive/],
    ['another mid', { mid: '0' }, /mid/],
    [
      'a payload type that was not offered',
      { without: /rtpmap/, plus: ['a=rtpmap:126 opus/48000/2'] },
      /was not offered/,
    ],
  ])('F-MEDIA-11 F-MEDIA-15 refuses in an answer %s', (_what, over, refusal) => {
    expect(refusalOfSdp(answer(over), terms({ offer: metaWebRtc }))).toMatch(refusal);
  });

  it('F-MEDIA-16 takes G.711 alone where the number has it, with or without rtpmap', () => {
    const additionalCodecs = ['PCMU'] as const;
    const media = 'audio 9 UDP/TLS/RTP/SAVPF 0 126';
    expect(refusalOfSdp(webRtc({ media }), terms({ additionalCodecs }))).toBeUndefined();
    const plus = ['a=rtpmap:0 PCMU/8000'];
    expect(refusalOfSdp(webRtc({ media, plus }), terms({ additionalCodecs }))).toBeUndefined();
  });
});

describe('refusalOfSdp where keys come in the SDP', () => {
  const keyed = terms({ keying: 'SDES' });

  it('F-SDES-01 takes an offer and an answer with neither ICE nor mid nor rtcp-mux', () => {
    expect(refusalOfSdp(sdes(), keyed)).toBeUndefined();
    expect(refusalOfSdp(sdes(), { ...keyed, offer: metaSdes })).toBeUndefined();
  });

  it('F-SDES-02 refuses the form that the number is not set to', () => {
    expect(refusalOfSdp(webRtc(), keyed)).toBe('No crypto attribute found in SDP');
    expect(refusalOfSdp(sdes(), terms())).toBe('No fingerprint found in SDP');
  });

  const inline = `inline:${'A'.repeat(40)}`;
  it.each([
    ['another suite', `1 AES_256_CM_HMAC_SHA1_80 ${inline}`],
    ['a short key', '1 AES_CM_128_HMAC_SHA1_80 inline:AAAA'],
    ['a key index', `1 AES_CM_128_HMAC_SHA1_80 ${inline}|2^20|1:4`],
    ['no encryption', `1 AES_CM_128_HMAC_SHA1_80 ${inline} UNENCRYPTED_SRTP`],
  ])('F-SDES-03 refuses %s', (_what, crypto) => {
    const text = sdes({ without: /crypto/, plus: [`a=crypto:${crypto}`] });
    expect(refusalOfSdp(text, keyed)).toMatch(/No usable crypto attribute/);
  });

  it('F-SDES-03 takes the suite among others, and a lifetime', () => {
    const plus = [
      `a=crypto:1 AES_256_CM_HMAC_SHA1_80 ${inline}`,
      `a=crypto:2 AES_CM_128_HMAC_SHA1_80 ${inline}|2^31`,
    ];
    expect(refusalOfSdp(sdes({ without: /crypto/, plus }), keyed)).toBeUndefined();
  });

  it.each([
    ['a tag that was not offered', { without: /crypto/, plus: [`a=crypto:9${CRYPTO.slice(1)}`] }],
    ['two keys', { plus: [`a=crypto:2${CRYPTO.slice(1)}`] }],
    ['another mid', { plus: ['a=mid:0'] }],
  ])('F-SDES-04 refuses an answer with %s', (_what, over) => {
    expect(refusalOfSdp(sdes(over), { ...keyed, offer: metaSdes })).toBeDefined();
  });

  it('F-SDES-05 refuses the DTLS transport and a missing address', () => {
    const media = 'audio 4000 UDP/TLS/RTP/SAVPF 111 126';
    expect(refusalOfSdp(sdes({ media }), keyed)).toMatch(/expected RTP\/SAVP/);
    expect(refusalOfSdp(sdes({ without: /^c=/ }), keyed)).toMatch(/No connection address/);
  });
});
