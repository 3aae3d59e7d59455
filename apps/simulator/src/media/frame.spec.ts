import { describe, expect, it } from '@jest/globals';
import { decodeFrame, encodeFrame, PAYLOAD_BYTES, SPEAKER } from './frame.js';

const frame = { speaker: SPEAKER.CONSUMER, nonce: '00ff00ff12345678', number: 4_000_000_001 };

describe('frame', () => {
  it('comes back as it was written', () => {
    expect(decodeFrame(encodeFrame(frame))).toEqual(frame);
  });

  it('is an Opus packet of 20 ms mono with one frame', () => {
    const payload = encodeFrame(frame);
    expect(payload).toHaveLength(PAYLOAD_BYTES.OPUS);
    // RFC 6716 §3.1: configuration, stereo flag, frame count code.
    expect([payload[0]! >> 3, (payload[0]! >> 2) & 1, payload[0]! & 3]).toEqual([9, 0, 0]);
  });

  it.each(['PCMA', 'PCMU'] as const)(
    'is 20 ms of %s, with its marks in the same place',
    (codec) => {
      const payload = encodeFrame(frame, codec);
      expect(payload).toHaveLength(160);
      expect(decodeFrame(payload)).toEqual(frame);
    },
  );

  it.each([
    ['another TOC byte', (p: Buffer) => p.writeUInt8(0xf8, 0)],
    ['another mark', (p: Buffer) => p.write('XX', 1)],
    ['an unknown speaker', (p: Buffer) => p.writeUInt8(9, 3)],
  ])('is not read from a payload with %s', (_what, spoil) => {
    const payload = encodeFrame(frame);
    spoil(payload);
    expect(decodeFrame(payload)).toBeUndefined();
  });

  it('is not read from a payload that is too short', () => {
    expect(decodeFrame(encodeFrame(frame).subarray(0, 12))).toBeUndefined();
  });
});
