import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { isAuthentic } from './webhook-verification.js';

const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
const body = Buffer.from('{"type": "call.connect"}');

/** A delivery as the platform sends it at an instant. */
function delivery(atMs: number, by = secret) {
  const timestamp = new Date(atMs);
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(atMs / 1000)),
    'webhook-signature': new Webhook(by).sign('msg_1', timestamp, body),
  };
}

describe.each([0, 3_600_000])('isAuthentic with the clock moved by %p ms', (offsetMs) => {
  const nowMs = () => Date.now() + offsetMs;
  const clock = { offsetMs, nowMs };

  it('takes what the secret signed, also beside another signature', () => {
    const headers = delivery(nowMs());
    expect(isAuthentic(secret, headers, body, clock)).toBe(true);
    const two = `v1,AAAA ${headers['webhook-signature']}`;
    expect(isAuthentic(secret, { ...headers, 'webhook-signature': two }, body, clock)).toBe(true);
  });

  it('refuses another body, another secret, an old delivery and no headers', () => {
    const headers = delivery(nowMs());
    const other = `whsec_${Buffer.from('another secret, 24 bytes').toString('base64')}`;
    expect(isAuthentic(secret, headers, Buffer.from('{}'), clock)).toBe(false);
    expect(isAuthentic(secret, delivery(nowMs(), other), body, clock)).toBe(false);
    expect(isAuthentic(secret, delivery(nowMs() - 400_000), body, clock)).toBe(false);
    expect(isAuthentic(secret, {}, body, clock)).toBe(false);
  });
});
