import { randomBytes } from 'node:crypto';
import { equalsInConstantTime, Secret, sha256Hex } from '#patchbay/kernel';

const SECRET_BYTES = 32;

/** What secret scanners recognise our client secrets by. */
export const CLIENT_SECRET_PREFIX = 'pbs_';

/** A hash that no secret has: it stands in for a client that does not exist. */
const HASH_OF_NOBODY = '0'.repeat(64);

/** A new client secret: 256 random bits, so a plain SHA-256 keeps it as safe as a slow hash would. */
export function newClientSecret(): Secret {
  return new Secret(`${CLIENT_SECRET_PREFIX}${randomBytes(SECRET_BYTES).toString('base64url')}`);
}

export function hashClientSecret(secret: string): string {
  return sha256Hex(secret);
}

/** Whether the secret has this hash. Without a hash it does the same work and says no. */
export function matchesSecretHash(secret: string, hash: string | undefined): boolean {
  return equalsInConstantTime(hashClientSecret(secret), hash ?? HASH_OF_NOBODY);
}
