import { describe, expect, it } from '@jest/globals';
import { matchPath } from './http-listener.js';

describe('matchPath', () => {
  it('gives the named segments, decoded', () => {
    expect(matchPath('/calls/:wacid/hangup', '/calls/wacid.A%2FB/hangup')).toEqual({
      wacid: 'wacid.A/B',
    });
  });

  it.each(['/calls/1', '/calls/1/answer', '/calls/1/hangup/2'])('does not take %s', (path) => {
    expect(matchPath('/calls/:wacid/hangup', path)).toBeUndefined();
  });
});
