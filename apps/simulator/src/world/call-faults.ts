import { z } from 'zod';
import { FAULT_PROFILE_NAMES } from './fault-profiles.js';
import { faultOverridesSchema } from './fault-schemas.js';

/** Faults of one call, with what a profile says below what is said beside its name. */
export const callFaultsSchema = faultOverridesSchema.extend({
  profile: z.enum(FAULT_PROFILE_NAMES).optional().describe('A name of GET /fault-profiles'),
});

export const faultRuleSchema = callFaultsSchema.extend({
  match: z
    .strictObject({
      phoneNumberId: z.string().optional(),
      consumer: z.string().optional().describe("The user's number or user id"),
      wacid: z.string().optional().describe('One call'),
    })
    .default({})
    .describe('Whom it hits: all that are given must fit; nothing given is everybody'),
});

export type CallFaults = z.output<typeof callFaultsSchema>;
export type FaultMatch = z.output<typeof faultRuleSchema>['match'];
