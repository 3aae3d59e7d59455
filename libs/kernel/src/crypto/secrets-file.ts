import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { KeyRing } from './envelope.js';

const key32 = z
  .string()
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((bytes) => bytes.length === 32, 'must be 32 bytes in base64');

const secretsSchema = z.object({
  keks: z.record(z.string(), key32),
  activeKek: z.string(),
  lookupKey: key32,
  jwtKeys: z.array(z.looseObject({ kid: z.string(), alg: z.string() })).min(1),
  activeJwtKid: z.string(),
});

export interface Secrets {
  readonly keyRing: KeyRing;
  /** Key of the hashes by which encrypted identities are looked up. */
  readonly lookupKey: Buffer;
  readonly jwtKeys: readonly (Record<string, unknown> & { kid: string; alg: string })[];
  readonly activeJwtKid: string;
}

/** Where the installation's own keys are. */
export const secretsConfigSchema = z.object({
  /** Path of the JSON file with key encryption keys, look-up key and token signing keys. */
  SECRETS_FILE: z.string(),
});

/** Reads the installation's keys. Throws when the file is missing or malformed. */
export function readSecrets(path: string): Secrets {
  const parsed = secretsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  return {
    keyRing: { activeKek: parsed.activeKek, keks: parsed.keks },
    lookupKey: parsed.lookupKey,
    jwtKeys: parsed.jwtKeys,
    activeJwtKid: parsed.activeJwtKid,
  };
}
