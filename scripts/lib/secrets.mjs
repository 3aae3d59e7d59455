import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from './failure.mjs';

/** A random text that fits in a URL, a header and a shell line. */
export function randomToken() {
  return randomBytes(24).toString('base64url');
}

/** The installation's own keys, in the form SECRETS_FILE has (libs/kernel/src/crypto). */
export function makeSecrets() {
  const kid = `jwt-${randomBytes(4).toString('hex')}`;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    keks: { k1: randomBytes(32).toString('base64') },
    activeKek: 'k1',
    lookupKey: randomBytes(32).toString('base64'),
    jwtKeys: [{ ...privateKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }],
    activeJwtKid: kid,
  };
}

/** A JSON file for its owner's eyes only, written as a whole or not at all. */
export async function writePrivateJson(file, value) {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** The content of a JSON file, or undefined when there is none. */
export async function readJson(file) {
  let text;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw new Failure(`${file} cannot be read (${error.code}): run this as the user who made it.`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure(`${file} is not JSON: mend it, or begin anew with \`npm start -- --fresh\`.`);
  }
}

/** What the file holds; made by `make` and written first when it does not exist. */
export async function readOrMake(file, make) {
  const existing = await readJson(file);
  if (existing !== undefined) return existing;
  const made = make();
  await writePrivateJson(file, made);
  return made;
}
