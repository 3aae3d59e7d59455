import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { FileLinks } from './file-link.js';

const key = randomBytes(32);
const links = new FileLinks(key, 'call media');
const now = new Date('2026-11-21T12:00:00.900Z');
const link = links.make('tenant', 'file', now);
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

describe('a link to a file', () => {
  it('is good for five minutes', () => {
    expect(links.isGood(link, now)).toBe(true);
    expect(links.isGood(link, later(299))).toBe(true);
    expect(links.isGood(link, later(300))).toBe(false);
  });

  it.each([
    { tenantId: 'another' },
    { fileId: 'another' },
    { until: later(400) },
    { signature: '' },
    { signature: 'AAAA' },
  ])('is of no use with %j', (change) => {
    expect(links.isGood({ ...link, ...change }, now)).toBe(false);
  });

  it('to one kind of files opens no other, and not where another key holds', () => {
    expect(new FileLinks(key, 'call export').isGood(link, now)).toBe(false);
    expect(new FileLinks(randomBytes(32), 'call media').isGood(link, now)).toBe(false);
  });
});
