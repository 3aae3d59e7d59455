/** The place that a call holds, as the database knows it. Times are business time. */
export interface Slot {
  readonly callId: string;
  readonly numberId: string;
  readonly consumerId: string | null;
  readonly direction: 'USER_INITIATED' | 'BUSINESS_INITIATED';
  readonly startedAt: Date;
  /** When the two sides were connected; null while the place is only reserved. */
  readonly committedAt: Date | null;
  readonly endedAt: Date | null;
}

/** What is counted, in the order of the counters. */
export const COUNTERS = [
  'tenantLive',
  'numberLive',
  'pairLive',
  'pairConnected',
  'numberStarts',
  'tenantStarts',
] as const;
export type Counter = (typeof COUNTERS)[number];

/** How much there may be of what is counted; null is no limit. Windows in milliseconds. */
export interface SlotLimits {
  readonly limits: Readonly<Record<Counter, number | null>>;
  readonly pairWindowMs: number;
  readonly startsWindowMs: number;
}

/** What the counters say. */
export interface SlotCounts {
  /** The life of the counters in which this was read or taken. */
  readonly epoch: string;
  readonly counts: Readonly<Record<Counter, number>>;
  /** When the first of those that are too many falls out of its window; business time. */
  readonly freeAt: Readonly<Partial<Record<Counter, Date>>>;
}
