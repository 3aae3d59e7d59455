import { classes, type Message, Message as StunMessage, methods, parseMessage } from 'werift';

/** Where a datagram came from. */
export interface RemoteAddress {
  readonly address: string;
  readonly port: number;
}

export interface IceCredentials {
  readonly ufrag: string;
  readonly password: string;
}

export interface IceLiteOptions {
  readonly local: IceCredentials;
  readonly send: (packet: Buffer, to: RemoteAddress) => void;
  readonly onNominated: (peer: RemoteAddress) => void;
}

type StunRequest = Message;

interface ValidPeer extends RemoteAddress {
  readonly ufrag: string;
  readonly priority: number;
  readonly isNominated: boolean;
}

function keyOf({ address, port }: RemoteAddress): string {
  return `${address} ${port}`;
}

/**
 * The lite half of ICE (RFC 8445 §2.5): never sends a check, answers those of the full agent and
 * takes the pair that one nominates. Stricter than a client would need, because it stands for
 * Meta's relay: checks without our credentials are refused.
 */
export class IceLite {
  readonly #options: IceLiteOptions;
  #remoteUfrag: string | undefined;
  /** Where authentic checks came from. */
  readonly #valid = new Map<string, ValidPeer>();
  #nominated: ValidPeer | undefined;

  constructor(options: IceLiteOptions) {
    this.#options = options;
  }

  setRemoteUfrag(ufrag: string): void {
    this.#remoteUfrag = ufrag;
    // Checks may overtake the answer; now it is known which of them were the peer's.
    for (const [key, peer] of this.#valid) {
      if (peer.ufrag !== ufrag) this.#valid.delete(key);
      else if (peer.isNominated) this.#nominate(peer);
    }
  }

  /**
   * Whether the address has proved to be the peer's. RFC 8445 §12.2: packets may come over any
   * valid pair, while ours go to the selected one.
   */
  isValid(address: RemoteAddress): boolean {
    return this.#valid.has(keyOf(address));
  }

  receive(packet: Buffer, from: RemoteAddress): void {
    const request = parseMessage(packet);
    if (request?.messageClass !== classes.REQUEST) return;
    if (request.messageMethod !== methods.BINDING) return;
    const refusal = this.#refusalOf(request, packet);
    if (refusal !== undefined) {
      this.#refuse(request, refusal, from);
      return;
    }
    this.#options.send(this.#seal(this.#successOf(request, from)), from);
    this.#onAuthentic(request, from);
  }

  #refusalOf(request: StunRequest, packet: Buffer): [number, string] | undefined {
    const username = this.#usernameOf(request);
    if (username === undefined || !request.attributesKeys.includes('MESSAGE-INTEGRITY')) {
      return [400, 'Bad Request'];
    }
    const [ours, theirs] = username;
    const isKnownPeer = this.#remoteUfrag === undefined || theirs === this.#remoteUfrag;
    const key = Buffer.from(this.#options.local.password);
    if (ours !== this.#options.local.ufrag || !isKnownPeer) return [401, 'Unauthorized'];
    if (parseMessage(packet, key) === undefined) return [401, 'Unauthorized'];
    // RFC 8445 §6.1.1: facing a lite agent the full one controls, whoever made the offer.
    if (request.attributesKeys.includes('ICE-CONTROLLED')) return [487, 'Role Conflict'];
    return undefined;
  }

  #usernameOf(request: StunRequest): [string, string] | undefined {
    const username: unknown = request.getAttributeValue('USERNAME');
    if (typeof username !== 'string') return undefined;
    const colon = username.indexOf(':');
    return colon === -1 ? undefined : [username.slice(0, colon), username.slice(colon + 1)];
  }

  #successOf(request: StunRequest, from: RemoteAddress): Message {
    const response = new StunMessage(methods.BINDING, classes.RESPONSE, request.transactionId);
    response.setAttribute('XOR-MAPPED-ADDRESS', [from.address, from.port]);
    return response;
  }

  #refuse(request: StunRequest, [code, reason]: [number, string], to: RemoteAddress): void {
    const response = new StunMessage(methods.BINDING, classes.ERROR, request.transactionId);
    response.setAttribute('ERROR-CODE', [code, reason]);
    // RFC 8489 §9.1.3: the answers 400 and 401 carry no integrity, the client may not know the key.
    const packet = code === 487 ? this.#seal(response) : response.addFingerprint().bytes;
    this.#options.send(packet, to);
  }

  #seal(message: Message): Buffer {
    const key = Buffer.from(this.#options.local.password);
    return message.addMessageIntegrity(key).addFingerprint().bytes;
  }

  #onAuthentic(request: StunRequest, { address, port }: RemoteAddress): void {
    const key = keyOf({ address, port });
    const isNominated = request.attributesKeys.includes('USE-CANDIDATE');
    const peer = {
      address,
      port,
      ufrag: this.#usernameOf(request)?.[1] ?? '',
      priority: Number(request.getAttributeValue('PRIORITY') ?? 0),
      isNominated: isNominated || this.#valid.get(key)?.isNominated === true,
    };
    this.#valid.set(key, peer);
    if (isNominated && this.#remoteUfrag !== undefined) this.#nominate(peer);
  }

  /** RFC 8445 §8.1.1: of several nominated pairs the one of the highest priority is selected. */
  #nominate(peer: ValidPeer): void {
    const current = this.#nominated;
    if (current !== undefined && current.priority >= peer.priority) return;
    this.#nominated = peer;
    this.#options.onNominated(peer);
  }
}
