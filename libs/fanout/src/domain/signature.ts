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

/**
 * The header `webhook-signature`, version 1: HMAC-SHA256 over id, timestamp and the very bytes of
 * the body. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signatureOf(secret: string, { messageId, timestampSeconds, body }: Signed): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const mac = hmacSha256(key, `${messageId}.${timestampSeconds}.${body}`);
  return `v1,${mac.toString('base64')}`;
}

/** The three headers of Standard Webhooks for one attempt. */
export function signedHeaders(secret: string, signed: Signed): Record<string, string> {
  return {
    'webhook-id': signed.messageId,
    'webhook-timestamp': String(signed.timestampSeconds),
    'webhook-signature': signatureOf(secret, signed),
  };
}
