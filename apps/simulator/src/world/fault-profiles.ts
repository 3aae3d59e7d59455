import type { z } from 'zod';
import { GRAPH_ACTIONS } from './call-states.js';
import { type FaultOverrides, faultOverridesSchema } from './fault-schemas.js';

/** Faults under a name. */
export interface FaultProfile {
  readonly name: string;
  readonly description: string;
  readonly faults: FaultOverrides;
}

type FaultsInput = z.input<typeof faultOverridesSchema>;

/** Longer than any client waits for Graph; see `timeoutMs`. */
const NO_ANSWER_MS = 8000;

/** The same for each of a call's actions, so that each is hit on its first try. */
function eachAction(fault: object): NonNullable<FaultsInput['graph']> {
  return GRAPH_ACTIONS.map((action) => ({ action, ...fault }));
}

const PROFILES: Readonly<Record<string, readonly [string, FaultsInput]>> = {
  duplicate: ['Every webhook comes three times', { webhooks: { duplicate: 2 } }],
  reorder: ['Webhooks overtake each other', { webhooks: { shuffle: true } }],
  delay: [
    'Every webhook comes late, but inside the answer window',
    { webhooks: { delayMs: 2500 } },
  ],
  'drop-connect': ['The connect webhook never comes', { webhooks: { drop: ['connect'] } }],
  'drop-terminate': ['The terminate webhook never comes', { webhooks: { drop: ['terminate'] } }],
  'drop-accepted': ['The ACCEPTED status never comes', { webhooks: { drop: ['ACCEPTED'] } }],
  'terminate-first': [
    "A call's webhooks come after its terminate",
    { webhooks: { terminateFirst: true } },
  ],
  'graph-500': [
    'Each action on a call fails with 500 at the first try, without effect',
    { graph: eachAction({ status: 500 }) },
  ],
  'graph-500-always': [
    'Every action on a call fails with 500',
    { graph: eachAction({ status: 500, times: 'always' }) },
  ],
  'graph-429': [
    'Each action on a call is refused with 429 at the first try',
    { graph: eachAction({ status: 429 }) },
  ],
  'graph-timeout': [
    'Each action takes effect at the first try, but its answer comes too late',
    { graph: eachAction({ timeoutMs: NO_ANSWER_MS, applied: true }) },
  ],
  'graph-timeout-lost': [
    'Each action is lost at the first try, and no answer comes in time',
    { graph: eachAction({ timeoutMs: NO_ANSWER_MS, applied: false }) },
  ],
  silence: ['The user is silent', { media: { mute: true } }],
};

/** What can go wrong, by name. */
export const FAULT_PROFILES: readonly FaultProfile[] = Object.entries(PROFILES).map(
  ([name, [description, faults]]) => ({
    name,
    description,
    faults: faultOverridesSchema.parse(faults),
  }),
);
