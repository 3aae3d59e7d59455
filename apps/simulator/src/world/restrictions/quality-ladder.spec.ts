import { describe, expect, it } from '@jest/globals';
import type { BusinessNumber } from '../assets.js';
import { QualityLadder } from './quality-ladder.js';

const number = { phoneNumberId: '1' } as BusinessNumber;

describe('the quality ladder', () => {
  const missed = (ladder: QualityLadder, count: number) =>
    Array.from({ length: count }, () => ladder.countCall(number, false));

  it('is not climbed by a thousand missed calls unless it was set to be', () => {
    expect(missed(new QualityLadder(), 1200).every((step) => step === undefined)).toBe(true);
  });

  it('begins anew when calls are answered after the warning', () => {
    const ladder = new QualityLadder();
    Object.assign(ladder.thresholds, { pickupSample: 2 });
    expect(missed(ladder, 2)).toEqual([undefined, 'warn']);
    expect([ladder.countCall(number, true), ladder.countCall(number, false)]).toEqual([
      undefined,
      undefined,
    ]);
    expect(missed(ladder, 4)).toEqual([undefined, 'warn', undefined, 'restrict']);
  });

  it('stays warned between the two thresholds', () => {
    const ladder = new QualityLadder();
    Object.assign(ladder.thresholds, { pickupSample: 4 });
    missed(ladder, 4);
    const quarter = [true, false, false, false].map((is) => ladder.countCall(number, is));
    expect(quarter.at(-1)).toBeUndefined();
    expect(missed(ladder, 4).at(-1)).toBe('restrict');
  });

  it('forgets feedback that is older than its window', () => {
    const ladder = new QualityLadder();
    Object.assign(ladder.thresholds, { feedbackWarn: 2, feedbackPause: 3, feedbackWindowMs: 10 });
    const at = (ms: number) => ladder.countFeedback(number, 'USER_INITIATED', ms);
    expect([at(0), at(10), at(11), at(12)]).toEqual([undefined, undefined, 'warn', 'restrict']);
  });
});
