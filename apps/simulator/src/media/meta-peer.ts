import { randomBytes } from 'node:crypto';
import { type AudioFaults, AudioLine } from './audio-line.js';
import type { CallPeer } from './call-peer.js';
import type { DtlsCertificate } from './certificate.js';
import { type DtlsKeys, DtlsLeg } from './dtls-leg.js';
import type { HeardDigit } from './dtmf.js';
import { SPEAKER } from './frame.js';
import { type IceCredentials, IceLite, type RemoteAddress } from './ice-lite.js';
import { DTMF, META_PAYLOAD_TYPES, OPUS, writeMetaSdp } from './meta-sdp.js';
import {
  attributeValues,
  parseSdp,
  payloadTypeOf,
  type SdpMedia,
  type SessionDescription,
} from './session-description.js';
import { UdpSocket } from './udp-socket.js';
import { wallMs } from './wall-time.js';

export interface MetaPeerFaults extends AudioFaults {
  /** Uses the peer's SRTP keys as its own and the other way round after DTLS. */
  readonly dtlsKeySwapped: boolean;
}

export interface MetaPeerOptions {
  readonly host: string;
  readonly certificate: DtlsCertificate;
  readonly faults: MetaPeerFaults;
  /** DTLS is up: audio can flow. */
  readonly onUp?: () => void;
}

interface RemoteSide {
  readonly ufrag: string;
  readonly fingerprint: string;
  readonly opus: number;
  readonly dtlsRole: 'client' | 'server';
}

/**
 * The media end of a WhatsApp user as the business sees it: Meta's relay, ICE lite on its own UDP
 * socket, DTLS-SRTP, Opus with one SSRC. Speaks from the moment DTLS is up. It never begins the
 * handshake of a user-initiated call, whatever the answer's `a=setup` says, as Meta does not.
 */
