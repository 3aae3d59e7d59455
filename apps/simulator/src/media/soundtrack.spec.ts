import { describe, expect, it } from '@jest/globals';
import { encodeFrame, SPEAKER } from './frame.js';
import { OPUS_SILENCE } from './opus.js';
import { Soundtrack } from './soundtrack.js';
import { spectrumOf } from './spectrum.js';
import { tonePayload } from './tone.js';

const at = (index: number) => ({
  atMs: 5000 + 20 * index,
  timestamp: (4_294_967_000 + 960 * index) >>> 0,
});
const tone = (index: number) => ({
  ...at(index),
  codec: 'OPUS' as const,
  payload: tonePayload('OPUS', index),
});

describe('Soundtrack', () => {
  it('keeps each packet in its 20 ms, over the wrap of the timestamp', () => {
    const track = new Soundtrack();
    for (const index of [0, 1, 3, 2, 5]) track.add(tone(index));
    const packets = track.opusPackets();
    expect(packets).toHaveLength(6);
    expect(packets[2]).toEqual(tonePayload('OPUS', 2));
    expect(packets[4]).toBe(OPUS_SILENCE);
    expect(track.startMs).toBe(5000);
  });

  it('takes numbered frames for silence', () => {
    const track = new Soundtrack();
    const payload = encodeFrame({ speaker: SPEAKER.TENANT, nonce: '00ff00ff12345678', number: 1 });
    for (let index = 0; index < 50; index++) track.add({ ...at(index), codec: 'OPUS', payload });
    expect(track.opusPackets()).toEqual(Array.from({ length: 50 }, () => OPUS_SILENCE));
    expect(spectrumOf(track.samples())).toEqual([{ second: 0, hz: null, level: 0 }]);
  });

  it('follows the arrival where timestamps make no sense', () => {
    const track = new Soundtrack();
    track.add(tone(0));
    track.add({ ...tone(1), timestamp: 2_000_000 });
    expect(track.frames).toBe(2);
  });

  it.each(['OPUS', 'PCMA', 'PCMU'] as const)('finds 440 Hz in a tone of %s', (codec) => {
    const track = new Soundtrack();
    const ticks = codec === 'OPUS' ? 960 : 160;
    for (let index = 0; index < 100; index++) {
      const payload = tonePayload(codec, index);
      track.add({ codec, payload, atMs: 20 * index, timestamp: ticks * index });
    }
    const seconds = spectrumOf(track.samples());
    expect(seconds.map(({ hz }) => hz)).toEqual([440, 440]);
    expect(seconds[1]!.level).toBeCloseTo(0.354, 1);
    expect(track.opusPackets()).toHaveLength(100);
  });

  it('leaves out what is not 20 ms long', () => {
    const track = new Soundtrack();
    track.add({ ...tone(0), payload: Buffer.from([0x50, 1, 2, 3]) });
    expect(track.opusPackets()).toEqual([OPUS_SILENCE]);
  });
});
