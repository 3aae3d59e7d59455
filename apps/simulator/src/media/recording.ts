import type { CallPeer } from './call-peer.js';
import { FRAME_MS } from './frame.js';
import { writeOggOpus, writeStereoOggOpus } from './ogg-opus.js';
import { OPUS_SILENCE } from './opus.js';
import type { Soundtrack } from './soundtrack.js';

type Heard = Pick<CallPeer, 'audio'>;

/** Packets of a track from an instant on, filled up with silence to a length. */
function packetsFrom(track: Soundtrack, startMs: number, frames: number): Buffer[] {
  const before = Math.round(((track.startMs ?? startMs) - startMs) / FRAME_MS);
  const silence = (length: number) => Array.from({ length }, () => OPUS_SILENCE);
  const packets = [...silence(before), ...track.opusPackets()];
  return [...packets, ...silence(Math.max(0, frames - packets.length))];
}

/**
 * A call as Meta records it: Ogg Opus, the business on the left channel and the user on the right.
 * Both are put side by side as they came, so that not even an hour's call costs a transcoding.
 */
export function renderRecording({ audio }: Heard): Buffer {
  const { heardSound: business, saidSound: user } = audio;
  const startMs = Math.min(business.startMs ?? Infinity, user.startMs ?? Infinity);
  const lengthOf = (track: Soundtrack) => packetsFrom(track, startMs, 0).length;
  const frames = Number.isFinite(startMs) ? Math.max(lengthOf(business), lengthOf(user)) : 0;
  return writeStereoOggOpus(
    packetsFrom(business, startMs, frames),
    packetsFrom(user, startMs, frames),
  );
}

/** What the user heard of the business, as an Ogg Opus file. */
export function renderHeard({ audio }: Heard): Buffer {
  return writeOggOpus(audio.heardSound.opusPackets());
}
