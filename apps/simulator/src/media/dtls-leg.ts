import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import {
  DtlsClient,
  DtlsServer,
  ProtectionProfileAes128CmHmacSha1_80,
  type Transport,
} from 'werift';
import type { SrtpKeys } from './srtp-channel.js';
import type { DtlsCertificate } from './certificate.js';

export type DtlsKeys = SrtpKeys;

export interface DtlsLegOptions {
  readonly role: 'client' | 'server';
  readonly certificate: DtlsCertificate;
  /** From the peer's SDP, upper case. */
  readonly remoteFingerprint: string;
  readonly address: AddressInfo;
  readonly send: (packet: Buffer) => void;
  readonly onUp: (keys: DtlsKeys) => void;
  readonly onFailed: (reason: string) => void;
}

/** Lengths of AES_CM_128_HMAC_SHA1_80 (RFC 5764 §4.1.2), the only profile that is offered. */
const KEY_BYTES = 16;
const SALT_BYTES = 14;
/** A handshake has six (RFC 6347 §4.2.4). */
const BEYOND_LAST_FLIGHT = 7;

function fingerprintOf(certificate: Buffer): string {
  const digest = createHash('sha256').update(certificate).digest('hex').toUpperCase();
  return (digest.match(/../g) ?? []).join(':');
}

/** One DTLS-SRTP handshake; gives the SRTP keys once the peer's certificate fits its SDP. */
export class DtlsLeg {
  readonly #options: DtlsLegOptions;
  readonly #socket: DtlsClient | DtlsServer;
  readonly #transport: Transport;
  #isClosed = false;

  constructor(options: DtlsLegOptions) {
    this.#options = options;
    this.#transport = this.#createTransport();
    const { certPem, keyPem, signatureHash } = options.certificate;
    const common = {
      cert: certPem,
      key: keyPem,
      signatureHash,
      transport: this.#transport,
      srtpProfiles: [ProtectionProfileAes128CmHmacSha1_80],
      extendedMasterSecret: true,
    };
    this.#socket =
      options.role === 'client'
        ? new DtlsClient(common)
        : new DtlsServer({ ...common, certificateRequest: true });
    this.#socket.onConnect.once(() => {
      this.#onConnect();
    });
    this.#socket.onError.once((error) => {
      this.#fail(error.message);
    });
  }

  /** Sends the ClientHello when ours is the active role; a server waits for the peer's. */
  start(): void {
    if (!(this.#socket instanceof DtlsClient)) return;
    this.#socket.connect().catch((error: unknown) => {
      this.#fail(error instanceof Error ? error.message : String(error));
    });
  }

  receive(packet: Buffer): void {
    const { address, port } = this.#options.address;
    this.#transport.onData(packet, [address, port]);
  }

  close(): void {
    this.#isClosed = true;
    // werift would repeat an unanswered flight for half a minute; past the last one it gives up.
    this.#socket.dtls.flight = BEYOND_LAST_FLIGHT;
  }

  #createTransport(): Transport {
    return {
      type: 'ice',
      address: this.#options.address,
      closed: false,
      onData: () => undefined,
      send: (packet) => {
        if (!this.#isClosed) this.#options.send(packet);
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
    };
  }

  #onConnect(): void {
    if (this.#isClosed) return;
    const certificate = this.#socket.remoteCertificate;
    const isExpected =
      certificate !== undefined && fingerprintOf(certificate) === this.#options.remoteFingerprint;
    if (!isExpected) {
      this.#fail('the certificate does not have the fingerprint of the SDP');
      return;
    }
    const keys = this.#socket.extractSessionKeys(KEY_BYTES, SALT_BYTES);
    this.#options.onUp({
      local: { key: keys.localKey, salt: keys.localSalt },
      remote: { key: keys.remoteKey, salt: keys.remoteSalt },
    });
  }

  #fail(reason: string): void {
    if (!this.#isClosed) this.#options.onFailed(reason);
  }
}
