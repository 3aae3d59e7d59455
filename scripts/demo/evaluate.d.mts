import type { assessHearing } from '../../apps/simulator/src/media/assess-hearing.js';

/** What the sides of one call report of it, see play.mjs. */
export interface CallFacts {
  readonly direction: 'USER_INITIATED' | 'BUSINESS_INITIATED';
  readonly problem?: string;
  readonly fault?: string;
  readonly simulated?: {
    readonly wacid: string;
    readonly direction: string;
    readonly times: Readonly<Record<string, number>>;
  };
  readonly simulatorLog?: AudioLog;
  readonly tenantLog?: AudioLog;
  readonly call?: { readonly state: string };
  readonly usage?: {
    readonly billableSeconds: number;
    readonly pulses: number;
    readonly cost: Money;
    readonly price: Money;
  };
  readonly events: readonly { readonly event: { readonly type: string } }[];
}

export interface Money {
  readonly amount: string;
  readonly currency: string;
}

export interface AudioLog {
  readonly sent: Parameters<typeof assessHearing>[0]['sent'];
  readonly heard: Parameters<typeof assessHearing>[0]['heard'];
}

export interface CallVerdict {
  readonly call: {
    readonly cost: number | null;
    readonly pulses: number | null;
    readonly heard: { readonly consumer: boolean; readonly tenant: boolean };
    readonly clippedMs: number | null;
    readonly setupMs: number | null;
  };
  readonly failed: readonly string[];
}

/** Judges one call by what its peers report. */
export function evaluateCall(facts: CallFacts, assess: typeof assessHearing): CallVerdict;
