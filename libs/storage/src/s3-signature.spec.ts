import { expect, it } from '@jest/globals';
import { Secret } from '#patchbay/kernel';
import { signedUrl } from './s3-signature.js';

const ACCOUNT = {
  region: 'us-east-1',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: new Secret('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'),
};

it('a signed address is that of the example in the specification of the signature', () => {
  const signed = signedUrl(ACCOUNT, {
    method: 'GET',
    url: new URL('https://examplebucket.s3.amazonaws.com/test.txt'),
    expiresSeconds: 86_400,
    at: new Date('2013-05-24T00:00:00Z'),
  });
  expect(signed.searchParams.get('X-Amz-Signature')).toBe(
    'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  );
  expect(signed.href).not.toContain('wJalr');
});

it('another method, path or time has another signature', () => {
  const url = new URL('https://examplebucket.s3.amazonaws.com/test.txt');
  const at = new Date('2013-05-24T00:00:00Z');
  const request = { method: 'GET' as const, url, expiresSeconds: 60, at };
  const others = [
    { ...request, method: 'PUT' as const },
    { ...request, url: new URL('/test2.txt', url) },
    { ...request, at: new Date('2013-05-24T00:00:01Z') },
    { ...request, expiresSeconds: 61 },
  ];
  const signatures = [request, ...others].map((one) =>
    signedUrl(ACCOUNT, one).searchParams.get('X-Amz-Signature'),
  );
  expect(new Set(signatures).size).toBe(5);
});
