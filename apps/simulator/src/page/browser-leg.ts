import { randomBytes } from 'node:crypto';
import OpusScript from 'opusscript';
import { MediaStreamTrack, RTCPeerConnection, RtpHeader, RtpPacket, useOPUS } from 'werift';
import type { CallPeer, HeardPayload } from '../media/call-peer.js';
import { decodeFrame, FRAME_MS } from '../media/frame.js';
import { decodeG711 } from '../media/g711.js';
import { OPUS_SILENCE } from '../media/opus.js';
import { ExternalVoice } from '../media/voice.js';

const G711_HZ = 8000;
const OPUS_HZ = 48_000;
const G711_SAMPLES = (G711_HZ * FRAME_MS) / 1000;

/**
 * A browser in a user's place: what its microphone hears the user says, and what the user hears it
 * plays. Opus packets pass as they are; only G.711 is transcoded, which browsers would take, but in
 * a stream of its own.
 */
export class BrowserLeg {
  readonly #peer: CallPeer;
  readonly #connection: RTCPeerConnection;
  readonly #track = new MediaStreamTrack({ kind: 'audio' });
  readonly #voice = new ExternalVoice();
  readonly #ssrc = randomBytes(4).readUInt32BE();
  readonly #stopListening: () => void;
  #encoder: OpusScript | undefined;
  #sequence = 0;

  private constructor(peer: CallPeer) {
    this.#peer = peer;
    this.#connection = new RTCPeerConnection({
      codecs: { audio: [useOPUS()], video: [] },
      iceServers: [],
      iceUseIpv6: false,
      iceAdditionalHostAddresses: ['127.0.0.1'],
    });
    this.#connection.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe(({ payload }) => {
        this.#voice.push(payload);
      });
    });
    peer.audio.setVoice(this.#voice);
    this.#stopListening = peer.audio.onPayload((heard) => {
      this.#play(heard);
    });
  }

  /** Answers a browser's offer, whose candidates are all in it. */
  static async open(peer: CallPeer, offer: string): Promise<{ leg: BrowserLeg; answer: string }> {
    const leg = new BrowserLeg(peer);
    try {
      return { leg, answer: await leg.#answer(offer) };
    } catch (error) {
      await leg.close();
      throw error;
    }
  }

  /** From now on the user says numbered frames again, as one without a person does. */
  async close(): Promise<void> {
    this.#stopListening();
    this.#peer.audio.setVoice('frames');
    this.#encoder?.delete();
    this.#encoder = undefined;
    await this.#connection.close();
  }

  async #answer(offer: string): Promise<string> {
    const connection = this.#connection;
    await connection.setRemoteDescription({ type: 'offer', sdp: withoutMdns(offer) });
    connection.addTrack(this.#track);
    // No option switches werift's default STUN server off.
    for (const { connection: ice } of connection.iceTransports) delete ice.stunServer;
    // werift's DTLS client gives up when a slow moment makes a message come twice; its server bears it.
    for (const transport of connection.dtlsTransports) transport.role = 'server';
    await connection.setLocalDescription(await connection.createAnswer());
    return connection.localDescription?.sdp ?? '';
  }

  #play({ codec, payload, timestamp }: HeardPayload): void {
    const isOpus = codec === 'OPUS';
    const header = new RtpHeader({
      ssrc: this.#ssrc,
      sequenceNumber: (this.#sequence = (this.#sequence + 1) & 0xffff),
      timestamp: isOpus ? timestamp : (timestamp * (OPUS_HZ / G711_HZ)) >>> 0,
    });
    this.#track.writeRtp(
      new RtpPacket(header, isOpus ? audible(payload) : this.#encode(decodeG711(codec, payload))),
    );
  }

  #encode(samples: Int16Array): Buffer {
    if (samples.length !== G711_SAMPLES) return OPUS_SILENCE;
    this.#encoder ??= new OpusScript(G711_HZ, 1, OpusScript.Application.VOIP);
    const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
    return this.#encoder.encode(bytes, G711_SAMPLES);
  }
}

/** Numbered frames are marks, and would be noise in somebody's ear. */
function audible(payload: Buffer): Buffer {
  return decodeFrame(payload) === undefined ? payload : OPUS_SILENCE;
}

/**
 * Browsers hide their addresses behind names of multicast DNS. The name is not needed: ICE learns
 * the address from the first check that comes from there (RFC 8445 §7.3.1.3).
 */
function withoutMdns(sdp: string): string {
  return sdp
    .split('\r\n')
    .filter((line) => !(line.startsWith('a=candidate:') && line.includes('.local ')))
    .join('\r\n');
}
