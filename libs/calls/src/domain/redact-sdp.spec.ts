import { describe, expect, it } from '@jest/globals';
import { redactSdp } from './redact-sdp.js';

const SDP = [
  'v=0',
  'o=anna 3911 2 IN IP4 203.0.113.7',
  's=Anna at +49 170 1234567',
  'e=anna@example.com',
  'c=IN IP6 2001:db8::17',
  't=0 0',
  'm=audio 40000 UDP/TLS/RTP/SAVPF 111 126',
  'a=ice-ufrag:UfragSecret',
  'a=ice-pwd:PasswordSecretPasswordSecret',
  'a=fingerprint:sha-256 AB:CD:EF:01',
  'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^20',
  'a=candidate:1 1 udp 2130706431 203.0.113.8 40001 typ host raddr 10.0.0.9',
  'a=rtpmap:111 opus/48000/2',
  'a=ssrc:1234 cname:anna-laptop',
  'a=x-agent:anna',
  'a=setup:actpass',
  'a=mid:0',
].join('\r\n');

describe('a redacted SDP', () => {
  it('says what is spoken and how, and holds no key, no address and no name', () => {
    expect(redactSdp(SDP).split('\n')).toEqual([
      'v=0',
      'o=[redacted]',
      's=[redacted]',
      'e=[redacted]',
      'c=IN IP6 [redacted]',
      't=0 0',
      'm=audio 40000 UDP/TLS/RTP/SAVPF 111 126',
      'a=ice-ufrag:[redacted]',
      'a=ice-pwd:[redacted]',
      'a=fingerprint:sha-256 [redacted]',
      'a=crypto:1 AES_CM_128_HMAC_SHA1_80 [redacted]',
      'a=candidate:[redacted] 1 udp [redacted] 40001 typ host',
      'a=rtpmap:111 opus/48000/2',
      'a=ssrc:[redacted]',
      'a=x-agent:[redacted]',
      'a=setup:actpass',
      'a=mid:0',
    ]);
  });

  it('hides addresses wherever they stand', () => {
    expect(redactSdp('a=rtpmap:96 x/10.1.2.3\na=fmtp:96 p=2001:db8::1')).not.toMatch(/10\.1|db8/);
  });
});
