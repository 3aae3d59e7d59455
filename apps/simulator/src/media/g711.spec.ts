import { describe, expect, it } from '@jest/globals';
import { decodeG711, encodeG711, G711 } from './g711.js';

describe.each(['PCMA', 'PCMU'] as const)('%s', (codec) => {
  it('gives each of its 256 bytes back', () => {
    for (let byte = 0; byte < 256; byte++) {
      const sample = G711[codec].toSample(byte);
      // µ-law has two zeros.
      const expected = codec === 'PCMU' && byte === 0x7f ? 0xff : byte;
      expect(G711[codec].toByte(sample)).toBe(expected);
    }
  });

  it('keeps a sample to a sixteenth', () => {
    for (let sample = -32_000; sample <= 32_000; sample += 77) {
      const [back = 0] = decodeG711(codec, encodeG711(codec, Int16Array.of(sample)));
      expect(Math.abs(back - sample)).toBeLessThanOrEqual(Math.max(16, Math.abs(sample) / 16));
    }
  });

  it('says silence with its silence byte', () => {
    expect(encodeG711(codec, Int16Array.of(0))[0]).toBe(G711[codec].silence);
  });
});

it('µ-law and A-law write the values of ITU-T G.191', () => {
  expect([...encodeG711('PCMU', Int16Array.of(32_767, -32_768, 1000))]).toEqual([0x80, 0x00, 0xce]);
  expect([...encodeG711('PCMA', Int16Array.of(32_767, -32_768, 1000))]).toEqual([0xaa, 0x2a, 0xfa]);
});
