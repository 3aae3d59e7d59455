import { randomBytes } from 'node:crypto';
import { type EgressGuard, EgressRefused } from '#patchbay/kernel';
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
import type { Codecs } from '../sdp/codecs.js';
import { acceptedCrypto, chooseCrypto } from '../sdp/crypto-attribute.js';
import { writeSdes } from '../sdp/local-audio.js';
import { readSdes, type RemoteSdes } from '../sdp/remote-audio.js';
import { Signal } from '../signal.js';
import { SecureChannel } from '../srtp/secure-channel.js';
import { MASTER_KEY_BYTES, MASTER_SALT_BYTES, type MasterKey } from '../srtp/session-keys.js';
import { ProvenAddress } from './proven-address.js';

export interface SdesEnvironment extends LegEnvironment {
  readonly egress: EgressGuard;
}

/** `offer` speaks first, with the codecs of the other leg; `answer` takes the tenant's offer. */
export type SdesStart =
  | { readonly role: 'offer'; readonly codecs: Codecs }
  | { readonly role: 'answer'; readonly remoteSdp: string };

const OUR_PROFILE = 'RTP/SAVP';
const OUR_TAG = 1;

function refuseAsSdp(error: unknown): never {
  if (error instanceof EgressRefused) throw new BadSdp(error.message);
  throw error;
}

/**
 * The tenant's leg: SRTP whose keys travel in the SDP (RFC 4568), one socket of its own. It is
 * connected when the tenant's answer was taken or, where we answer, at the first packet that
 * authenticates.
 */
export class SdesLeg implements MediaLeg {
  readonly name = 'PBX';
  readonly connected: Signal<undefined>;
  readonly failed: Signal<string>;
  readonly counters: LegCounters = emptyCounters();
  onPacket: (packet: MediaPacket) => void = () => undefined;
  readonly #environment: SdesEnvironment;
  readonly #port: UdpPort;
  readonly #codecs: Codecs;
  readonly #ssrc = randomBytes(4).readUInt32BE();
  readonly #cname = randomBytes(9).toString('base64url');
  readonly #master: MasterKey = {
    key: randomBytes(MASTER_KEY_BYTES),
    salt: randomBytes(MASTER_SALT_BYTES),
  };
  #localSdp = '';
  #remoteSdp: string | undefined;
  #types: PayloadTypes | undefined;
  #channel: SecureChannel | undefined;
  #target: ProvenAddress | undefined;
  #isConnected = false;
  #isClosed = false;

  private constructor(environment: SdesEnvironment, port: UdpPort, codecs: Codecs) {
    this.#environment = environment;
    this.#port = port;
    this.#codecs = codecs;
    this.connected = new Signal(environment.report);
    this.failed = new Signal(environment.report);
    port.onDatagram = (data, address, from) => {
      this.#receive(data, address, from);
    };
  }

  static async open(start: SdesStart, environment: SdesEnvironment): Promise<SdesLeg> {
    const port = await UdpPort.open(environment.bindAddress, environment.ports);
    try {
      if (start.role === 'offer') {
        const leg = new SdesLeg(environment, port, start.codecs);
        const offer = { profile: OUR_PROFILE, mid: undefined, isRtcpMux: true };
        leg.#localSdp = leg.#write(offer, OUR_TAG);
        return leg;
      }
      const remote = readSdes(start.remoteSdp, port.family);
      const leg = new SdesLeg(environment, port, remote.codecs);
      leg.#answer(start.remoteSdp, remote);
      return leg;
    } catch (error) {
      port.close();
      return refuseAsSdp(error);
    }
  }

  /** Our offer or answer. It holds our SRTP key. */
  get localSdp(): string {
    return this.#localSdp;
  }

  /** Takes the tenant's answer. The same text again does nothing; another one is refused. */
  setAnswer(remoteSdp: string): void {
    if (this.#remoteSdp !== undefined) {
      if (this.#remoteSdp === remoteSdp) return;
      throw new BadSdp('the leg has an answer already');
    }
    const remote = readSdes(remoteSdp, this.#port.family);
    if (remote.profile !== OUR_PROFILE) throw new BadSdp(`the profile must be ${OUR_PROFILE}`);
    const { master } = acceptedCrypto(remote.cryptoLines, OUR_TAG);
    this.#begin(remoteSdp, remote, master);
    this.#onConnected();
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
    this.#channel?.close();
    this.#port.close();
    this.connected.end();
    this.failed.end();
  }

  #answer(remoteSdp: string, remote: RemoteSdes): void {
    const { tag, master } = chooseCrypto(remote.cryptoLines);
    this.#localSdp = this.#write(remote, tag);
    this.#begin(remoteSdp, remote, master);
  }

  #write(part: Pick<RemoteSdes, 'profile' | 'mid' | 'isRtcpMux'>, tag: number): string {
    return writeSdes({
      profile: part.profile,
      mid: part.mid,
      isRtcpMux: part.isRtcpMux,
      address: this.#environment.announcedAddress,
      port: this.#port.port,
      ssrc: this.#ssrc,
      cname: this.#cname,
      codecs: this.#codecs,
      crypto: { tag, master: this.#master },
    });
  }

  #begin(remoteSdp: string, remote: RemoteSdes, master: MasterKey): void {
    const target = this.#aim(remote);
    this.#target = target;
    this.#remoteSdp = remoteSdp;
    this.#types = new PayloadTypes(this.#codecs, remote.codecs);
    this.#channel = new SecureChannel(
      {
        local: this.#master,
        remote: master,
        ssrc: this.#ssrc,
        cname: this.#cname,
        hasRtcp: remote.isRtcpMux,
        clock: this.#environment.clock,
        transmit: (wire) => this.#transmit(wire),
      },
      this.counters,
    );
  }

  #aim({ address, port }: RemoteSdes): ProvenAddress {
    try {
      return new ProvenAddress({ address, port }, this.#environment.egress);
    } catch (error) {
      return refuseAsSdp(error);
    }
  }

  #transmit(wire: Buffer): boolean {
    const to = this.#isClosed ? undefined : this.#target?.next();
    if (to === undefined) return false;
    this.#port.send(wire, to.address, to.port);
    return true;
  }

  #receive(data: Buffer, address: string, port: number): void {
    const kind = kindOfDatagram(data);
    if (this.#channel === undefined || (kind !== 'rtp' && kind !== 'rtcp')) {
      this.counters.rejected += 1;
      return;
    }
    if (kind === 'rtcp') {
      if (this.#channel.receiveRtcp(data)) this.#onAuthentic(address, port);
      return;
    }
    const incoming = this.#channel.receiveRtp(data);
    if (incoming === undefined) return;
    this.#onAuthentic(address, port);
    const packet = this.#types?.read(incoming);
    if (packet === undefined) this.counters.rejected += 1;
    else this.onPacket(packet);
  }

  #onAuthentic(address: string, port: number): void {
    this.#target?.prove(address, port);
    this.#onConnected();
  }

  #onConnected(): void {
    if (this.#isConnected) return;
    this.#isConnected = true;
    this.connected.emit(undefined);
  }
}
