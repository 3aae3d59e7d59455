import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { AudioReport } from './audio-report.js';
import type { CallPeer, PeerAudio } from './call-peer.js';
import { createSdesKey, readCrypto, writeCrypto } from './sdes-crypto.js';
import {
  answeredFormats,
  META_MEDIA_PORTS,
  offeredFormats,
  writeSdesSdp,
  writeWebRtcSdp,
} from './meta-sdp.js';
import { type PeerOptions, readRemoteSdp } from './peer-options.js';
import { attributeValues } from './session-description.js';
import { Soundtrack } from './soundtrack.js';
import { wallMs } from './wall-time.js';

const NO_AUDIO: AudioReport = {
  nonce: '',
  heard: {
    nonce: null,
    first: null,
    last: null,
    count: 0,
    inOrder: true,
    repeated: 0,
    foreign: 0,
    firstAfterGate: null,
  },
  sent: { first: null, last: null, count: 0, firstSentMs: null, atGate: null },
  rtp: { unauthentic: 0, otherSsrc: 0, unplayable: 0, rtcpReceived: 0 },
};

/** The audio of nobody, who is never silent too long. */
function noAudio(): PeerAudio {
  return {
    ssrc: randomBytes(4).readUInt32BE(),
    log: {
      sent: { nonce: '', firstNumber: 1, atMs: [] },
      heard: { nonce: null, numbers: [], atMs: [] },
    },
    heardSound: new Soundtrack(),
    saidSound: new Soundtrack(),
    silentForMs: 0,
    report: () => NO_AUDIO,
    setVoice: () => undefined,
    onPayload: () => () => undefined,
  };
}

/**
 * Stands where media would be: its SDP looks like that of the real ones, nothing listens behind it.
 * For runs of many calls, where media would be all the work.
 */
export class PeerWithoutMedia implements CallPeer {
  readonly audio = noAudio();
  readonly isReached = true;
  readonly failure = undefined;
  readonly earlyDtls = 0;
  readonly digits = [];
  readonly #options: PeerOptions;
  readonly #keying: 'DTLS' | 'SDES';
  #upAtMs: number | undefined;

  constructor(options: PeerOptions, keying: 'DTLS' | 'SDES') {
    this.#options = options;
    this.#keying = keying;
  }

  get upAtMs(): number | undefined {
    return this.#upAtMs;
  }

  offer(): string {
    const formats = offeredFormats(this.#options.additionalCodecs);
    return this.#write({ formats }, 'actpass', '1');
  }

  setAnswer(): void {
    this.#up();
  }

  answer(offerText: string, setup: 'active' | 'passive'): string {
    const { additionalCodecs, isEchoing } = this.#options;
    const { media, sdp } = readRemoteSdp(offerText, additionalCodecs);
    const isEchoed = isEchoing && this.#keying === 'DTLS';
    const formats = answeredFormats(media, additionalCodecs, isEchoed);
    const [tag] = attributeValues(sdp, media, 'crypto').map((value) => readCrypto(value)?.tag);
    this.#up();
    return this.#write({ formats, answered: { offer: sdp, media } }, setup, tag ?? '1');
  }

  sendDigits(): void {
    // Nobody would receive them.
  }

  setFaults(): void {
    // Without media none can go wrong.
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #up(): void {
    this.#upAtMs = wallMs();
    setImmediate(() => this.#options.onUp?.());
  }

  #write(
    over: Pick<Parameters<typeof writeWebRtcSdp>[0], 'formats' | 'answered'>,
    setup: 'actpass' | 'active' | 'passive',
    tag: string,
  ): string {
    const [address = '127.0.0.1'] = this.#options.hosts;
    const port = META_MEDIA_PORTS[this.audio.ssrc % META_MEDIA_PORTS.length] ?? 0;
    const family = address.includes(':') ? 'IPv6' : 'IPv4';
    const addresses: AddressInfo[] = [{ address, port, family }];
    const parts = { ...over, addresses, ssrc: this.audio.ssrc };
    if (this.#keying === 'SDES') {
      return writeSdesSdp({ ...parts, crypto: writeCrypto({ tag, key: createSdesKey() }) });
    }
    const secret = randomBytes(33).toString('base64');
    return writeWebRtcSdp({
      ...parts,
      setup,
      ice: { ufrag: secret.slice(0, 12), password: secret.slice(12) },
      fingerprint: this.#options.certificate.fingerprint,
    });
  }
}
