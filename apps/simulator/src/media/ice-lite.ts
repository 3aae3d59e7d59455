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

/**
 * The lite half of ICE (RFC 8445 §2.5): never sends a check, answers those of the full agent and
 * takes the pair that one nominates. Stricter than a client would need, because it stands for
 * Meta's relay: checks without our credentials are refused.
 */
export class IceLite {
  readonly #options: IceLiteOptions;
  #remoteUfrag: string | undefined;
  /** A nomination that came before the answer: valid once its user name is known to be right. */
  #early: { readonly peer: RemoteAddress; readonly ufrag: string } | undefined;
  #nominated: RemoteAddress | undefined;

  constructor(options: IceLiteOptions) {
    this.#options = options;
  }

  setRemoteUfrag(ufrag: string): void {
    this.#remoteUfrag = ufrag;
    if (this.#early?.ufrag === ufrag) this.#nominate(this.#early.peer);
  }

  isNominated({ address, port }: RemoteAddress): boolean {
    return this.#nominated?.address === address && this.#nominated.port === port;
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
    if (request.attributesKeys.includes('USE-CANDIDATE')) this.#onUseCandidate(request, from);
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

  #onUseCandidate(request: StunRequest, peer: RemoteAddress): void {
    const ufrag = this.#usernameOf(request)?.[1] ?? '';
    if (this.#remoteUfrag === undefined) this.#early = { peer, ufrag };
    else this.#nominate(peer);
  }

  #nominate(peer: RemoteAddress): void {
    if (this.isNominated(peer)) return;
    this.#nominated = peer;
    this.#options.onNominated(peer);
  }
}
