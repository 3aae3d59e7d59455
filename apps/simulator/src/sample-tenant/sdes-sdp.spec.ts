import { describe, expect, it } from '@jest/globals';
import { createSrtpKey, readSdesSdp, writeSdesSdp } from './sdes-sdp.js';

const local = {
  address: { address: '127.0.0.1', family: 'IPv4', port: 40_000 },
  key: createSrtpKey(),
  cryptoTag: '2',
  opus: 107,
  dtmf: 101,
  ssrc: 77,
};

describe('SDES session descriptions', () => {
  it('come back as they were written', () => {
    expect(readSdesSdp(writeSdesSdp(local))).toEqual({
      address: '127.0.0.1',
      port: 40_000,
      key: local.key,
      cryptoTag: '2',
      opus: 107,
      dtmf: 101,
      isRtcpMux: true,
    });
  });

  it('take the suite they know of several', () => {
    const text = writeSdesSdp(local).replace(
      'a=crypto:2',
      `a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:${'A'.repeat(64)}\r\na=crypto:2`,
    );
    expect(readSdesSdp(text).cryptoTag).toBe('2');
  });

  it.each([
    ['no key', /a=crypto.*\r\n/, ''],
    ['no Opus', /a=rtpmap:107.*\r\n/, ''],
    ['a DTLS transport', /RTP\/SAVP/, 'UDP/TLS/RTP/SAVPF'],
    ['no audio', /m=audio/, 'm=video'],
  ])('are refused with %s', (_what, pattern, replacement) => {
    const text = writeSdesSdp(local).replace(pattern, replacement);
    expect(() => readSdesSdp(text)).toThrow('audio section');
  });

  it('are refused with a key of another length', () => {
    const text = writeSdesSdp(local).replace(/inline:\S+/, 'inline:AAAA');
    expect(() => readSdesSdp(text)).toThrow('must have 30 bytes');
  });
});
