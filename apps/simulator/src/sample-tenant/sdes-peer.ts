import { type AudioFaults, AudioLine, type SrtpKey } from '../media/audio-line.js';
import { opusFormats } from '../media/codec.js';
import { SPEAKER } from '../media/frame.js';
import { META_PAYLOAD_TYPES } from '../media/meta-sdp.js';
import { UdpSocket } from '../media/udp-socket.js';
import { createSrtpKey, readSdesSdp, type SdesRemote, writeSdesSdp } from './sdes-sdp.js';

export interface SdesPeerFaults extends AudioFaults {
  /** The SDP announces another key than the one that encrypts. */
  readonly sdesKeySwapped: boolean;
}

/**
 * The tenant's media server: plain RTP ports, SRTP keyed by the SDP (RFC 4568). It speaks as soon
 * as it knows where to and with which key, as an announcement or IVR would.
 */
export class SdesPeer {
  readonly audio: AudioLine;
  readonly #faults: SdesPeerFaults;
  readonly #key: SrtpKey = createSrtpKey();
  readonly #socket: UdpSocket;

  private constructor(socket: UdpSocket, audio: AudioLine, faults: SdesPeerFaults) {
    this.#socket = socket;
    this.audio = audio;
    this.#faults = faults;
  }

  static async open(host: string, faults: SdesPeerFaults): Promise<SdesPeer> {
    const audio = new AudioLine(SPEAKER.TENANT, faults);
    const socket = await UdpSocket.open(host, (packet) => {
      audio.receive(packet);
    });
    return new SdesPeer(socket, audio, faults);
  }

  offer(): string {
    return this.#write({ cryptoTag: '1', ...META_PAYLOAD_TYPES });
  }

  /** Takes the platform's offer, writes the answer and begins to speak. */
  answer(offer: string): string {
    const remote = readSdesSdp(offer);
    this.#talkTo(remote);
    return this.#write(remote);
  }

  setAnswer(answer: string): void {
    this.#talkTo(readSdesSdp(answer));
  }

  async close(): Promise<void> {
    this.audio.close();
    await this.#socket.close();
  }

  #talkTo({ address, key, opus, port }: SdesRemote): void {
    this.audio.open({
      local: this.#key,
      remote: key,
      formats: opusFormats(opus),
      transmit: (packet) => {
        this.#socket.send(packet, { address, port });
      },
    });
  }

  #write(parts: Pick<SdesRemote, 'cryptoTag' | 'opus' | 'dtmf'>): string {
    return writeSdesSdp({
      address: this.#socket.address,
      key: this.#faults.sdesKeySwapped ? createSrtpKey() : this.#key,
      cryptoTag: parts.cryptoTag,
      opus: parts.opus,
      dtmf: parts.dtmf,
      ssrc: this.audio.ssrc,
    });
  }
}
