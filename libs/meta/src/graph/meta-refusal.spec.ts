import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { META_ERROR_TABLE, META_ERROR_TABLE_AS_OF } from './meta-error-table.js';
import { META_REFUSAL_CODES } from './meta-refusal-codes.js';
import { metaRefusalOf } from './meta-refusal.js';

const AT = new Date('2026-11-21T12:00:00Z');
const of = (code: number, details: string | null = null, httpStatus = 400) =>
  metaRefusalOf({ code, details, httpStatus }, AT);

describe('metaRefusalOf', () => {
  it('knows each code of the table once', () => {
    const codes = META_ERROR_TABLE.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it.each(META_ERROR_TABLE.map((row) => [row.code, row] as const))(
    'makes of %i its own refusal, with a remedy',
    (code, row) => {
      const { retryAfterSeconds: seconds, refusal, remedy } = row;
      const retryAt = seconds === null ? null : new Date(AT.getTime() + seconds * 1000);
      expect(of(code)).toEqual({ code: refusal, remedy, retryAt });
      expect(META_REFUSAL_CODES).toContain(refusal);
    },
  );

  it('never makes an authentication error of a refusal that Meta answers with 401', () => {
    const codes = [138_000, 138_006, 190, 0].map((code) => of(code, null, 401).code);
    expect(codes).toEqual([
      'CALLING_NOT_ENABLED',
      'CALL_PERMISSION_MISSING',
      'META_ACCESS_LOST',
      'META_ACCESS_LOST',
    ]);
  });

  it.each([
    ['The next call is allowed at 1795269600.', '2026-11-21T14:00:00.000Z'],
    ['Next call allowed after 2026-11-21T14:00:00+00:00', '2026-11-21T14:00:00.000Z'],
  ])('reads from the details of 138012 when the next call is allowed: %s', (details, at) => {
    expect(of(138_012, details).retryAt?.toISOString()).toBe(at);
  });

  it.each([null, 'soon', '12', '2026-99-99T99:99:99Z'])(
    'leaves the moment open when the details of 138012 are %j',
    (details) => {
      expect(of(138_012, details).retryAt).toBeNull();
    },
  );

  it('stands row by row in docs/limits.md', () => {
    const page = readFileSync('docs/limits.md', 'utf8');
    const told = [...page.matchAll(/^\| (\d+) +\| `(\w+)` +\| \w+ +\| \d* +\| (.+?) +\|$/gm)];
    expect(told.map(([, code, refusal, remedy]) => [Number(code), refusal, remedy]).sort()).toEqual(
      META_ERROR_TABLE.map(({ code, refusal, remedy }) => [code, refusal, remedy]).sort(),
    );
    expect(page).toContain(META_ERROR_TABLE_AS_OF);
  });

  it('takes 200 to 299 for one family', () => {
    expect(of(294, null, 403).code).toBe('META_ACCESS_LOST');
  });

  it.each([
    [429, 'META_RATE_LIMITED'],
    [503, 'META_CANNOT_NOW'],
    [400, 'CALL_REFUSED_BY_META'],
    [401, 'CALL_REFUSED_BY_META'],
  ])('leaves an unknown code with the status %i to be %s', (status, code) => {
    expect(of(999_999, null, status).code).toBe(code);
  });
});
