import { randomBytes } from 'node:crypto';
import { MediaStreamTrack, RTCPeerConnection, RtpHeader, RtpPacket, useOPUS } from 'werift';
import { type Frame, decodeFrame, encodeFrame } from '../../../apps/simulator/src/media/frame.js';

/** A business's WebRTC end on werift's own peer connection: full ICE, no code of the simulator's. */
export class BusinessPeer {
  readonly nonce = randomBytes(8).toString('hex');
  readonly heard: Frame[] = [];
  /** All RTP that came, whatever it carried. */
  readonly packets: RtpPacket[] = [];
  readonly sent: { readonly number: number; readonly atMs: number }[] = [];
  readonly #connection: RTCPeerConnection;
  readonly #track = new MediaStreamTrack({ kind: 'audio' });
  #timer: NodeJS.Timeout | undefined;
  #number = 0;

  constructor({ hasIPv6 = false } = {}) {
    this.#connection = new RTCPeerConnection({
      codecs: { audio: [useOPUS()], video: [] },
      iceServers: [],
      iceUseIpv6: hasIPv6,
      iceAdditionalHostAddresses: [hasIPv6 ? '::1' : '127.0.0.1'],
    });
    this.#connection.addTransceiver(this.#track, { direction: 'sendrecv' });
    // No option switches werift's default STUN server off.
    for (const transport of this.#connection.iceTransports) {
      delete transport.connection.stunServer;
    }
    this.#connection.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe((packet) => {
        this.packets.push(packet);
        const frame = decodeFrame(packet.payload);
        if (frame !== undefined) this.heard.push(frame);
      });
    });
  }

  get isConnected(): boolean {
    return this.#connection.connectionState === 'connected';
  }

  get isIceConnected(): boolean {
    return ['connected', 'completed'].includes(this.#connection.iceConnectionState);
  }

  /** Answers Meta's offer, as the active DTLS side unless told otherwise. */
  async answer(sdp: string, role: 'client' | 'server' = 'client'): Promise<string> {
    await this.#connection.setRemoteDescription({ type: 'offer', sdp });
    for (const transport of this.#connection.dtlsTransports) transport.role = role;
    await this.#connection.setLocalDescription(await this.#connection.createAnswer());
    return this.#connection.localDescription?.sdp ?? '';
  }

  async offer(): Promise<string> {
    await this.#connection.setLocalDescription(await this.#connection.createOffer());
    return this.#connection.localDescription?.sdp ?? '';
  }

  async setAnswer(sdp: string): Promise<void> {
    await this.#connection.setRemoteDescription({ type: 'answer', sdp });
  }

  /** Sends a numbered frame every 20 ms. */
  speak(): void {
    const ssrc = randomBytes(4).readUInt32BE();
    this.#timer = setInterval(() => {
      this.#number += 1;
      const header = new RtpHeader({
        payloadType: 111,
        sequenceNumber: this.#number,
        timestamp: this.#number * 960,
        ssrc,
      });
      const payload = encodeFrame({ speaker: 2, nonce: this.nonce, number: this.#number });
      this.sent.push({ number: this.#number, atMs: performance.timeOrigin + performance.now() });
      this.#track.writeRtp(new RtpPacket(header, payload));
    }, 20);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    // Past the last flight werift gives up a handshake that nobody answers, instead of in 33 s.
    for (const { dtls } of this.#connection.dtlsTransports) {
      if (dtls !== undefined) dtls.dtls.flight = 7;
    }
    await this.#connection.close();
  }
}
