import { describe, expect, it } from '@jest/globals';
import type { BusinessNumber } from '../assets.js';
import { switchesSchema } from '../switches.js';
import type { World } from '../world.js';
import { BUSINESS_CALLS_UNAVAILABLE, isBusinessCallingAvailable } from './call-availability.js';
import { numberRefusalOfRequest } from './number-rules.js';

const world = {
  clock: { nowMs: () => 1000 },
  switches: switchesSchema.parse({}),
} as unknown as World;

function number(parts: Partial<BusinessNumber>): BusinessNumber {
  const calling = { status: 'ENABLED' } as const;
  return {
    country: 'GB',
    isRegistered: true,
    calling,
    restrictions: [],
    ...parts,
  } as unknown as BusinessNumber;
}

const codeOf = (parts: Partial<BusinessNumber>): number | undefined =>
  numberRefusalOfRequest(world, number(parts))?.parts.code;

describe("a number's right to ask for call permissions", () => {
  const type = 'RESTRICTED_BUSINESS_INITIATED_CALLING';
  const paused = (expiresAtMs: number) => [{ type, reason: '', expiresAtMs } as const];

  it('F-SETTINGS-78 ends with calling that is off, a country without calls, and a pause', () => {
    expect(codeOf({})).toBeUndefined();
    expect(codeOf({ calling: {} })).toBe(138_000);
    expect(codeOf({ country: 'NG' })).toBe(138_013);
    expect(codeOf({ restrictions: paused(1001) })).toBe(138_014);
    expect(codeOf({ restrictions: paused(1000) })).toBeUndefined();
  });

  it('is as good in SIP mode: messages do not pass the calls endpoint', () => {
    const sip = { status: 'ENABLED', webhookDelivery: 'DISABLED', servers: [] } as const;
    expect(codeOf({ calling: { status: 'ENABLED', sip } })).toBeUndefined();
  });

  it('F-SETTINGS-79 is not known to be missing where the country of the number is unknown', () => {
    expect(BUSINESS_CALLS_UNAVAILABLE.countries).toEqual(['US', 'CA', 'EG', 'VN', 'NG']);
    expect(isBusinessCallingAvailable(undefined, false)).toBe(true);
  });
});
