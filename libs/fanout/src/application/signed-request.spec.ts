import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { Envelope } from '#patchbay/kernel';
import type { StoredMessage } from '../domain/message-body.js';
import { newSigningSecret } from '../domain/signature.js';
import { sealForEndpoint, type SealedColumn } from './endpoint-secret.js';
import { sealHeaders } from './endpoint-view.js';
import { signedRequest, type SigningEndpoint } from './signed-request.js';

const envelope = new Envelope({ activeKek: 'k', keks: { k: randomBytes(32) } });
const tenantId = '01936a2c-5e80-7000-8000-000000000002';
const endpointId = '01936a2c-5e80-7000-8000-000000000004';
const now = new Date(Math.floor(Date.now() / 1000) * 1000);
const [current, previous] = [newSigningSecret(), newSigningSecret()];

const sealed = (secret: string, column: SealedColumn): string =>
  sealForEndpoint(envelope, secret, { tenantId, endpointId, column });

const ENDPOINT: SigningEndpoint = {
  id: endpointId,
  format: 'STANDARD',
  apiVersion: '2026-11-01',
  headersSealed: null,
  secretSealed: sealed(current, 'secret_sealed'),
  previousSecretSealed: null,
  previousSecretUntil: null,
};
const rotating = (untilMs: number): Partial<SigningEndpoint> => ({
  previousSecretSealed: sealed(previous, 'previous_secret_sealed'),
  previousSecretUntil: new Date(now.getTime() + untilMs),
});

const MESSAGE: StoredMessage = {
  id: '01936a2c-5e80-7000-8000-000000000001',
  type: 'call.connect',
  tenantId,
  callId: '01936a2c-5e80-7000-8000-000000000003',
  occurredAt: now,
  data: { direction: 'USER_INITIATED', wacid: 'wacid.1' },
  sdpKind: 'TENANT_LOCAL',
};

function request(endpoint: Partial<SigningEndpoint> = {}, message: Partial<StoredMessage> = {}) {
  const joined = { sdp: 'v=0\r\n', consumer: { waId: '254700000101' } };
  const leaving = { message: { ...MESSAGE, ...message }, joined, now };
  return signedRequest(envelope, { ...ENDPOINT, ...endpoint }, leaving);
}
const verify = (secret: string, { body, headers }: ReturnType<typeof request>): unknown =>
  new Webhook(secret).verify(body, { ...headers });
const metaSignature = (secret: string, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

describe('signedRequest', () => {
  it('is accepted by the official library', () => {
    const sent = request();
    expect(verify(current, sent)).toMatchObject({
      type: 'call.connect',
      data: { wacid: 'wacid.1' },
    });
    expect(sent.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': expect.stringMatching(/^msg_/),
    });
  });

  it('is accepted with either secret while a rotation lasts, and with the new one alone afterwards', () => {
    const during = request(rotating(1));
    expect(verify(current, during)).toEqual(verify(previous, during));

    const after = request(rotating(0));
    expect(() => verify(previous, after)).toThrow('No matching signature');
    expect(verify(current, after)).toMatchObject({ type: 'call.connect' });
  });

  it('of the format META is signed as Meta signs, and as Standard Webhooks too', () => {
    const sent = request({ format: 'META' });
    expect(sent.headers['x-hub-signature-256']).toBe(metaSignature(current, sent.body));
    expect(verify(current, sent)).toMatchObject({ object: 'whatsapp_business_account' });
    expect(request().headers).not.toHaveProperty('x-hub-signature-256');
  });

  it('of the format META can be verified with either secret while a rotation lasts', () => {
    const sent = request({ format: 'META', ...rotating(1) });
    expect(sent.headers['x-hub-signature-256']).toBe(metaSignature(previous, sent.body));
    expect(sent.headers['x-hub-signature-256-next']).toBe(metaSignature(current, sent.body));
    const after = request({ format: 'META', ...rotating(0) });
    expect(after.headers['x-hub-signature-256']).toBe(metaSignature(current, after.body));
  });

  it('has our form where Meta has none, though the endpoint wants Meta’s', () => {
    const sent = request({ format: 'META' }, { type: 'call.dtmf', sdpKind: null });
    expect(JSON.parse(sent.body)).toMatchObject({ type: 'call.dtmf' });
    expect(sent.headers).not.toHaveProperty('x-hub-signature-256');
  });

  it('carries the tenant’s own headers, none of which takes the place of ours', () => {
    const headers = [
      { name: 'Authorization', value: 'Bearer secret-of-acme' },
      { name: 'webhook-id', value: 'forged' },
    ];
    const headersSealed = sealHeaders(envelope, headers, { tenantId, endpointId });
    expect(headersSealed).not.toContain('acme');
    const sent = request({ headersSealed });
    expect(sent.headers.authorization).toBe('Bearer secret-of-acme');
    expect(sent.headers['webhook-id']).toMatch(/^msg_/);
  });

  it('opens nothing that was sealed for another endpoint or another tenant', () => {
    const id = '01936a2c-5e80-7000-8000-000000000009';
    expect(() => request({ id })).toThrow('does not open');
    expect(() => request({}, { tenantId: id })).toThrow('does not open');
    const headersSealed = sealHeaders(envelope, [{ name: 'a', value: 'b' }], {
      tenantId,
      endpointId: id,
    });
    expect(() => request({ headersSealed })).toThrow('does not open');
  });

  it('says beside Meta’s form what that has no place for: a test, and SDP that has expired', () => {
    const joined = { sdp: undefined, consumer: undefined };
    const message = { ...MESSAGE, data: { ...MESSAGE.data, isTest: true } };
    const endpoint = { ...ENDPOINT, format: 'META' as const };
    const sent = signedRequest(envelope, endpoint, { message, joined, now });
    expect(sent.headers).toMatchObject({
      'patchbay-test': 'true',
      'patchbay-sdp-expired': 'true',
    });
    const standard = signedRequest(envelope, ENDPOINT, { message, joined, now });
    expect(JSON.parse(standard.body).data).toMatchObject({ isTest: true, sdpExpired: true });
  });
});
