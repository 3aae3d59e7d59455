import { randomBytes } from 'node:crypto';
import OpusScript from 'opusscript';
import { MediaStreamTrack, RTCPeerConnection, RtpHeader, RtpPacket, useOPUS } from 'werift';
import { eventually } from '#patchbay/kernel/testing';
import type { SimulatorKit } from './simulator-kit.js';

const HZ = 48_000;
const SAMPLES = 960;
const SECONDS = 2;

/** Two seconds of a sine tone as Opus packets of 20 ms; the first one finds the codec unsettled. */
function encodeTone(toneHz: number): Buffer[] {
  const encoder = new OpusScript(HZ, 1, OpusScript.Application.AUDIO);
  const packets = Array.from({ length: SECONDS * 50 }, (_, packet) => {
    const samples = Int16Array.from({ length: SAMPLES }, (_, i) =>
      Math.round(12_000 * Math.sin((2 * Math.PI * toneHz * (packet * SAMPLES + i)) / HZ)),
    );
    return Buffer.from(encoder.encode(Buffer.from(samples.buffer), SAMPLES));
  });
  encoder.delete();
  return packets.slice(50);
}

/** Made beforehand: it takes a while, and handshakes are not patient. */
const TONE = encodeTone(440);

/** A business that answers by script and says a tone of 440 Hz; what it hears is decoded. */
export class ToneBusiness {
  readonly #kit: SimulatorKit;
  readonly #connection: RTCPeerConnection;
  readonly #track = new MediaStreamTrack({ kind: 'audio' });
  readonly #decoder = new OpusScript(HZ, 1);
  #timer: NodeJS.Timeout | undefined;
  /** Loudest sample heard so far, of 32,767. */
  loudest = 0;

  constructor(kit: SimulatorKit) {
    this.#kit = kit;
    this.#connection = new RTCPeerConnection({
      codecs: { audio: [useOPUS()], video: [] },
      iceServers: [],
      iceUseIpv6: false,
      iceAdditionalHostAddresses: ['127.0.0.1'],
    });
    this.#connection.addTransceiver(this.#track, { direction: 'sendrecv' });
    for (const { connection } of this.#connection.iceTransports) delete connection.stunServer;
    this.#connection.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe(({ payload }) => {
        this.#hear(payload);
      });
    });
  }

  /** Takes the call that the latest webhook tells of; gives its id. */
  async answerLatest(phoneNumberId: string): Promise<string> {
    const { received } = this.#kit.sink;
    const connect = await eventually(() => received.findLast(({ kind }) => kind === 'connect'));
    await this.#connection.setRemoteDescription({
      type: 'offer',
      sdp: connect.element.session.sdp,
    });
    for (const transport of this.#connection.dtlsTransports) transport.role = 'client';
    await this.#connection.setLocalDescription(await this.#connection.createAnswer());
    const sdp = this.#connection.localDescription?.sdp ?? '';
    const session = { sdp_type: 'answer', sdp };
    const call_id = connect.wacid;
    await this.#graph(phoneNumberId, { action: 'pre_accept', call_id, session });
    await this.#graph(phoneNumberId, { action: 'accept', call_id, session });
    this.#speak();
    return call_id;
  }

  /** Calls a user; gives the id of the call. */
  async call(phoneNumberId: string, to: string): Promise<string> {
    await this.#connection.setLocalDescription(await this.#connection.createOffer());
    const sdp = this.#connection.localDescription?.sdp ?? '';
    const session = { sdp_type: 'offer', sdp };
    const { calls } = await this.#graph(phoneNumberId, { action: 'connect', to, session });
    const [{ id }] = calls;
    const connect = await eventually(() => this.#kit.sink.find(id, 'connect'));
    await this.#connection.setRemoteDescription({
      type: 'answer',
      sdp: connect.element.session.sdp,
    });
    this.#speak();
    return id;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#connection.close();
    this.#decoder.delete();
  }

  async #graph(phoneNumberId: string, body: Record<string, unknown>) {
    const reply = await this.#kit.graph(phoneNumberId, body);
    if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
    return reply.body;
  }

  #speak(): void {
    const ssrc = randomBytes(4).readUInt32BE();
    const startedAt = performance.now();
    let sent = 0;
    this.#timer = setInterval(() => {
      // By the clock and not by the timer, which a busy machine delays.
      for (; sent < (performance.now() - startedAt) / 20; sent++) {
        const header = new RtpHeader({
          payloadType: 111,
          sequenceNumber: sent & 0xffff,
          timestamp: sent * SAMPLES,
          ssrc,
        });
        this.#track.writeRtp(new RtpPacket(header, TONE[sent % TONE.length]!));
      }
    }, 10);
  }

  #hear(payload: Buffer): void {
    const bytes = this.#decoder.decode(payload);
    const samples = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
    this.loudest = samples.reduce((most, s) => Math.max(most, Math.abs(s)), this.loudest);
  }
}
