import { describe, expect, it } from '@jest/globals';
import { AppError, assertUnreachable, badInput } from './app-error.js';
import { ERROR_CATALOGUE, type ErrorCode } from './error-catalogue.js';

describe('the error catalogue', () => {
  it.each(Object.keys(ERROR_CATALOGUE) as ErrorCode[])('has a sentence for %s', (code) => {
    const error = new AppError(code);
    expect(error.message).toMatch(/^[A-Z].*\.$/);
    expect(error.isOurs).toBe(code === 'INTERNAL');
    expect(ERROR_CATALOGUE[code].httpStatus).toBeGreaterThanOrEqual(400);
  });

  it('says what was wrong with each field', () => {
    const fields = [
      { field: 'first', problem: 'must be 1 to 200' },
      { field: 'name', problem: 'is missing' },
    ];
    expect(new AppError('BAD_USER_INPUT', { fields }).message).toBe(
      'first must be 1 to 200; name is missing',
    );
    expect(badInput('id', 'is no id')).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('keeps the cause out of the message', () => {
    const cause = new Error('connection to 10.0.0.7 refused');
    const error = new AppError('INTERNAL', {}, { cause });
    expect(error.message).not.toContain('10.0.0.7');
    expect(error.cause).toBe(cause);
    expect(() => assertUnreachable('new kind' as never)).toThrow(AppError);
  });
});
