import { timingSafeEqual } from 'node:crypto';
import { hmacSha256 } from '#patchbay/kernel';

const HEADER = /^sha256=([0-9a-f]{64})$/i;

/**
 * Whether `X-Hub-Signature-256` is the HMAC-SHA256 of the raw body under the app's secret. The raw
 * bytes count: Meta signs what it sent, not what a parser makes of it.
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads
 */
export function isSignedBy(secret: string, header: string | undefined, raw: Buffer): boolean {
  const match = HEADER.exec(header ?? '');
  if (match?.[1] === undefined) return false;
  return timingSafeEqual(Buffer.from(match[1], 'hex'), hmacSha256(secret, raw));
}
