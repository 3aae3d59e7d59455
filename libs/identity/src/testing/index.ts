import { generateKeyPairSync } from 'node:crypto';

/** A new private ES256 key, as the secrets file holds it. */
export function newTokenKey(kid: string): Record<string, unknown> & { kid: string; alg: string } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), kid, alg: 'ES256' };
}
