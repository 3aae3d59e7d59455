import { describe, expect, it } from '@jest/globals';
import { mediaConfigSchema } from './media.config.js';

const MINIMAL = { CONTROL_URL: 'http://127.0.0.1:7000' };

describe('mediaConfigSchema', () => {
  it('needs only the control URL on a laptop', () => {
    expect(mediaConfigSchema.parse(MINIMAL)).toMatchObject({
      MEDIA_BIND_ADDRESS: '127.0.0.1',
      MEDIA_ANNOUNCED_ADDRESS: '127.0.0.1',
      MEDIA_PORT_MAX: 0,
      MEDIA_COMMIT_TIMEOUT_MS: 10_000,
      MEDIA_HARD_STOP_MS: 60_000,
    });
  });

  it.each([
    ['a name to bind', { MEDIA_BIND_ADDRESS: 'localhost' }],
    ['the unspecified address to announce', { MEDIA_BIND_ADDRESS: '0.0.0.0' }],
    ['two IP versions', { MEDIA_ANNOUNCED_ADDRESS: '2001:db8::1' }],
    ['a range upside down', { MEDIA_PORT_MIN: '5000', MEDIA_PORT_MAX: '4000' }],
    ['system ports', { MEDIA_PORT_MIN: '500', MEDIA_PORT_MAX: '40000' }],
    ['a range too small', { MEDIA_PORT_MIN: '40000', MEDIA_PORT_MAX: '40100' }],
    ['no control URL', { CONTROL_URL: undefined }],
  ])('refuses %s', (_, change) => {
    expect(mediaConfigSchema.safeParse({ ...MINIMAL, ...change }).success).toBe(false);
  });

  it('takes a public address in front of a private one, and a range that is large enough', () => {
    const config = mediaConfigSchema.parse({
      ...MINIMAL,
      MEDIA_BIND_ADDRESS: '0.0.0.0',
      MEDIA_ANNOUNCED_ADDRESS: '203.0.113.5',
      MEDIA_PORT_MIN: '40000',
      MEDIA_PORT_MAX: '40199',
    });
    expect(config.MEDIA_PORT_MAX).toBe(40_199);
  });
});
