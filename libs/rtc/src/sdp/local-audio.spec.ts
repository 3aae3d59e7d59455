import { describe, expect, it } from '@jest/globals';
import { SessionDescription } from 'werift';
import { USUAL_CODECS } from './codecs.js';
import { type LocalWebRtc, writeSdes, writeWebRtc } from './local-audio.js';
import { readSdes, readWebRtc } from './remote-audio.js';

const stream = { address: '203.0.113.7', port: 40100, ssrc: 7, cname: 'abc', codecs: USUAL_CODECS };
const webrtc: LocalWebRtc = {
  ...stream,
  mid: 'audio',
  isBundled: true,
  ufrag: 'deadbeef',
  password: 'f'.repeat(32),
  fingerprint: `${'AB:'.repeat(31)}AB`,
  setup: 'active',
};
const master = { key: Buffer.alloc(16, 1), salt: Buffer.alloc(14, 2) };

function count(sdp: string, line: RegExp): number {
  return sdp.split('\r\n').filter((text) => line.test(text)).length;
}

describe('writeWebRtc', () => {
  const sdp = writeWebRtc(webrtc);

  it('ends every line in CRLF, the last one too', () => {
    expect(sdp.endsWith('\r\n')).toBe(true);
    expect(sdp.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('has what Meta asks for and nothing it refuses', () => {
    expect(count(sdp, /^m=/)).toBe(1);
    expect(count(sdp, /^a=fingerprint:/)).toBe(1);
    expect(count(sdp, /^a=candidate:/)).toBe(1);
    expect(new Set(sdp.match(/a=ssrc:\d+/g))).toEqual(new Set(['a=ssrc:7']));
    expect(sdp).not.toMatch(/ice-lite|trickle|crypto|sha-384|sha-512/);
    expect(sdp).toContain('m=audio 40100 UDP/TLS/RTP/SAVPF 111 126\r\n');
    for (const line of ['a=setup:active', 'a=rtcp-mux', 'a=ptime:20', 'a=group:BUNDLE audio']) {
      expect(count(sdp, new RegExp(`^${line}$`))).toBe(1);
    }
  });

  it('echoes the mid and payload types it is given and leaves BUNDLE out when not offered', () => {
    const codecs = { opus: 107, dtmf: undefined };
    const other = writeWebRtc({ ...webrtc, mid: '0', isBundled: false, codecs });
    expect(other).toContain('SAVPF 107\r\n');
    expect(other).toContain('a=mid:0\r\n');
    expect(other).not.toMatch(/BUNDLE|telephone-event/);
  });

  it('is read back by our parser and by an independent one', () => {
    expect(readWebRtc(sdp, 4)).toMatchObject({ ufrag: 'deadbeef', setup: 'active', mid: 'audio' });
    const theirs = SessionDescription.parse(sdp).media[0]!;
    expect(theirs.port).toBe(40100);
    expect(theirs.rtp.codecs.map(({ name }) => name.toLowerCase())).toEqual([
      'opus',
      'telephone-event',
    ]);
    expect(theirs.iceCandidates[0]).toMatchObject({ ip: '203.0.113.7', port: 40100, type: 'host' });
  });

  it('gives each session another id', () => {
    const ids = new Set(
      Array.from({ length: 50 }, () => /o=- (\d+) /.exec(writeWebRtc(webrtc))![1]),
    );
    expect(ids.size).toBe(50);
  });
});

describe('writeSdes', () => {
  it('gives the key inline and is read back', () => {
    const crypto = { tag: 1, master };
    const sdp = writeSdes({
      ...stream,
      profile: 'RTP/SAVP',
      mid: undefined,
      isRtcpMux: true,
      crypto,
    });
    expect(sdp).toMatch(/a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:[A-Za-z0-9+/]{40}\r\n/);
    expect(readSdes(sdp, 4)).toMatchObject({ port: 40100, isRtcpMux: true });
  });
});
