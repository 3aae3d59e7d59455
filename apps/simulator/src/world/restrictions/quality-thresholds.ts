import { z } from 'zod';

const count = z.number().int().positive();
const percent = z.number().min(0).max(100);

/**
 * When Meta warns and when it acts. It publishes no figures: these are ours, and so high that no
 * ordinary use reaches them; tests and demonstrations set their own.
 */
export const qualityThresholdsSchema = z.strictObject({
  /** Users' calls that are looked at together, before a warning and again before the button goes. */
  pickupSample: count.default(5000).describe("Users' calls that are judged together"),
  /** A smaller share of answered ones brings the warning. */
  pickupWarnPercent: percent.default(30).describe('A smaller share of answered calls: a warning'),
  /** A smaller share after the warning hides the button. */
  pickupHidePercent: percent.default(20).describe('A smaller share after that: no call button'),
  /** Blocks and reports of users within the window, for one direction of calls. */
  feedbackWarn: count.default(50).describe('Blocks and reports in the window: a warning'),
  feedbackPause: count.default(100).describe('Blocks and reports in the window: a pause of 7 days'),
  feedbackWindowMs: count
    .default(7 * 86_400_000)
    .describe('How long a block or report counts, in milliseconds'),
});

export type QualityThresholds = z.output<typeof qualityThresholdsSchema>;
