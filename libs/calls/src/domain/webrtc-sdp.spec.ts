import { describe, expect, it } from '@jest/globals';
import { checkSdp } from './webrtc-sdp.js';
describe('checkSdp', () => {
  it('x', () => {
    expect(checkSdp('v=0', { keying: 'DTLS', role: 'OFFER' })).toMatchObject({
      problems: [{ code: 'NO_AUDIO' }],
    });
  });
});
