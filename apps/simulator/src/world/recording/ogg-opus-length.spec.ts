import { describe, expect, it } from '@jest/globals';
import { lengthOfOggOpus } from './ogg-opus-length.js';
import { renderSilence } from './render-call.js';

describe('lengthOfOggOpus', () => {
  it('tells how long a file plays in whole frames, without the samples that are skipped', () => {
    expect(lengthOfOggOpus(renderSilence(2000))).toBe(2000);
    expect(lengthOfOggOpus(renderSilence(60_100))).toBeGreaterThan(60_000);
    expect(lengthOfOggOpus(renderSilence(1))).toBe(20);
  });

  it('knows what is no such file', () => {
    expect(lengthOfOggOpus(Buffer.from('RIFF....WAVE'))).toBeUndefined();
    expect(lengthOfOggOpus(Buffer.from('OggS and nothing more'))).toBeUndefined();
  });
});
