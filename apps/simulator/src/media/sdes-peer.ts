import { AudioLine } from './audio-line.js';
import type { CallPeer } from './call-peer.js';
import type { HeardDigit } from './dtmf.js';
import { SPEAKER } from './frame.js';
import type { RemoteAddress } from './ice-lite.js';
import type { MediaFaults } from './media-faults.js';
import { answeredFormats, offeredFormats, writeSdesSdp } from './meta-sdp.js';
import { type PeerOptions, readRemoteSdp, type RemoteSdp } from './peer-options.js';
import { createSdesKey, readCrypto, writeCrypto } from './sdes-crypto.js';
import { attributeValues } from './session-description.js';
import { UdpSockets } from './udp-socket.js';
import { wallMs } from './wall-time.js';

/**
 * Meta's media end for a number that exchanges keys in the SDP: no ICE and no DTLS. The business
 * sends first; Meta's side answers to wherever the first authentic packet came from.
 */
export class SdesPeer implements CallPeer {
  readonly audio: AudioLine;
  readonly earlyDtls = 0;
  readonly isReached = true;
  readonly failure = undefined;
  readonly #options: PeerOptions;
  readonly #key = createSdesKey();
  #faults: MediaFaults;
  #sockets: UdpSockets | undefined;
  #proven: RemoteAddress | undefined;
  #upAtMs: number | undefined;

  private constructor(options: PeerOptions) {
    this.#options = options;
    this.#faults = options.faults;
    this.audio = new AudioLine(SPEAKER.CONSUMER, options.faults);
  }

  static async open(options: PeerOptions): Promise<SdesPeer> {
    const peer = new SdesPeer(options);
    // One address: there is no candidate list to choose from.
    peer.#sockets = await UdpSockets.open(options.hosts.slice(0, 1), (packet, from) => {
      peer.#receive(packet, from);
    });
    return peer;
  }

  get upAtMs(): number | undefined {
    return this.#upAtMs;
  }

  get digits(): readonly HeardDigit[] {
    return this.audio.digits;
  }

  offer(): string {
    return writeSdesSdp({
      ...this.#sdpParts('1'),
      formats: offeredFormats(this.#options.additionalCodecs),
    });
  }

  setAnswer(text: string): void {
    this.#setRemote(text);
  }

  answer(offerText: string): string {
    const { media, sdp, tag } = this.#setRemote(offerText);
    const { additionalCodecs } = this.#options;
    return writeSdesSdp({
      ...this.#sdpParts(tag),
      // The samples of this form name Opus and the keys only, whatever was offered besides.
      formats: answeredFormats(media, additionalCodecs, false),
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
    await this.#sockets?.close();
  }

  #sdpParts(tag: string) {
    return {
      addresses: this.#sockets?.addresses ?? [],
      ssrc: this.audio.ssrc,
      crypto: writeCrypto({ tag, key: this.#key }),
    };
  }

  #setRemote(text: string): RemoteSdp & { readonly tag: string } {
    const read = readRemoteSdp(text, this.#options.additionalCodecs);
    const crypto = attributeValues(read.sdp, read.media, 'crypto')
      .map(readCrypto)
      .find((usable) => usable !== undefined);
    if (crypto === undefined) throw new Error('an SDP without a key should have been refused');
    const [local, remote] = this.#faults.dtlsKeySwapped
      ? [crypto.key, this.#key]
      : [this.#key, crypto.key];
    this.#upAtMs = wallMs();
    this.audio.open({
      local,
      remote,
      formats: read.formats,
      waits: true,
      transmit: (packet) => {
        if (this.#proven !== undefined) this.#sockets?.send(packet, this.#proven);
      },
      onFirstAudio: this.#options.onFirstAudio,
    });
    // After the call exists: what hears of it may look at it.
    setImmediate(() => this.#options.onUp?.());
    return { ...read, tag: crypto.tag };
  }

  #receive(packet: Buffer, from: RemoteAddress): void {
    const first = packet[0] ?? 0;
    if (first < 128 || first > 191) return;
    // Meta's side speaks as soon as the packet is taken, so where to must be known before.
    const before = this.#proven;
    this.#proven = { address: from.address, port: from.port };
    if (!this.audio.receive(packet)) this.#proven = before;
  }
}
