import { AMINA } from './scenario.js';

/** What ends the ringing, once the phone rings and Meta's media is up. */
export type Ending = 'tenant rejects' | 'user hangs up' | 'user rejects';

/** One story of a call, told by how the parties behave; see FaultCell for who carries it out. */
export interface FaultScenario {
  readonly direction: 'USER_INITIATED' | 'BUSINESS_INITIATED';
  /** The one who is called answers at once; else it rings until something ends it. */
  readonly isAnswered?: boolean;
  readonly ending?: Ending;
  /** Meta has counted as many calls to the user as it allows in a day; the platform has not. */
  readonly isForbidden?: boolean;
}

/** Every scenario of this folder, as far as it is about one call. */
export const FAULT_SCENARIOS = {
  'user calls, answered': { direction: 'USER_INITIATED', isAnswered: true },
  'user calls, rejected by the tenant': { direction: 'USER_INITIATED', ending: 'tenant rejects' },
  'user calls, not answered': { direction: 'USER_INITIATED' },
  'user calls, hung up while ringing': { direction: 'USER_INITIATED', ending: 'user hangs up' },
  'business calls, answered': { direction: 'BUSINESS_INITIATED', isAnswered: true },
  'business calls, rejected by the user': {
    direction: 'BUSINESS_INITIATED',
    ending: 'user rejects',
  },
  'business calls, not answered': { direction: 'BUSINESS_INITIATED' },
  'business calls, refused by Meta': { direction: 'BUSINESS_INITIATED', isForbidden: true },
} as const satisfies Readonly<Record<string, FaultScenario>>;

export type FaultScenarioName = keyof typeof FAULT_SCENARIOS;

export const FAULT_SCENARIO_NAMES = Object.keys(FAULT_SCENARIOS) as FaultScenarioName[];

/** A user of each cell's own, so that what is ordered for one hits no other. */
export function consumerOfCell(index: number): string {
  return `${AMINA.slice(0, 5)}${String(5_000_000 + index)}`;
}
