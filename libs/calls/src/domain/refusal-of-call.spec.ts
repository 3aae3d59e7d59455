import { describe, expect, it } from '@jest/globals';
import { META_ERROR_TABLE } from '#patchbay/meta';
import { refusalOfCall } from './refusal-of-call.js';

const startedAt = new Date('2026-11-21T12:00:00Z');
const endedAt = new Date('2026-11-21T12:00:10Z');

describe('the refusal that call.terminated tells', () => {
  it.each(META_ERROR_TABLE.filter(({ comesBy }) => comesBy === 'webhook'))(
    'of $code is $refusal with its remedy',
    ({ code, refusal, remedy, retryAfterSeconds: seconds }) => {
      expect(refusalOfCall({ metaError: { code, details: null }, startedAt, endedAt })).toEqual({
        code: refusal,
        message: remedy,
        retryAt:
          seconds === null ? null : new Date(endedAt.getTime() + seconds * 1000).toISOString(),
      });
    },
  );

  it('is none for a call that Meta had nothing against', () => {
    expect(refusalOfCall({ metaError: null, startedAt, endedAt })).toBeNull();
  });
});
