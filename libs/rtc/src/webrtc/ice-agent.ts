import { randomBytes } from 'node:crypto';
import {
  Candidate,
  CandidatePairState,
  Connection,
  parseMessage,
  StunProtocol,
  type UdpTransport,
} from 'werift';
import type { UdpPort } from '../net/udp-port.js';
import type { HostCandidate } from '../sdp/candidates.js';

/** What the peer's SDP says about ICE. */
export interface RemoteIce {
  readonly isIceLite: boolean;
  readonly ufrag: string;
  readonly password: string;
  readonly candidates: readonly HostCandidate[];
}

export interface IceEvents {
  /** A pair was nominated: packets may flow. */
  readonly onSelected: () => void;
  readonly onFailed: (reason: string) => void;
}

/** The parts of werift's Connection that give it a socket of ours; private in its types. */
interface ConnectionParts {
  ensureProtocol(protocol: StunProtocol): void;
  appendLocalCandidate(candidate: Candidate): void;
  readonly protocols: StunProtocol[];
  readonly userHistory: Record<string, string>;
  localCandidatesStart: boolean;
}

interface ProtocolParts {
  datagramReceived(data: Buffer, from: readonly [string, number]): void;
}

const STUN_REQUEST_CLASS = 0x000;
const COMPONENT = 1;
// werift gives a check up after 1.55 s; Meta learns our password only when it has processed
// pre_accept, so checks start again until the leg's own time-out.
const RECHECK_MS = 100;

/**
 * A controlling, full ICE agent with one host candidate on a socket of ours, over werift's checks,
 * nomination and consent (RFC 8445, RFC 7675). It contacts no STUN server. werift itself believes
 * any Binding request, signed or not, so requests that do not carry our password are dropped here.
 */
export class IceAgent {
  readonly ufrag = randomBytes(4).toString('hex');
  readonly password = randomBytes(16).toString('hex');
  readonly #connection: Connection;
  readonly #protocol = new StunProtocol();
  readonly #events: IceEvents;
  #recheck: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(port: UdpPort, announcedAddress: string, events: IceEvents) {
    this.#events = events;
    this.#connection = new Connection(true, { useIpv4: false, useIpv6: false, useTcp: false });
    // Only possible after construction: without an option werift takes stun.l.google.com.
    delete this.#connection.stunServer;
    this.#connection.localUsername = this.ufrag;
    this.#connection.localPassword = this.password;
    this.#adopt(port, announcedAddress);
    this.#connection.stateChanged.subscribe((state) => {
      if (state === 'failed') this.#fail('consent-expired');
    });
  }

  /** Where the nominated pair sends to; undefined before the nomination. */
  get selected(): { readonly address: string; readonly port: number } | undefined {
    const remote = this.#connection.nominated?.remoteAddr;
    return remote === undefined ? undefined : { address: remote[0], port: remote[1] };
  }

  isSelected(address: string, port: number): boolean {
    const remote = this.#connection.nominated?.remoteAddr;
    return remote?.[1] === port && remote[0] === address;
  }

  /** Begins the checks and repeats them until a pair is nominated or the agent is closed. */
  async start(remote: RemoteIce): Promise<void> {
    this.#connection.setRemoteParams({
      iceLite: remote.isIceLite,
      usernameFragment: remote.ufrag,
      password: remote.password,
    });
    for (const { foundation, priority, address, port } of remote.candidates) {
      const candidate = new Candidate(
        ...([foundation, COMPONENT, 'udp', priority, address, port, 'host'] as const),
      );
      await this.#connection.addRemoteCandidate(candidate);
    }
    await this.#connection.addRemoteCandidate(undefined);
    if (this.#isClosed) return;
    this.#recheck = setInterval(() => {
      this.#checkAgain();
    }, RECHECK_MS);
    this.#connection.connect().then(
      () => {
        this.#onConnected();
      },
      () => {
        this.#fail('ice-failed');
      },
    );
  }

  /** Takes a STUN packet from the leg's socket; false when it was a forgery. */
  receive(data: Buffer, address: string, port: number): boolean {
    if (this.#isClosed) return false;
    const message = parseMessage(data);
    if (message === undefined) return false;
    const isRequest = (message.messageClass as number) === STUN_REQUEST_CLASS;
    if (isRequest && !this.#isSignedForUs(data)) return false;
    (this.#protocol as unknown as ProtocolParts).datagramReceived(data, [address, port]);
    return true;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#recheck);
    void this.#connection.close();
  }

  #adopt(port: UdpPort, announcedAddress: string): void {
    const { family } = port;
    const transport = {
      type: 'udp',
      address: { address: port.address, port: port.port, family: `IPv${family}` },
      addressFamily: family,
      closed: false,
      onData: () => undefined,
      send: (data: Buffer, to?: readonly [string, number]): Promise<void> => {
        if (to !== undefined) port.send(data, to[0], to[1]);
        return Promise.resolve();
      },
      // The socket is the leg's; the leg closes it.
      close: () => Promise.resolve(),
    };
    this.#protocol.transport = transport as unknown as UdpTransport;
    this.#protocol.localIp = port.address;
    const candidate = new Candidate(
      ...(['1', COMPONENT, 'udp', 2_130_706_431, announcedAddress, port.port, 'host'] as const),
    );
    candidate.ufrag = this.ufrag;
    this.#protocol.localCandidate = candidate;
    const parts = this.#connection as unknown as ConnectionParts;
    parts.userHistory[this.ufrag] = this.password;
    parts.ensureProtocol(this.#protocol);
    parts.protocols.push(this.#protocol);
    parts.localCandidatesStart = true;
    this.#connection.localCandidatesEnd = true;
    parts.appendLocalCandidate(candidate);
  }

  #isSignedForUs(data: Buffer): boolean {
    const message = parseMessage(data, Buffer.from(this.password, 'utf8'));
    const username: unknown = message?.getAttributeValue('USERNAME');
    return typeof username === 'string' && username.startsWith(`${this.ufrag}:`);
  }

  #checkAgain(): void {
    if (this.#connection.nominated !== undefined) return;
    for (const pair of this.#connection.candidatePairs) {
      if (pair.state !== CandidatePairState.FAILED) continue;
      pair.updateState(CandidatePairState.WAITING);
      pair.handle = this.#connection.checkStart(pair);
    }
  }

  #onConnected(): void {
    clearInterval(this.#recheck);
    if (!this.#isClosed && this.#connection.nominated !== undefined) this.#events.onSelected();
  }

  #fail(reason: string): void {
    if (!this.#isClosed) this.#events.onFailed(reason);
  }
}
