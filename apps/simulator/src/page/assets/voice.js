/* global RTCPeerConnection, AudioContext, navigator */
import { ask } from './api.js';
import { byId } from './elements.js';

/** ICE does not trickle; on one machine its candidates are found at once. */
const GATHERING_LIMIT_MS = 1500;

/** Loudness of a stream from 0 to 1, on the scale of a meter. */
function measure(context, stream) {
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return () => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, value) => sum + value * value, 0) / samples.length;
    return Math.min(1, Math.sqrt(power) * 4);
  };
}

async function microphone() {
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: true },
    });
  } catch {
    return undefined;
  }
}

async function gathered(connection) {
  if (connection.iceGatheringState === 'complete') return;
  await new Promise((resolve) => {
    const limit = setTimeout(resolve, GATHERING_LIMIT_MS);
    connection.addEventListener('icegatheringstatechange', () => {
      if (connection.iceGatheringState !== 'complete') return;
      clearTimeout(limit);
      resolve();
    });
  });
}

/** The person's ear and mouth in one call. */
export class Voice {
  #connection = new RTCPeerConnection();
  #context;
  #microphone;
  #levels = [];
  #isClosed = false;

  /** Joins the call; `onState` is told how it goes, in words. */
  async join(wacid, onState) {
    const connection = this.#connection;
    this.#microphone = await microphone();
    if (this.#isClosed) return this.close();
    const track = this.#microphone?.getAudioTracks()[0];
    connection.addTransceiver(track ?? 'audio', { direction: track ? 'sendrecv' : 'recvonly' });
    connection.addEventListener('track', ({ streams, track: heard }) => {
      this.#hear(streams[0] ?? new globalThis.MediaStream([heard]));
    });
    connection.addEventListener('connectionstatechange', () => {
      onState(stateText(connection.connectionState, track !== undefined));
    });
    await connection.setLocalDescription(await connection.createOffer());
    await gathered(connection);
    const { sdp } = connection.localDescription;
    const path = `/calls/${encodeURIComponent(wacid)}/browser`;
    const answer = await ask('POST', path, { sdp });
    if (!this.#isClosed) await connection.setRemoteDescription({ type: 'answer', sdp: answer.sdp });
    return undefined;
  }

  /** Whether the microphone is off from now on. */
  set isMuted(isMuted) {
    for (const track of this.#microphone?.getAudioTracks() ?? []) track.enabled = !isMuted;
  }

  /** How loud each side is now: what is heard, then what is said. */
  get levels() {
    return this.#levels.map((level) => level());
  }

  close() {
    this.#isClosed = true;
    for (const track of this.#microphone?.getTracks() ?? []) track.stop();
    this.#connection.close();
    void this.#context?.close();
    this.#context = undefined;
    this.#levels = [];
    byId('sound').srcObject = null;
  }

  #hear(stream) {
    byId('sound').srcObject = stream;
    this.#context = new AudioContext();
    this.#levels = [stream, this.#microphone]
      .filter(Boolean)
      .map((each) => measure(this.#context, each));
  }
}

function stateText(state, hasMicrophone) {
  if (state === 'connected') {
    return hasMicrophone
      ? 'Microphone and sound are on.'
      : 'No microphone: you hear, and are silent.';
  }
  if (state === 'failed') return 'This browser could not connect to the simulator’s media.';
  return state === 'connecting' ? 'Connecting the sound …' : '';
}
