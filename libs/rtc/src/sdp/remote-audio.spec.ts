import { describe, expect, it } from '@jest/globals';
import { BadSdp } from './bad-sdp.js';
import { BIC_ANSWER, SDES_ANSWER, SDES_OFFER, UIC_OFFER } from '../testing/meta-samples.js';
import { readSdes, readWebRtc } from './remote-audio.js';

function without(sdp: string, line: RegExp): string {
  return sdp
    .split('\r\n')
    .filter((text) => !line.test(text))
    .join('\r\n');
}

describe('readWebRtc', () => {
  it("reads Meta's user-initiated offer", () => {
    expect(readWebRtc(UIC_OFFER, 4)).toEqual({
      codecs: { opus: 111, dtmf: 126 },
      mid: 'audio',
      isBundled: true,
      isIceLite: true,
      ufrag: '6k2qP1R6kBfI/2',
      password: 'UApvJw3NcwFRDvIMKdM0vWCdlXah25E9',
      candidates: [
        { foundation: '1972637320', priority: 2113937151, address: '31.13.65.60', port: 40012 },
      ],
      fingerprint: expect.stringMatching(/^1B:B6:.*:88$/),
      setup: 'actpass',
    });
  });

  it("reads Meta's business-initiated answer, taking the event rate Meta knows", () => {
    expect(readWebRtc(BIC_ANSWER, 6)).toMatchObject({
      codecs: { opus: 111, dtmf: 126 },
      mid: '0',
      setup: 'active',
      candidates: [{ address: '2a03:2880:f211:d1:face:b00c:0:699c', port: 3482 }],
    });
  });

  it('reads bare line feeds and attributes at session level', () => {
    const atSession = UIC_OFFER.replace(/a=fingerprint.*\r\n/, '')
      .replace(/a=setup.*\r\n/, '')
      .replace(
        't=0 0\r\n',
        `t=0 0\r\na=setup:passive\r\na=fingerprint:SHA-256 ${'ab:'.repeat(31)}ab\r\n`,
      );
    const remote = readWebRtc(atSession.replaceAll('\r\n', '\n'), 4);
    expect(remote).toMatchObject({ setup: 'passive', fingerprint: `${'AB:'.repeat(31)}AB` });
  });

  it.each([
    ['no SDP at all', () => 'hello', /v=0/],
    ['a broken line', () => UIC_OFFER.replace('s=-', 'nonsense'), /line 3/],
    ['two streams', () => `${UIC_OFFER}m=audio 9 RTP/AVP 0\r\n`, /exactly one m= line/],
    ['a video', () => UIC_OFFER.replace('m=audio', 'm=video'), /must be audio/],
    ['a refused stream', () => UIC_OFFER.replace('m=audio 40012', 'm=audio 0'), /port 0/],
    ['plain RTP', () => UIC_OFFER.replace('UDP/TLS/RTP/SAVPF', 'RTP/AVP'), /profile/],
    ['one direction', () => UIC_OFFER.replace('a=sendrecv', 'a=sendonly'), /sendonly/],
    ['no fingerprint', () => without(UIC_OFFER, /fingerprint/), /fingerprint/],
    ['only sha-1', () => UIC_OFFER.replace('sha-256', 'sha-1'), /fingerprint/],
    ['no password', () => without(UIC_OFFER, /ice-pwd/), /ice-pwd/],
    ['no rtcp-mux', () => without(UIC_OFFER, /rtcp-mux/), /rtcp-mux/],
    ['no Opus', () => without(UIC_OFFER, /opus/), /opus/],
    ['no candidate', () => without(UIC_OFFER, /candidate/), /IPv4 UDP host candidate/],
    ['an odd setup', () => UIC_OFFER.replace('actpass', 'holdconn'), /setup/],
    ['too long a text', () => `${UIC_OFFER}${'a=x\r\n'.repeat(5000)}`, /longer/],
  ])('refuses %s and says why', (_, sdp, problem) => {
    expect(() => readWebRtc(sdp(), 4)).toThrow(BadSdp);
    expect(() => readWebRtc(sdp(), 4)).toThrow(problem);
  });
});

describe('readSdes', () => {
  it('gives IPv6 addresses in the form that sockets report', () => {
    const sdp = SDES_OFFER.replace('IP4 168.86.138.232', 'IP6 2001:0DB8:0:0:0:0:0:0001');
    expect(readSdes(sdp, 6).address).toBe('2001:db8::1');
  });

  it("reads a PBX's offer", () => {
    expect(readSdes(SDES_OFFER, 4)).toMatchObject({
      codecs: { opus: 107, dtmf: 101 },
      profile: 'RTP/SAVP',
      address: '168.86.138.232',
      port: 19534,
      isRtcpMux: false,
    });
  });

  it("reads the answer of Meta's gateway", () => {
    expect(readSdes(SDES_ANSWER, 4)).toMatchObject({ port: 3480, isRtcpMux: true, mid: 'audio' });
  });

  it.each([
    ['a name instead of an address', 'IN IP4 168.86.138.232', 'IN IP4 pbx.example.com', /address/],
    ['an address of the other family', 'IN IP4 168.86.138.232', 'IN IP6 2001:db8::1', /IPv4/],
    ['a system port', 'm=audio 19534', 'm=audio 53', /1024/],
    ['an impossible port', 'm=audio 19534', 'm=audio 70000', /port/],
    ['unprotected RTP', 'RTP/SAVP', 'RTP/AVP', /profile/],
  ])('refuses %s', (_, from, to, problem) => {
    expect(() => readSdes(SDES_OFFER.replace(from, to), 4)).toThrow(problem);
  });
});
