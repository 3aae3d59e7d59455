import { describe, expect, it } from '@jest/globals';
import { OPUS_SILENCE } from './opus.js';
import { selfDelimited } from './opus-packet.js';
import { renderHeard, renderRecording } from './recording.js';
import { Soundtrack } from './soundtrack.js';
import { tonePayload } from './tone.js';

function track(startMs: number, frames: number): Soundtrack {
  const sound = new Soundtrack();
  for (let i = 0; i < frames; i++) {
    const at = { atMs: startMs + 20 * i, timestamp: 960 * i };
    sound.add({ ...at, codec: 'OPUS', payload: tonePayload('OPUS', i) });
  }
  return sound;
}

const audioOf = (heardSound: Soundtrack, saidSound: Soundtrack) =>
  ({ audio: { heardSound, saidSound } }) as never;
const pair = (left: Buffer, right: Buffer) => Buffer.concat([selfDelimited(left), right]);

describe('a recording', () => {
  it('has the business on the left, the user on the right, each in its time', () => {
    const file = renderRecording(audioOf(track(1040, 3), track(1000, 4)));
    const said = (i: number) => tonePayload('OPUS', i);
    const audio = Buffer.concat([
      pair(OPUS_SILENCE, said(0)),
      pair(OPUS_SILENCE, said(1)),
      pair(said(0), said(2)),
      pair(said(1), said(3)),
      pair(said(2), OPUS_SILENCE),
    ]);
    expect(file.subarray(-audio.length)).toEqual(audio);
  });

  it('of a call without a sound is a file all the same', () => {
    const file = renderRecording(audioOf(new Soundtrack(), new Soundtrack()));
    expect(file.toString('latin1', 0, 4)).toBe('OggS');
    expect(renderHeard(audioOf(new Soundtrack(), track(0, 1))).length).toBeLessThan(200);
  });
});
