import { X509Certificate } from 'node:crypto';
import {
  Candidate,
  CipherContext,
  Connection,
  DtlsClient,
  DtlsServer,
  type DtlsSocket,
  type Transport,
} from 'werift';
import { PeerMedia } from './media-port.js';

type Certificate = Awaited<ReturnType<typeof CipherContext.createSelfSignedCertificateWithKey>>;

export interface WebRtcPeerOptions {
  /** Meta is ICE-lite; a full agent is here to show that nothing depends on it. */
  readonly isIceLite: boolean;
  /** What the peer writes as a=setup: actpass in an offer, active or passive in an answer. */
  readonly setup: 'actpass' | 'active' | 'passive';
  readonly mid?: string;
  /** A fingerprint other than that of the peer's certificate. */
  readonly fingerprint?: string;
}

let shared: Promise<Certificate> | undefined;

function certificate(): Promise<Certificate> {
  shared ??= CipherContext.createSelfSignedCertificateWithKey({ signature: 3, hash: 4 }, 23);
  return shared;
}

function attribute(sdp: string, name: string): string {
  return new RegExp(`^a=${name}:(.*)$`, 'm').exec(sdp)?.[1]?.trim() ?? '';
}

/**
 * Meta's media relay for tests: a werift peer (ICE, DTLS, SRTP) with an SDP written the way Meta's
 * samples are.
 */
export class WebRtcPeer {
  readonly #ice: Connection;
  readonly #certificate: Certificate;
  readonly #options: WebRtcPeerOptions;
  readonly #earlyDtls: Buffer[] = [];
  #dtls: DtlsSocket | undefined;
  #transport: Transport | undefined;
  media: PeerMedia | undefined;
  /** Resolves with the media once DTLS is up. */
  connected: Promise<PeerMedia> | undefined;

  private constructor(ice: Connection, made: Certificate, options: WebRtcPeerOptions) {
    this.#ice = ice;
    this.#certificate = made;
    this.#options = options;
    ice.onData.subscribe((data) => {
      this.#receive(data);
    });
  }

  static async open(options: WebRtcPeerOptions): Promise<WebRtcPeer> {
    const ice = new Connection(false, {
      iceLite: options.isIceLite,
      useIpv4: false,
      useIpv6: false,
      useTcp: false,
      additionalHostAddresses: ['127.0.0.1'],
      interfaceAddresses: { udp4: '127.0.0.1' },
    });
    delete ice.stunServer;
    await ice.gatherCandidates();
    return new WebRtcPeer(ice, await certificate(), options);
  }

  get sdp(): string {
    const { isIceLite, setup, mid = 'audio' } = this.#options;
    const candidate = this.#ice.localCandidates[0]!;
    const fingerprint =
      this.#options.fingerprint ?? new X509Certificate(this.#certificate.certPem).fingerprint256;
    return [
      'v=0',
      'o=- 7602563789789945080 2 IN IP4 127.0.0.1',
      's=-',
      't=0 0',
      `a=group:BUNDLE ${mid}`,
      'a=msid-semantic: WMS 6932bc1c-db1a-4abe-b437-0c4168be8a13',
      ...(isIceLite ? ['a=ice-lite'] : []),
      `m=audio ${candidate.port} UDP/TLS/RTP/SAVPF 111 126`,
      'c=IN IP4 127.0.0.1',
      'a=rtcp:9 IN IP4 0.0.0.0',
      `a=candidate:1972637320 1 udp 2113937151 127.0.0.1 ${candidate.port} typ host generation 0 network-cost 50`,
      `a=ice-ufrag:${this.#ice.localUsername}`,
      `a=ice-pwd:${this.#ice.localPassword}`,
      `a=fingerprint:sha-256 ${fingerprint}`,
      `a=setup:${setup}`,
      `a=mid:${mid}`,
      'a=sendrecv',
      'a=rtcp-mux',
      'a=rtpmap:111 opus/48000/2',
      'a=rtcp-fb:111 transport-cc',
      'a=fmtp:111 minptime=10;useinbandfec=1',
      'a=rtpmap:126 telephone-event/8000',
      'a=ssrc:4208138518 cname:gAXq2V9TKltrnapv',
      '',
    ].join('\r\n');
  }

  /** Takes our offer or answer and begins; `connected` resolves when DTLS is up. */
  start(sdp: string): Promise<PeerMedia> {
    const theirs = attribute(sdp, 'setup');
    const isClient = this.#options.setup === 'active' || theirs === 'passive';
    this.connected = this.#handshake(sdp, isClient);
    return this.connected;
  }

  async close(): Promise<void> {
    if (this.#dtls !== undefined) this.#dtls.dtls.flight = 99;
    await this.#ice.close();
  }

  async #handshake(sdp: string, isClient: boolean): Promise<PeerMedia> {
    this.#ice.setRemoteParams({
      iceLite: sdp.includes('a=ice-lite'),
      usernameFragment: attribute(sdp, 'ice-ufrag'),
      password: attribute(sdp, 'ice-pwd'),
    });
    await this.#ice.addRemoteCandidate(Candidate.fromSdp(attribute(sdp, 'candidate')));
    await this.#ice.addRemoteCandidate(undefined);
    const dtls = this.#makeDtls(isClient);
    const isUp = new Promise<void>((resolve) => {
      dtls.onConnect.once(() => {
        resolve();
      });
    });
    await this.#ice.connect();
    if (dtls instanceof DtlsClient) dtls.connect().catch(() => undefined);
    for (const data of this.#earlyDtls.splice(0)) this.#transport?.onData(data, ['', 0]);
    await isUp;
    const keys = dtls.extractSessionKeys(16, 14);
    this.media = new PeerMedia(
      {
        localMasterKey: keys.localKey,
        localMasterSalt: keys.localSalt,
        remoteMasterKey: keys.remoteKey,
        remoteMasterSalt: keys.remoteSalt,
      },
      (wire) => {
        void this.#ice.send(wire);
      },
    );
    return this.media;
  }

  #makeDtls(isClient: boolean): DtlsSocket {
    const { certPem, keyPem, signatureHash } = this.#certificate;
    const transport: Transport = {
      type: 'ice',
      address: { address: '', port: 0, family: 'IPv4' },
      closed: false,
      onData: () => undefined,
      send: (data) => this.#ice.send(data),
      close: () => Promise.resolve(),
    };
    this.#transport = transport;
    this.#dtls = new (isClient ? DtlsClient : DtlsServer)({
      cert: certPem,
      key: keyPem,
      signatureHash,
      transport,
      srtpProfiles: [1],
      extendedMasterSecret: true,
      certificateRequest: true,
    });
    return this.#dtls;
  }

  #receive(data: Buffer): void {
    const first = data[0] ?? 0;
    if (first >= 128) this.media?.receive(data);
    else if (first >= 20 && first <= 63) {
      if (this.#transport === undefined) this.#earlyDtls.push(data);
      else this.#transport.onData(data, ['', 0]);
    }
  }
}
