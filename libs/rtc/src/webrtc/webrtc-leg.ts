import { randomBytes } from 'node:crypto';
import {
  emptyCounters,
  type LegCounters,
  type LegEnvironment,
  type MediaLeg,
  type MediaPacket,
} from '../leg.js';
import { UdpPort } from '../net/udp-port.js';
import { PayloadTypes } from '../payload-types.js';
import { kindOfDatagram } from '../rtp/rtp-packet.js';
import { BadSdp } from '../sdp/bad-sdp.js';
import { type Codecs, USUAL_CODECS } from '../sdp/codecs.js';
import { writeWebRtc } from '../sdp/local-audio.js';
import { readWebRtc, type RemoteWebRtc, type Setup } from '../sdp/remote-audio.js';
import { Signal } from '../signal.js';
import { SecureChannel } from '../srtp/secure-channel.js';
import type { DtlsCertificate } from './certificate.js';
import { type DtlsKeys, type DtlsRole, DtlsSession } from './dtls-session.js';
import { IceAgent } from './ice-agent.js';

export interface WebRtcEnvironment extends LegEnvironment {
  readonly certificate: DtlsCertificate;
  /** From the start of the checks to a nominated pair. */
  readonly iceTimeoutMs: number;
  /** From the nominated pair to the keys. */
  readonly dtlsTimeoutMs: number;
}

/** `answer` takes Meta's offer; `offer` waits for `setAnswer`. */
export type WebRtcStart =
  { readonly role: 'answer'; readonly remoteSdp: string } | { readonly role: 'offer' };

// A DTLS client at Meta's side may speak before our nomination is done; it would wait a second to
// repeat itself. Its first flight is one datagram.
const MAX_EARLY_DTLS = 8;
const OUR_MID = 'audio';
// Nobody can answer our checks before our answer has left, and who called waits for that one.
const CHECKS_AFTER_MS = 5;

/**
 * Meta's leg: ICE full and controlling against Meta's ICE-lite, DTLS-SRTP, one socket of its own.
 * In a user-initiated call we answer `setup:active` (Meta never starts DTLS there); in a
 * business-initiated one we offer `actpass` and take the role that Meta's answer leaves us.
 * The ICE and DTLS underneath are werift's for now; see DtlsSession about what that means.
 */
