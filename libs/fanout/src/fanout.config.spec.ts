import { describe, expect, it } from '@jest/globals';
import { fanoutConfigSchema } from './fanout.config.js';

describe('FANOUT_PORTS', () => {
  it('are 443 and 8443 unless said otherwise', () => {
    expect(fanoutConfigSchema.parse({}).FANOUT_PORTS).toEqual([443, 8443]);
    expect(fanoutConfigSchema.parse({ FANOUT_PORTS: '443' }).FANOUT_PORTS).toEqual([443]);
    expect(fanoutConfigSchema.parse({ FANOUT_PORTS: '443,9443' }).FANOUT_PORTS).toEqual([
      443, 9443,
    ]);
  });

  it.each(['', '0', '65536', '443,', 'https', '443 8443', '-1', '1e3'])('are not %j', (text) => {
    expect(fanoutConfigSchema.safeParse({ FANOUT_PORTS: text }).success).toBe(false);
  });
});
