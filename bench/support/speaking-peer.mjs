import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { MediaStreamTrack, RTCPeerConnection, RtpHeader, RtpPacket, useOPUS } from 'werift';
import { DIST } from '../../scripts/lib/paths.mjs';

const FRAME_MS = 20;
const SAMPLES = 960;
const BUSINESS = 2;

const compiled = pathToFileURL(path.join(DIST, 'apps/simulator/src/media/frame.js'));

/** A business's WebRTC end that speaks numbered frames, on werift's own peer connection. */
export class SpeakingPeer {
  #connection = new RTCPeerConnection({
    codecs: { audio: [useOPUS()], video: [] },
    iceServers: [],
    iceUseIpv6: false,
    iceAdditionalHostAddresses: ['127.0.0.1'],
  });
  #track = new MediaStreamTrack({ kind: 'audio' });
  #encodeFrame;
  #timer;
  heard = 0;
  sent = 0;

  constructor(encodeFrame) {
    this.#encodeFrame = encodeFrame;
    this.#connection.addTransceiver(this.#track, { direction: 'sendrecv' });
    // No option switches werift's default STUN server off.
    for (const transport of this.#connection.iceTransports) delete transport.connection.stunServer;
    this.#connection.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe(() => {
        this.heard += 1;
      });
    });
  }

  /** Peers write their frames as the simulator reads them; needs a build. */
  static async factory() {
    const { encodeFrame } = await import(compiled.href);
    return () => new SpeakingPeer(encodeFrame);
  }

  async offer() {
    await this.#connection.setLocalDescription(await this.#connection.createOffer());
    return this.#connection.localDescription.sdp;
  }

  async answer(sdp) {
    await this.#connection.setRemoteDescription({ type: 'offer', sdp });
    for (const transport of this.#connection.dtlsTransports) transport.role = 'client';
    await this.#connection.setLocalDescription(await this.#connection.createAnswer());
    return this.#connection.localDescription.sdp;
  }

  async setAnswer(sdp) {
    await this.#connection.setRemoteDescription({ type: 'answer', sdp });
  }

  /** Resolves when the keys are known: what is said before is lost. */
  async connected() {
    while (this.#connection.connectionState !== 'connected') {
      await this.#connection.connectionStateChange.asPromise();
    }
  }

  /** A frame every 20 ms; what a busy loop delayed is made up for. */
  speak() {
    const ssrc = randomBytes(4).readUInt32BE();
    const nonce = randomBytes(8).toString('hex');
    const startedAt = performance.now();
    this.#timer = setInterval(() => {
      while (this.sent * FRAME_MS <= performance.now() - startedAt) {
        this.sent += 1;
        const number = this.sent;
        const header = new RtpHeader({
          payloadType: 111,
          sequenceNumber: number & 0xffff,
          timestamp: number * SAMPLES,
          ssrc,
        });
        const payload = this.#encodeFrame({ speaker: BUSINESS, nonce, number });
        this.#track.writeRtp(new RtpPacket(header, payload));
      }
    }, FRAME_MS);
  }

  hush() {
    clearInterval(this.#timer);
  }

  async close() {
    this.hush();
    await this.#connection.close();
  }
}