export class WebRtcLeg implements MediaLeg {
  readonly name = 'META';
  readonly connected: Signal<undefined>;
  readonly failed: Signal<string>;
  readonly counters: LegCounters = emptyCounters();
  onPacket: (packet: MediaPacket) => void = () => undefined;
  readonly #environment: WebRtcEnvironment;
  readonly #port: UdpPort;
  readonly #ice: IceAgent;
  readonly #ssrc = randomBytes(4).readUInt32BE();
  readonly #cname = randomBytes(9).toString('base64url');
  readonly #codecs: Codecs;
  readonly #earlyDtls: { data: Buffer; address: string; port: number }[] = [];
  #localSdp = '';
  #remoteSdp: string | undefined;
  #types: PayloadTypes | undefined;
  #dtls: DtlsSession | undefined;
  #channel: SecureChannel | undefined;
  #iceTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  private constructor(environment: WebRtcEnvironment, port: UdpPort, codecs: Codecs) {
    this.#environment = environment;
    this.#port = port;
    this.#codecs = codecs;
    this.connected = new Signal(environment.report);
    this.failed = new Signal(environment.report);
    this.#ice = new IceAgent(port, environment.announcedAddress, {
      onSelected: () => {
        this.#startDtls();
      },
      onFailed: (reason) => {
        this.#fail(reason);
      },
    });
    port.onDatagram = (data, address, from) => {
      this.#receive(data, address, from);
    };
  }

  static async open(start: WebRtcStart, environment: WebRtcEnvironment): Promise<WebRtcLeg> {
    const port = await UdpPort.open(environment.bindAddress, environment.ports);
    try {
      if (start.role === 'offer') {
        const leg = new WebRtcLeg(environment, port, USUAL_CODECS);
        leg.#localSdp = leg.#write({ mid: OUR_MID, isBundled: true, setup: 'actpass' });
        return leg;
      }
      const remote = readWebRtc(start.remoteSdp, port.family);
      const leg = new WebRtcLeg(environment, port, remote.codecs);
      leg.#answer(start.remoteSdp, remote);
      return leg;
    } catch (error) {
      port.close();
      throw error;
    }
  }

  /** Our offer or answer; for Meta both pre_accept and accept must carry this same text. */
  get localSdp(): string {
    return this.#localSdp;
  }

  /** The payload types the two sides speak. */
  get codecs(): Codecs {
    return this.#codecs;
  }

  /** Takes Meta's answer to our offer. The same text again does nothing; another is refused. */
  setAnswer(remoteSdp: string): void {
    if (this.#remoteSdp !== undefined) {
      if (this.#remoteSdp === remoteSdp) return;
      throw new BadSdp('the leg has an answer already, and Meta does not renegotiate');
    }
    const remote = readWebRtc(remoteSdp, this.#port.family);
    if (remote.setup === 'actpass') throw new BadSdp('an answer must be a=setup:active or passive');
    this.#knows(remoteSdp, remote);
    this.#begin(remote, remote.setup === 'active' ? 'server' : 'client');
  }

  send(packet: Omit<MediaPacket, 'ssrc'>): boolean {
    const payloadType = this.#types?.toSend(packet.kind);
    if (payloadType === undefined || this.#channel === undefined) {
      this.counters.unsent += 1;
      return false;
    }
    return this.#channel.sendRtp({ ...packet, payloadType });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#iceTimer);
    this.#channel?.close();
    this.#dtls?.close();
    this.#ice.close();
    this.#port.close();
    this.connected.end();
    this.failed.end();
  }

  #answer(remoteSdp: string, remote: RemoteWebRtc): void {
    if (remote.setup === 'active') throw new BadSdp('the offer must let us be DTLS client');
    const mid = remote.mid ?? OUR_MID;
    this.#localSdp = this.#write({ mid, isBundled: remote.isBundled, setup: 'active' });
    this.#knows(remoteSdp, remote);
    setTimeout(() => {
      this.#begin(remote, 'client');
    }, CHECKS_AFTER_MS);
  }

  #knows(remoteSdp: string, remote: RemoteWebRtc): void {
    this.#remoteSdp = remoteSdp;
    this.#types = new PayloadTypes(this.#codecs, remote.codecs);
  }

  #write(part: { mid: string; isBundled: boolean; setup: Setup }): string {
    return writeWebRtc({
      ...part,
      address: this.#environment.announcedAddress,
      port: this.#port.port,
      ssrc: this.#ssrc,
      cname: this.#cname,
      codecs: this.#codecs,
      ufrag: this.#ice.ufrag,
      password: this.#ice.password,
      fingerprint: this.#environment.certificate.fingerprint,
    });
  }

  #begin(remote: RemoteWebRtc, role: DtlsRole): void {
    if (this.#isClosed) return;
    const { certificate, dtlsTimeoutMs, iceTimeoutMs } = this.#environment;
    this.#dtls = new DtlsSession({
      role,
      certificate,
      remoteFingerprint: remote.fingerprint,
      timeoutMs: dtlsTimeoutMs,
      send: (data) => {
        this.#transmit(data);
      },
      onKeys: (keys) => {
        this.#openChannel(keys);
      },
      onFailed: (reason) => {
        this.#fail(reason);
      },
    });
    this.#iceTimer = setTimeout(() => {
      this.#fail('ice-timeout');
    }, iceTimeoutMs);
    this.#ice.start(remote).catch(() => {
      this.#fail('ice-failed');
    });
  }

  #startDtls(): void {
    clearTimeout(this.#iceTimer);
    this.#dtls?.start();
    for (const { data, address, port } of this.#earlyDtls.splice(0)) {
      if (this.#ice.isSelected(address, port)) this.#dtls?.receive(data);
    }
  }

  #openChannel(keys: DtlsKeys): void {
    if (this.#isClosed) return;
    this.#channel = new SecureChannel(
      {
        ...keys,
        ssrc: this.#ssrc,
        cname: this.#cname,
        hasRtcp: true,
        clock: this.#environment.clock,
        transmit: (wire) => this.#transmit(wire),
      },
      this.counters,
    );
    this.connected.emit(undefined);
  }

  #transmit(wire: Buffer): boolean {
    const to = this.#ice.selected;
    if (to === undefined || this.#isClosed) return false;
    this.#port.send(wire, to.address, to.port);
    return true;
  }

  #receive(data: Buffer, address: string, port: number): void {
    const kind = kindOfDatagram(data);
    if (kind === 'stun') {
      if (!this.#ice.receive(data, address, port)) this.counters.rejected += 1;
    } else if (kind === 'dtls' && this.#ice.selected === undefined) {
      if (this.#earlyDtls.length < MAX_EARLY_DTLS) this.#earlyDtls.push({ data, address, port });
    } else if (kind === 'unknown' || !this.#ice.isSelected(address, port)) {
      // DTLS and media count only from the nominated pair; a stranger could reset the handshake.
      this.counters.rejected += 1;
    } else if (kind === 'dtls') {
      this.#dtls?.receive(data);
    } else if (kind === 'rtcp') {
      this.#channel?.receiveRtcp(data);
    } else {
      this.#receiveRtp(data);
    }
  }

  #receiveRtp(data: Buffer): void {
    const incoming = this.#channel?.receiveRtp(data);
    if (incoming === undefined) return;
    const packet = this.#types?.read(incoming);
    if (packet === undefined) this.counters.rejected += 1;
    else this.onPacket(packet);
  }

  #fail(reason: string): void {
    if (this.#isClosed) return;
    this.failed.emit(reason);
  }
}
