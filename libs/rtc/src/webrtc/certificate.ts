import { X509Certificate } from 'node:crypto';
import { CipherContext, type SignatureHash } from 'werift';

/** The certificate of our DTLS end and its fingerprint for the SDP. */
export interface DtlsCertificate {
  readonly certificatePem: string;
  readonly keyPem: string;
  readonly signatureHash: SignatureHash;
  /** SHA-256 as `AB:CD:…`. */
  readonly fingerprint: string;
}

// werift's numbers: TLS HashAlgorithm sha256 (4), SignatureAlgorithm ecdsa (3), curve secp256r1 (23).
const ECDSA_SHA256 = { signature: 3, hash: 4 } as const;
const P256 = 23;

/** Makes a self-signed ECDSA P-256 certificate. One per process: making it costs milliseconds. */
export async function createDtlsCertificate(): Promise<DtlsCertificate> {
  const made = await CipherContext.createSelfSignedCertificateWithKey(ECDSA_SHA256, P256);
  return {
    certificatePem: made.certPem,
    keyPem: made.keyPem,
    signatureHash: made.signatureHash,
    fingerprint: new X509Certificate(made.certPem).fingerprint256,
  };
}
