import { randomBytes } from 'node:crypto';
import { hmacSha256 } from '#patchbay/kernel';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A new signing secret in the form of Standard Webhooks: `whsec_` and base64 of 32 random bytes. */
export function newSigningSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

export interface Signed {
  readonly messageId: string;
  readonly timestampSeconds: number;
  readonly body: string;
}

/** The secrets that receivers may verify with now. */
export interface SigningSecrets {
  readonly current: string;
  /** The one before the last rotation, while both are valid. */
  readonly previous?: string | undefined;
}

/**
 * One signature of the header `webhook-signature`, version 1: HMAC-SHA256 over id, timestamp and the
 * very bytes of the body.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signatureOf(secret: string, { messageId, timestampSeconds, body }: Signed): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const mac = hmacSha256(key, `${messageId}.${timestampSeconds}.${body}`);
  return `v1,${mac.toString('base64')}`;
}

/** The three headers of Standard Webhooks for one attempt; after a rotation with both signatures. */
export function signedHeaders(
  { current, previous }: SigningSecrets,
  signed: Signed,
): Record<string, string> {
  const secrets = previous === undefined ? [current] : [current, previous];
  return {
    'webhook-id': signed.messageId,
    'webhook-timestamp': String(signed.timestampSeconds),
    'webhook-signature': secrets.map((secret) => signatureOf(secret, signed)).join(' '),
  };
}

/** `sha256=` and the HMAC of the body in hex, as Meta signs; the key is the whole secret as text. */
function metaSignatureOf(secret: string, body: string): string {
  return `sha256=${hmacSha256(secret, body).toString('hex')}`;
}

/**
 * Meta's signature header. It holds one signature only, so after a rotation it stays with the former
 * secret until that is over, and the new secret's comes in a header beside it.
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started#event-notifications
 */
export function metaSignedHeaders(
  { current, previous }: SigningSecrets,
  body: string,
): Record<string, string> {
  const signature = metaSignatureOf(current, body);
  if (previous === undefined) return { 'x-hub-signature-256': signature };
  return {
    'x-hub-signature-256': metaSignatureOf(previous, body),
    'x-hub-signature-256-next': signature,
  };
}
