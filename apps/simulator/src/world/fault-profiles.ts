import type { z } from 'zod';
import { GRAPH_ACTIONS } from './call-states.js';
import { type FaultOverrides, faultOverridesSchema } from './fault-schemas.js';

/** Faults under a name. */
export interface FaultProfile {
  readonly name: FaultProfileName;
  readonly description: string;
  readonly faults: FaultOverrides;
}

/** What some profiles are measured by. */
export interface FaultDurations {
  readonly answerWindowMs: number;
}

type Faults = z.input<typeof faultOverridesSchema>;
type Profile = readonly [
  description: string,
  faults: Faults | ((durations: FaultDurations) => Faults),
];

/** Longer than a client waits for Graph. */
const NO_ANSWER_MS = 8000;
const TEN_MINUTES_MS = 600_000;

/** The same for each of a call's actions, so that each is hit at its own first try. */
function eachAction(fault: object): Pick<Faults, 'graph'> {
  return { graph: GRAPH_ACTIONS.map((action) => ({ action, ...fault })) };
}

function delayed(part: number): (durations: FaultDurations) => Faults {
  return ({ answerWindowMs }) => ({ webhooks: { delayMs: Math.round(answerWindowMs * part) } });
}

const PROFILES = {
  duplicate: ['Every webhook comes three times', { webhooks: { duplicate: 2 } }],
  reorder: ['Webhooks overtake each other by up to 400 ms', { webhooks: { shuffle: true } }],
  delay: ['Every webhook comes late, a quarter of the answer window later', delayed(0.25)],
  late: ['Every webhook comes when the answer window has long closed', delayed(1.5)],
  stale: [
    'Every webhook is stamped as if it had been on its way for ten minutes',
    { webhooks: { agedMs: TEN_MINUTES_MS } },
  ],
  'drop-connect': ['The connect webhook never comes', { webhooks: { drop: ['connect'] } }],
  'drop-accepted': ['The ACCEPTED status never comes', { webhooks: { drop: ['ACCEPTED'] } }],
  'drop-terminate': ['The terminate webhook never comes', { webhooks: { drop: ['terminate'] } }],
  'terminate-first': [
    "A call's webhooks come after its terminate",
    { webhooks: { terminateFirst: true } },
  ],
  'graph-500': [
    'Each action on a call fails with 500 at the first try, without effect',
    eachAction({ status: 500 }),
  ],
  'graph-500-always': [
    'Every action on a call fails with 500',
    eachAction({ status: 500, times: 'always' }),
  ],
  'graph-429': [
    'Each action on a call is refused with 429 at the first try',
    eachAction({ status: 429 }),
  ],
  'graph-timeout': [
    'Each action takes effect at the first try, but its answer comes too late',
    eachAction({ timeoutMs: NO_ANSWER_MS, applied: true }),
  ],
  'graph-timeout-lost': [
    'Each action is lost at the first try, and no answer comes in time',
    eachAction({ timeoutMs: NO_ANSWER_MS, applied: false }),
  ],
  'ice-never': ['No connectivity check is ever answered', { media: { iceNever: true } }],
  'dtls-stall': ['ICE works, but no DTLS packet is answered', { media: { dtlsStall: true } }],
  silence: ['The user says nothing and sends nothing', { media: { mute: true } }],
  'one-way': [
    'The user is heard, but nothing of the business reaches the user',
    { media: { oneWay: true } },
  ],
  'network-change': [
    'One second into the media the phone changes its network; nothing passes for 800 ms',
    { media: { networkChange: { afterMs: 1000, gapMs: 800 } } },
  ],
  'lossy-network': [
    'Of a hundred packets five are lost and five overtaken, with up to 60 ms of jitter',
    { media: { network: { lossPercent: 5, jitterMs: 60, reorderPercent: 5 } } },
  ],
} as const satisfies Readonly<Record<string, Profile>>;

export type FaultProfileName = keyof typeof PROFILES;

export const FAULT_PROFILE_NAMES = Object.keys(PROFILES) as FaultProfileName[];

/** The faults that a name stands for, by the durations now in force. */
export function faultProfile(name: FaultProfileName, durations: FaultDurations): FaultProfile {
  const [description, faults]: Profile = PROFILES[name];
  const exact = typeof faults === 'function' ? faults(durations) : faults;
  return { name, description, faults: faultOverridesSchema.parse(exact) };
}
