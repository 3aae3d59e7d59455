import { X509Certificate } from 'node:crypto';
import { DtlsClient, DtlsServer, type Transport } from 'werift';
import { MASTER_KEY_BYTES, MASTER_SALT_BYTES, type MasterKey } from '../srtp/session-keys.js';
import type { DtlsCertificate } from './certificate.js';

export type DtlsRole = 'client' | 'server';

export interface DtlsKeys {
  readonly local: MasterKey;
  readonly remote: MasterKey;
}

export interface DtlsOptions {
  readonly role: DtlsRole;
  readonly certificate: DtlsCertificate;
  /** What the SDP said about the peer's certificate. */
  readonly remoteFingerprint: string;
  readonly timeoutMs: number;
  readonly send: (data: Buffer) => void;
  readonly onKeys: (keys: DtlsKeys) => void;
  readonly onFailed: (reason: string) => void;
}

// IANA "DTLS-SRTP Protection Profiles": SRTP_AES128_CM_HMAC_SHA1_80. The only one we offer.
const PROFILE = 0x0001;
// A flight number beyond the last: werift's retransmission of an earlier flight sees it and ends.
const NO_MORE_FLIGHTS = 99;
const HANDSHAKE_RECORD = 22;
const CLIENT_HELLO = 1;
const HANDSHAKE_TYPE_AT = 13;

function isPlainClientHello(data: Buffer): boolean {
  const epoch = data.length > HANDSHAKE_TYPE_AT ? data.readUInt16BE(3) : -1;
  return data[0] === HANDSHAKE_RECORD && epoch === 0 && data[HANDSHAKE_TYPE_AT] === CLIENT_HELLO;
}

/**
 * One DTLS 1.2 handshake for SRTP keys (RFC 5764), over werift.
 *
 * SECURITY: werift 0.25 checks the peer's certificate against the fingerprint, but no signature in
 * the handshake and no Finished message, so it does not prove that the peer owns the certificate: a
 * man in the middle who knows the (public) certificate passes. This transport is accepted for the
 * foundation only and is to be replaced by our own DTLS before production (docs/adr, media process).
 */
export class DtlsSession {
  readonly #options: DtlsOptions;
  readonly #socket: DtlsClient | DtlsServer;
  readonly #transport: Transport;
  #timer: NodeJS.Timeout | undefined;
  #isDone = false;
  #isClosed = false;

  constructor(options: DtlsOptions) {
    this.#options = options;
    this.#transport = {
      type: 'ice',
      address: { address: '', port: 0, family: 'IPv4' },
      closed: false,
      onData: () => undefined,
      send: (data) => {
        if (!this.#isClosed) options.send(data);
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
    };
    this.#socket = this.#makeSocket();
    this.#socket.onConnect.subscribe(() => {
      this.#finish();
    });
    // werift throws at repeated and reordered messages, as a slow link makes them, and the handshake
    // goes on all the same. RFC 6347 §4.1.2.7: what cannot be used is dropped, not fatal.
    this.#socket.onError.subscribe(() => undefined);
  }

  /** A client sends its first flight; a server waits. Either way the time-out begins. */
  start(): void {
    this.#timer = setTimeout(() => {
      this.#fail('dtls-timeout');
    }, this.#options.timeoutMs);
    if (this.#socket instanceof DtlsClient) {
      this.#socket.connect().catch(() => {
        this.#fail('dtls-timeout');
      });
    }
  }

  /** Takes a DTLS record of the nominated pair. */
  receive(data: Buffer): void {
    // A ClientHello after the handshake would make werift begin again with the same peer.
    if (this.#isClosed || (this.#isDone && isPlainClientHello(data))) return;
    try {
      this.#transport.onData(data, ['', 0]);
    } catch {
      // werift throws on truncated records; RFC 6347 §4.1.2.7 wants them dropped silently.
    }
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#socket.dtls.flight = NO_MORE_FLIGHTS;
  }

  #makeSocket(): DtlsClient | DtlsServer {
    const { certificate, role } = this.#options;
    const options = {
      cert: certificate.certificatePem,
      key: certificate.keyPem,
      signatureHash: certificate.signatureHash,
      transport: this.#transport,
      srtpProfiles: [PROFILE] as [typeof PROFILE],
      extendedMasterSecret: true,
      certificateRequest: true,
    };
    return role === 'client' ? new DtlsClient(options) : new DtlsServer(options);
  }

  #finish(): void {
    if (this.#isDone || this.#isClosed) return;
    const problem = this.#problem();
    if (problem !== undefined) {
      this.#fail(problem);
      return;
    }
    this.#isDone = true;
    clearTimeout(this.#timer);
    const keys = this.#socket.extractSessionKeys(MASTER_KEY_BYTES, MASTER_SALT_BYTES);
    this.#options.onKeys({
      local: { key: keys.localKey, salt: keys.localSalt },
      remote: { key: keys.remoteKey, salt: keys.remoteSalt },
    });
  }

  #problem(): string | undefined {
    const certificate = this.#socket.remoteCertificate;
    if (certificate === undefined) return 'dtls-no-certificate';
    const { fingerprint256 } = new X509Certificate(certificate);
    if (fingerprint256 !== this.#options.remoteFingerprint) return 'dtls-fingerprint-mismatch';
    if (this.#socket.srtp.srtpProfile !== PROFILE) return 'dtls-no-srtp-profile';
    return undefined;
  }

  #fail(reason: string): void {
    if (this.#isDone || this.#isClosed) return;
    this.#isDone = true;
    this.close();
    this.#options.onFailed(reason);
  }
}
