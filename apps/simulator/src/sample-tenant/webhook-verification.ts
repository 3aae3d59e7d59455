import type { IncomingHttpHeaders } from 'node:http';
import { equalsInConstantTime, type SystemClock } from '#patchbay/kernel';
import { Webhook } from 'standardwebhooks';

/** The tolerance of the Standard Webhooks libraries. */
const TOLERANCE_MS = 5 * 60_000;

function header(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}

/**
 * Verifies a delivery with the official library. That one reads the machine's clock; only when a
 * test has moved ours is the age judged here, and the signature compared with the library's own.
 */
export function isAuthentic(
  secret: string,
  headers: IncomingHttpHeaders,
  rawBody: Buffer,
  clock: Pick<SystemClock, 'nowMs' | 'offsetMs'>,
): boolean {
  const webhook = new Webhook(secret);
  const id = header(headers, 'webhook-id');
  const timestamp = header(headers, 'webhook-timestamp');
  const signature = header(headers, 'webhook-signature');
  const given = {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signature,
  };
  if (clock.offsetMs === 0) {
    try {
      webhook.verify(rawBody, given);
      return true;
    } catch {
      return false;
    }
  }
  const sentAtMs = Number(timestamp) * 1000;
  if (!(Math.abs(clock.nowMs() - sentAtMs) <= TOLERANCE_MS)) return false;
  const expected = webhook.sign(id, new Date(sentAtMs), rawBody);
  return signature.split(' ').some((candidate) => equalsInConstantTime(candidate, expected));
}
