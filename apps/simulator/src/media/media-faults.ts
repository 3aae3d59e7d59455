import { z } from 'zod';

/** What goes wrong with the media of a call. */
export const mediaFaultsSchema = z.strictObject({
  /** The user is silent: numbers go on, but nothing leaves. */
  mute: z.boolean().default(false),
  /** Each side uses the other's SRTP keys after DTLS. */
  dtlsKeySwapped: z.boolean().default(false),
  /** What arrives in the first so many milliseconds is not heard. */
  dropFirstMs: z.number().min(0).default(0),
});

export type MediaFaults = z.output<typeof mediaFaultsSchema>;
export const NO_MEDIA_FAULTS: MediaFaults = mediaFaultsSchema.parse({});
