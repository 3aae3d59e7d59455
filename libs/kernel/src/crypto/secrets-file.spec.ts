import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readSecrets } from './secrets-file.js';

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-secrets-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const key = randomBytes(32);
const good = {
  keks: { k1: key.toString('base64') },
  activeKek: 'k1',
  lookupKey: key.toString('base64'),
  jwtKeys: [{ kid: 'j1', alg: 'ES256', kty: 'EC' }],
  activeJwtKid: 'j1',
};

function read(content: object): ReturnType<typeof readSecrets> {
  const file = path.join(folder, 'secrets.json');
  writeFileSync(file, JSON.stringify(content));
  return readSecrets(file);
}

describe('the secrets file', () => {
  it('gives the keys as bytes', () => {
    expect(read(good)).toEqual({
      keyRing: { activeKek: 'k1', keks: { k1: key } },
      lookupKey: key,
      jwtKeys: good.jwtKeys,
      activeJwtKid: 'j1',
    });
  });

  it.each([
    [{ lookupKey: 'c2hvcnQ=' }, 'must be 32 bytes in base64'],
    [{ keks: { k1: 'c2hvcnQ=' } }, 'must be 32 bytes in base64'],
    [{ jwtKeys: [] }, 'jwtKeys'],
    [{ activeKek: undefined }, 'activeKek'],
  ])('is refused with %j', (change, problem) => {
    expect(() => read({ ...good, ...change })).toThrow(problem);
  });

  it('must be there', () => {
    expect(() => readSecrets(path.join(folder, 'none.json'))).toThrow('ENOENT');
  });
});
