import type { SessionStats } from '#patchbay/rpc';
import type { FactData, Facts } from './call-fact.js';

/** Packets of one direction: see the counters of a session. */
export type FlowFigures = SessionStats['fromMeta'];

/** What a media node counted of a call's sound. */
export interface MediaFigures {
  readonly fromMeta: FlowFigures;
  readonly fromTenant: FlowFigures;
  /** When sound was first let through; null when it never was. */
  readonly openedAt: Date | null;
}

const FLOWS = { fromMeta: 'fromMeta', fromTenant: 'fromTenant' } as const;
const COUNTERS = ['received', 'forwarded', 'heldByGate', 'dropped'] as const;

/** The counters of a session as the fact of its end carries them: each by itself. */
export function figuresAsData(stats: SessionStats): FactData {
  const flows = Object.values(FLOWS).flatMap((flow) =>
    COUNTERS.map((counter) => [`${flow}.${counter}`, stats[flow][counter]] as const),
  );
  return { ...Object.fromEntries(flows), openedAtMs: stats.openedAtMs };
}

/** What the end of a call's media said was counted; undefined when no node has told. */
export function figuresOf({ media_ended: ended }: Facts): MediaFigures | undefined {
  if (typeof ended?.data['fromMeta.received'] !== 'number') return undefined;
  const { data } = ended;
  const flow = (name: keyof typeof FLOWS): FlowFigures => ({
    received: Number(data[`${name}.received`]),
    forwarded: Number(data[`${name}.forwarded`]),
    heldByGate: Number(data[`${name}.heldByGate`]),
    dropped: Number(data[`${name}.dropped`]),
  });
  const openedAt = typeof data.openedAtMs === 'number' ? new Date(data.openedAtMs) : null;
  return { fromMeta: flow(FLOWS.fromMeta), fromTenant: flow(FLOWS.fromTenant), openedAt };
}