export class MetaPeer implements CallPeer {
  readonly audio: AudioLine;
  readonly #options: MetaPeerOptions;
  readonly #credentials: IceCredentials = {
    ufrag: randomBytes(9).toString('base64'),
    password: randomBytes(24).toString('base64'),
  };
  readonly #ice: IceLite;
  readonly digits: readonly HeardDigit[] = [];
  #socket: UdpSocket | undefined;
  #nominated: RemoteAddress | undefined;
  #remote: RemoteSide | undefined;
  #dtls: DtlsLeg | undefined;
  #upAtMs: number | undefined;
  #failure: string | undefined;
  #earlyDtls = 0;

  private constructor(options: MetaPeerOptions) {
    this.#options = options;
    this.audio = new AudioLine(SPEAKER.CONSUMER, options.faults);
    this.#ice = new IceLite({
      local: this.#credentials,
      send: (packet, to) => this.#socket?.send(packet, to),
      onNominated: (peer) => {
        this.#nominated = peer;
        this.#startDtls();
      },
    });
  }

  static async open(options: MetaPeerOptions): Promise<MetaPeer> {
    const peer = new MetaPeer(options);
    peer.#socket = await UdpSocket.open(options.host, (packet, from) => {
      peer.#receive(packet, from);
    });
    return peer;
  }

  /** Wall time at which DTLS was up; undefined before. */
  get upAtMs(): number | undefined {
    return this.#upAtMs;
  }

  /** Why there is no media, when DTLS failed. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** DTLS packets that came before the answer and were dropped: Meta needs the SDP first. */
  get earlyDtls(): number {
    return this.#earlyDtls;
  }

  /** The offer of a user-initiated call. */
  offer(): string {
    return this.#write('actpass', 'audio', META_PAYLOAD_TYPES);
  }

  /** The business's answer to our offer. */
  setAnswer(text: string): void {
    const sdp = parseSdp(text);
    const [media] = sdp.media;
    if (media !== undefined) this.#setRemote(sdp, media, 'server');
  }

  /** Takes the business's offer and writes Meta's answer to it. */
  answer(offerText: string, setup: 'active' | 'passive'): string {
    const sdp = parseSdp(offerText);
    const [media] = sdp.media;
    if (media === undefined) throw new Error('an offer without media was not refused');
    this.#setRemote(sdp, media, setup === 'active' ? 'client' : 'server');
    const mid = attributeValues(sdp, media, 'mid')[0] ?? '0';
    return this.#write(setup, mid, {
      opus: payloadTypeOf(media, OPUS) ?? META_PAYLOAD_TYPES.opus,
      dtmf: payloadTypeOf(media, DTMF),
    });
  }

  sendDigits(): void {
    // Comes with the media engine.
  }

  async close(): Promise<void> {
    this.audio.close();
    this.#dtls?.close();
    await this.#socket?.close();
  }

  #write(
    setup: 'actpass' | 'active' | 'passive',
    mid: string,
    types: { readonly opus: number; readonly dtmf: number | undefined },
  ): string {
    const socket = this.#socket;
    if (socket === undefined) throw new Error('the peer has no socket yet');
    return writeMetaSdp({
      setup,
      mid,
      address: socket.address,
      ice: this.#credentials,
      fingerprint: this.#options.certificate.fingerprint,
      ssrc: this.audio.ssrc,
      opusPayloadType: types.opus,
      dtmfPayloadType: types.dtmf,
    });
  }

  #setRemote(sdp: SessionDescription, media: SdpMedia, dtlsRole: 'client' | 'server'): void {
    const [fingerprint = ''] = attributeValues(sdp, media, 'fingerprint');
    this.#remote = {
      ufrag: attributeValues(sdp, media, 'ice-ufrag')[0] ?? '',
      fingerprint: (fingerprint.split(' ')[1] ?? '').toUpperCase(),
      opus: payloadTypeOf(media, OPUS) ?? META_PAYLOAD_TYPES.opus,
      dtlsRole,
    };
    this.#ice.setRemoteUfrag(this.#remote.ufrag);
    this.#startDtls();
  }

  #startDtls(): void {
    const remote = this.#remote;
    if (this.#dtls !== undefined || remote === undefined || this.#nominated === undefined) return;
    const socket = this.#socket;
    if (socket === undefined) return;
    this.#dtls = new DtlsLeg({
      role: remote.dtlsRole,
      certificate: this.#options.certificate,
      remoteFingerprint: remote.fingerprint,
      address: socket.address,
      send: (packet) => {
        if (this.#nominated !== undefined) socket.send(packet, this.#nominated);
      },
      onUp: (keys) => {
        this.#onUp(keys, remote.opus);
      },
      onFailed: (reason) => {
        this.#failure ??= reason;
      },
    });
    this.#dtls.start();
  }

  #onUp(keys: DtlsKeys, payloadType: number): void {
    const { local, remote } = this.#options.faults.dtlsKeySwapped
      ? { local: keys.remote, remote: keys.local }
      : keys;
    this.#upAtMs = wallMs();
    this.audio.open({
      local,
      remote,
      payloadType,
      transmit: (packet) => {
        if (this.#nominated !== undefined) this.#socket?.send(packet, this.#nominated);
      },
    });
    this.#options.onUp?.();
  }

  /** RFC 7983 §7: the first byte tells the protocols of one port apart. */
  #receive(packet: Buffer, from: RemoteAddress): void {
    const first = packet[0] ?? 255;
    if (first <= 3) this.#ice.receive(packet, from);
    else if (first >= 20 && first <= 63) this.#receiveDtls(packet, from);
    else if (first >= 128 && first <= 191 && this.#ice.isValid(from)) {
      this.audio.receive(packet);
    }
  }

  #receiveDtls(packet: Buffer, from: RemoteAddress): void {
    if (this.#dtls === undefined) this.#earlyDtls += 1;
    else if (this.#ice.isValid(from)) this.#dtls.receive(packet);
  }
}
