import { describe, expect, it } from '@jest/globals';
import { lengthOfOggOpus, oggOfSilence } from './ogg-opus.js';

describe('oggOfSilence', () => {
  it('plays as long as was asked, in steps of a frame', () => {
    expect(lengthOfOggOpus(oggOfSilence(2000))).toBe(2000);
    expect(lengthOfOggOpus(oggOfSilence(61_010))).toBe(61_020);
    expect(lengthOfOggOpus(oggOfSilence(1))).toBe(20);
  });

  it('is a chain of whole pages', () => {
    const file = oggOfSilence(1500);
    const serials = new Set<number>();
    let pages = 0;
    for (let at = 0; at < file.length; pages++) {
      expect(file.toString('ascii', at, at + 4)).toBe('OggS');
      serials.add(file.readUInt32LE(at + 14));
      expect(file.readUInt32LE(at + 18)).toBe(pages);
      const segments = file.readUInt8(at + 26);
      const table = file.subarray(at + 27, at + 27 + segments);
      at += 27 + segments + table.reduce((sum, length) => sum + length, 0);
    }
    expect(pages).toBe(4);
    expect(serials.size).toBe(1);
  });

  it('knows what is no such file', () => {
    expect(lengthOfOggOpus(Buffer.from('RIFF....WAVE'))).toBeUndefined();
    expect(lengthOfOggOpus(Buffer.from('OggS and nothing more'))).toBeUndefined();
  });
});
