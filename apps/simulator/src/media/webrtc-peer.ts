import { randomBytes } from 'node:crypto';
import { AudioLine } from './audio-line.js';
import type { CallPeer } from './call-peer.js';
import { type DtlsKeys, DtlsLeg } from './dtls-leg.js';
import type { HeardDigit } from './dtmf.js';
import { SPEAKER } from './frame.js';
import { type IceCredentials, IceLite, type RemoteAddress } from './ice-lite.js';
import type { MediaFaults } from './media-faults.js';
import { answeredFormats, offeredFormats, writeWebRtcSdp } from './meta-sdp.js';
import { type PeerOptions, readRemoteSdp, type RemoteSdp } from './peer-options.js';
import { attributeValues } from './session-description.js';
import { UdpSockets } from './udp-socket.js';
import { wallMs } from './wall-time.js';

type DtlsRole = 'client' | 'server';

interface RemoteSide extends RemoteSdp {
  readonly fingerprint: string;
  readonly dtlsRole: DtlsRole;
}

/**
 * The media end of a WhatsApp user as the business sees it: Meta's relay, ICE lite on its own UDP
 * sockets, DTLS-SRTP, one SSRC. Speaks from the moment DTLS is up. It never begins the handshake of a
 * user-initiated call, whatever the answer's `a=setup` says, as Meta does not.
 */
export class WebRtcPeer implements CallPeer {
  readonly audio: AudioLine;
  readonly #options: PeerOptions;
  readonly #credentials: IceCredentials = {
    ufrag: randomBytes(9).toString('base64'),
    password: randomBytes(24).toString('base64'),
  };
  readonly #ice: IceLite;
  #faults: MediaFaults;
  #sockets: UdpSockets | undefined;
  #nominated: RemoteAddress | undefined;
  #remote: RemoteSide | undefined;
  #dtls: DtlsLeg | undefined;
  #upAtMs: number | undefined;
  #failure: string | undefined;
  #earlyDtls = 0;

  private constructor(options: PeerOptions) {
    this.#options = options;
    this.#faults = options.faults;
    this.audio = new AudioLine(SPEAKER.CONSUMER, options.faults);
    this.#ice = new IceLite({
      local: this.#credentials,
      send: (packet, to) => this.#sockets?.send(packet, to),
      onNominated: (peer) => {
        this.#nominated = peer;
        this.#startDtls();
      },
    });
  }

  static async open(options: PeerOptions): Promise<WebRtcPeer> {
    const peer = new WebRtcPeer(options);
    peer.#sockets = await UdpSockets.open(options.hosts, (packet, from) => {
      peer.#receive(packet, from);
    });
    return peer;
  }

  get upAtMs(): number | undefined {
    return this.#upAtMs;
  }

  get isReached(): boolean {
    return this.#nominated !== undefined;
  }

  get failure(): string | undefined {
    return this.#failure;
  }

  get earlyDtls(): number {
    return this.#earlyDtls;
  }

  get digits(): readonly HeardDigit[] {
    return this.audio.digits;
  }

  offer(): string {
    return writeWebRtcSdp({
      ...this.#sdpParts(),
      setup: 'actpass',
      formats: offeredFormats(this.#options.additionalCodecs),
    });
  }

  setAnswer(text: string): void {
    this.#setRemote(text, 'server');
  }

  answer(offerText: string, setup: 'active' | 'passive'): string {
    const { media, sdp } = this.#setRemote(offerText, setup === 'active' ? 'client' : 'server');
    const { additionalCodecs, isEchoing } = this.#options;
    return writeWebRtcSdp({
      ...this.#sdpParts(),
      setup,
      formats: answeredFormats(media, additionalCodecs, isEchoing),
      answered: { offer: sdp, media },
    });
  }

  sendDigits(digits: string): void {
    this.audio.sendDigits(digits);
  }

  setFaults(faults: Partial<MediaFaults>): void {
    this.#faults = { ...this.#faults, ...faults };
    this.audio.setFaults(faults);
  }

  async close(): Promise<void> {
    this.audio.close();
    this.#dtls?.close();
    await this.#sockets?.close();
  }

  #sdpParts() {
    return {
      addresses: this.#sockets?.addresses ?? [],
      ice: this.#credentials,
      fingerprint: this.#options.certificate.fingerprint,
      ssrc: this.audio.ssrc,
    };
  }

  #setRemote(text: string, dtlsRole: DtlsRole): RemoteSide {
    const read = readRemoteSdp(text, this.#options.additionalCodecs);
    const first = (name: string) => attributeValues(read.sdp, read.media, name)[0] ?? '';
    const fingerprint = (first('fingerprint').split(' ')[1] ?? '').toUpperCase();
    const remote = { ...read, fingerprint, dtlsRole };
    this.#remote = remote;
    this.#ice.setRemoteUfrag(first('ice-ufrag'));
    this.#startDtls();
    return remote;
  }

  #startDtls(): void {
    const remote = this.#remote;
    const address = this.#sockets?.addresses[0];
    if (this.#dtls !== undefined || remote === undefined || this.#nominated === undefined) return;
    if (address === undefined) return;
    this.#dtls = new DtlsLeg({
      role: remote.dtlsRole,
      certificate: this.#options.certificate,
      remoteFingerprint: remote.fingerprint,
      address,
      send: (packet) => {
        if (!this.#faults.dtlsStall) this.#transmit(packet);
      },
      onUp: (keys) => {
        this.#onUp(keys, remote);
      },
      onFailed: (reason) => {
        this.#failure ??= reason;
      },
    });
    this.#dtls.start();
  }

  #onUp(keys: DtlsKeys, { formats }: RemoteSide): void {
    const { local, remote } = this.#faults.dtlsKeySwapped
      ? { local: keys.remote, remote: keys.local }
      : keys;
    this.#upAtMs = wallMs();
    this.audio.open({
      local,
      remote,
      formats,
      transmit: (packet) => {
        this.#transmit(packet);
      },
      onFirstAudio: this.#options.onFirstAudio,
    });
    this.#options.onUp?.();
  }

  #transmit(packet: Buffer): void {
    if (this.#nominated !== undefined) this.#sockets?.send(packet, this.#nominated);
  }

  /** RFC 7983 §7: the first byte tells the protocols of one port apart. */
  #receive(packet: Buffer, from: RemoteAddress): void {
    const first = packet[0] ?? 255;
    if (first <= 3) {
      if (!this.#faults.iceNever) this.#ice.receive(packet, from);
    } else if (first >= 20 && first <= 63) this.#receiveDtls(packet, from);
    else if (first >= 128 && first <= 191 && this.#ice.isValid(from)) {
      this.audio.receive(packet);
    }
  }

  #receiveDtls(packet: Buffer, from: RemoteAddress): void {
    if (this.#dtls === undefined) this.#earlyDtls += 1;
    else if (this.#ice.isValid(from) && !this.#faults.dtlsStall) this.#dtls.receive(packet);
  }
}
