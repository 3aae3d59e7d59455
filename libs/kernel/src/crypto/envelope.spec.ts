import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Envelope, EnvelopeError, type SealedFor } from './envelope.js';

const keks = { k1: randomBytes(32), k2: randomBytes(32) };
const envelope = new Envelope({ activeKek: 'k1', keks });
const OWNER: SealedFor = { tenantId: 'ten', table: 'waba', column: 'token', rowId: 'row' };
const PLAIN = 'EAAsecret';

/** The sealed text with one part changed, byte by byte as it is stored. */
function changed(part: number, change: (bytes: Buffer) => Buffer): string {
  const parts = envelope.seal(PLAIN, OWNER).split(':');
  parts[part] = change(Buffer.from(parts[part]!, 'base64url')).toString('base64url');
  return parts.join(':');
}

const flipped = (at: number) => (bytes: Buffer) => {
  const index = at < 0 ? bytes.length + at : at;
  bytes[index] = bytes[index]! ^ 1;
  return bytes;
};

describe('Envelope', () => {
  it('opens what it sealed, bytes and text, also nothing at all', () => {
    for (const plain of [PLAIN, '', 'Ünïcode', randomBytes(5000)]) {
      expect(envelope.open(envelope.seal(plain, OWNER), OWNER)).toEqual(Buffer.from(plain));
    }
  });

  it('seals with a key of its own each time, and shows nothing of the value', () => {
    const [one, two] = [envelope.seal(PLAIN, OWNER), envelope.seal(PLAIN, OWNER)];
    expect(one).not.toBe(two);
    expect(one).toMatch(/^v1:k1:[\w-]{80}:[\w-]+$/);
    expect(Buffer.from(one.split(':')[3]!, 'base64url').toString('latin1')).not.toContain(PLAIN);
  });

  it.each<[string, Partial<SealedFor>]>([
    ['another tenant', { tenantId: 'other' }],
    ['another table', { table: 'endpoint' }],
    ['another column', { column: 'secret' }],
    ['another row', { rowId: 'other' }],
  ])('opens for no other row: %s', (_, other) => {
    const sealed = envelope.seal(PLAIN, OWNER);
    expect(() => envelope.open(sealed, { ...OWNER, ...other })).toThrow(EnvelopeError);
  });

  const KEY = 2;
  const VALUE = 3;
  it.each<[string, () => string]>([
    ['the first byte of the key', () => changed(KEY, flipped(0))],
    ['the tag of the key', () => changed(KEY, flipped(12))],
    ['the last byte of the key', () => changed(KEY, flipped(-1))],
    ['the first byte of the value', () => changed(VALUE, flipped(0))],
    ['the tag of the value', () => changed(VALUE, flipped(27))],
    ['the last byte of the value', () => changed(VALUE, flipped(-1))],
    ['a value cut short', () => changed(VALUE, (bytes) => bytes.subarray(0, -1))],
    ['a value with a short tag', () => changed(VALUE, (bytes) => bytes.subarray(0, 12 + 4))],
    ['an empty value', () => changed(VALUE, () => Buffer.alloc(0))],
    ['a longer value', () => changed(VALUE, (bytes) => Buffer.concat([bytes, Buffer.from('x')]))],
    [
      'the value of another sealing',
      () => {
        const [one, two] = [envelope.seal(PLAIN, OWNER), envelope.seal(PLAIN, OWNER)];
        return [...one.split(':').slice(0, 3), two.split(':')[3]].join(':');
      },
    ],
    ['another key id', () => envelope.seal(PLAIN, OWNER).replace('v1:k1:', 'v1:k2:')],
    ['another version', () => envelope.seal(PLAIN, OWNER).replace('v1:', 'v2:')],
    ['a part missing', () => envelope.seal(PLAIN, OWNER).replace(/:[^:]*$/, '')],
    ['plain text', () => PLAIN],
  ])('does not open with a change: %s', (_, make) => {
    const sealed = make();
    expect(() => envelope.open(sealed, OWNER)).toThrow(EnvelopeError);
  });

  it('seals with the active key and opens with every key in the ring', () => {
    const old = envelope.seal(PLAIN, OWNER);
    const rotated = new Envelope({ activeKek: 'k2', keks });
    expect(rotated.open(old, OWNER).toString()).toBe(PLAIN);
    expect(rotated.seal(PLAIN, OWNER)).toMatch(/^v1:k2:/);
  });

  it('says which key is gone, and nothing of the value', () => {
    const without = new Envelope({ activeKek: 'k2', keks: { k2: keks.k2 } });
    expect(() => without.open(envelope.seal(PLAIN, OWNER), OWNER)).toThrow(
      'there is no key encryption key k1',
    );
  });

  it('refuses a ring without its active key', () => {
    expect(() => new Envelope({ activeKek: 'k3', keks })).toThrow('k3 is not in the ring');
  });
});
