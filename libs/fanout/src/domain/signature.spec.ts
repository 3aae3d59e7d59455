import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { metaSignedHeaders, newSigningSecret, signatureOf, signedHeaders } from './signature.js';

describe('signatureOf', () => {
  it("gives the specification's known answer", () => {
    // https://github.com/standard-webhooks/standard-webhooks, libraries' shared test vector.
    const signature = signatureOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', {
      messageId: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestampSeconds: 1_614_265_330,
      body: '{"test": 2432232314}',
    });
    expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });
});

describe('signedHeaders', () => {
  const secret = newSigningSecret();
  const signed = {
    messageId: 'msg_01jd7',
    timestampSeconds: Math.floor(Date.now() / 1000),
    body: '{"name":"Zoë 🙂"}',
  };

  it('are accepted by the official library', () => {
    const headers = signedHeaders({ current: secret }, signed);
    expect(new Webhook(secret).verify(signed.body, headers)).toEqual({ name: 'Zoë 🙂' });
  });

  it('are refused by the official library for another body or another secret', () => {
    const headers = signedHeaders({ current: secret }, signed);
    expect(() => new Webhook(secret).verify('{}', headers)).toThrow('No matching signature');
    expect(() => new Webhook(newSigningSecret()).verify(signed.body, headers)).toThrow(
      'No matching signature',
    );
  });
});

describe('signedHeaders during a rotation', () => {
  const [current, previous] = [newSigningSecret(), newSigningSecret()];
  const signed = {
    messageId: 'msg_01jd7',
    timestampSeconds: Math.floor(Date.now() / 1000),
    body: '{"a":1}',
  };

  it('are accepted by the official library with either secret, and with no third', () => {
    const headers = signedHeaders({ current, previous }, signed);
    expect(headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
    expect(new Webhook(current).verify(signed.body, headers)).toEqual({ a: 1 });
    expect(new Webhook(previous).verify(signed.body, headers)).toEqual({ a: 1 });
    expect(() => new Webhook(newSigningSecret()).verify(signed.body, headers)).toThrow();
  });
});

describe('metaSignedHeaders', () => {
  const body = '{"object":"whatsapp_business_account"}';
  const metaSignature = (secret: string): string =>
    `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

  it('are made as Meta makes them: HMAC-SHA256 of the body with the secret as text, in hex', () => {
    expect(metaSignedHeaders({ current: 'whsec_a' }, body)).toEqual({
      'x-hub-signature-256': metaSignature('whsec_a'),
    });
  });

  it('stay with the former secret during a rotation, with the new one beside', () => {
    expect(metaSignedHeaders({ current: 'whsec_b', previous: 'whsec_a' }, body)).toEqual({
      'x-hub-signature-256': metaSignature('whsec_a'),
      'x-hub-signature-256-next': metaSignature('whsec_b'),
    });
  });
});

describe('newSigningSecret', () => {
  it('is whsec_ and 32 random bytes in base64', () => {
    const [one, other] = [newSigningSecret(), newSigningSecret()];
    expect(one).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(one).not.toBe(other);
  });
});
