import { z } from 'zod';

/** A poor network between the user's phone and Meta, both ways. The same seed gives the same run. */
export const networkSchema = z.strictObject({
  lossPercent: z.number().min(0).max(100).default(0).describe('Packets lost, of each hundred'),
  jitterMs: z.number().min(0).max(2000).default(0).describe('Most that a packet is delayed'),
  reorderPercent: z.number().min(0).max(100).default(0).describe('Packets overtaken by the next'),
  seed: z.number().int().default(1).describe('Of the pseudo-random numbers'),
});

/** The codes with which Meta ends a call whose media does not work (F-ERRORS-21). */
export const mediaFailureCodeSchema = z
  .number()
  .int()
  .min(138_019)
  .max(138_023)
  .describe(
    '138019 setup failed, 138020 relay failed, 138021 no media of the business, 138022 no media ' +
      'of the user, 138023 accepted without media signals',
  );

/** What goes wrong with the media of a call. */
export const mediaFaultsSchema = z.strictObject({
  mute: z.boolean().default(false).describe('The user is silent: numbers go on, nothing leaves'),
  oneWay: z
    .boolean()
    .default(false)
    .describe('The user is heard, but nothing of the business reaches the user'),
  dtlsKeySwapped: z
    .boolean()
    .default(false)
    .describe("Each side uses the other's SRTP keys, so that no packet is authentic"),
  dropFirstMs: z
    .number()
    .min(0)
    .default(0)
    .describe('What arrives in the first so many milliseconds is not heard'),
  iceNever: z.boolean().default(false).describe('No connectivity check is ever answered'),
  dtlsStall: z.boolean().default(false).describe('ICE works, but no DTLS packet is answered'),
  networkChange: z
    .strictObject({
      afterMs: z.number().min(0).describe('From when the keys are known'),
      gapMs: z.number().positive().describe('For so long nothing passes, either way'),
    })
    .nullable()
    .default(null)
    .describe('The phone changes its network in the middle of the call'),
  breaks: z
    .strictObject({
      code: mediaFailureCodeSchema,
      afterMs: z.number().int().min(0).default(0).describe('From the answer'),
    })
    .nullable()
    .default(null)
    .describe('The call breaks: its terminate webhook has this code in errors'),
  network: networkSchema.nullable().default(null).describe("The user's network"),
});

export type NetworkProfile = z.output<typeof networkSchema>;
export type MediaFaults = z.output<typeof mediaFaultsSchema>;
export const NO_MEDIA_FAULTS: MediaFaults = mediaFaultsSchema.parse({});
