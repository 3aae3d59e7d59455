import { describe, expect, it } from '@jest/globals';
import { isConnectionError } from './connection-errors.js';

describe('isConnectionError', () => {
  it.each([
    Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' }),
    new Error('Connection is closed.'),
    new Error("Stream isn't writeable and enableOfflineQueue options is false"),
    new Error('Reached the max retries per request limit (which is 10). Refer to …'),
    undefined,
  ])('%s only says that Redis is away', (err) => {
    expect(isConnectionError(err)).toBe(true);
  });

  it.each([new Error('Missing key for job 7 delayed'), new TypeError('x is not a function')])(
    '%s is worth a line in the log',
    (err) => {
      expect(isConnectionError(err)).toBe(false);
    },
  );
});
