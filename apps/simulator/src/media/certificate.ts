import { X509Certificate } from 'node:crypto';
import {
  createSelfSignedCertificate,
  HashAlgorithm,
  NamedCurveAlgorithm,
  SignatureAlgorithm,
  type SignatureHash,
} from 'werift';

/** The certificate of a DTLS peer and what its SDP says of it. */
export interface DtlsCertificate {
  readonly certPem: string;
  readonly keyPem: string;
  readonly signatureHash: SignatureHash;
  /** Upper-case hex pairs with colons, as in `a=fingerprint:sha-256 …`. */
  readonly fingerprint: string;
}

/** Makes an ECDSA P-256 certificate; one serves all calls of a process. */
export async function createDtlsCertificate(): Promise<DtlsCertificate> {
  const made = await createSelfSignedCertificate(
    { signature: SignatureAlgorithm.ecdsa_3, hash: HashAlgorithm.sha256_4 },
    NamedCurveAlgorithm.secp256r1_23,
  );
  return { ...made, fingerprint: new X509Certificate(made.certPem).fingerprint256 };
}
