import type { SentLog } from './frame-source.js';
import type { HeardLog, HeardReport } from './hearing.js';
import type { UnplayedCounts } from './listener.js';

/** What one side said and heard, in short. */
export interface AudioReport {
  readonly nonce: string;
  readonly heard: HeardReport & { readonly firstAfterGate: number | null };
  readonly sent: {
    readonly first: number | null;
    readonly last: number | null;
    readonly count: number;
    readonly firstSentMs: number | null;
    /** First number sent at or after the gate instant. */
    readonly atGate: number | null;
  };
  readonly rtp: UnplayedCounts & {
    /** Packets that failed authentication: a wrong key, or no packet of this call. */
    readonly unauthentic: number;
    readonly rtcpReceived: number;
  };
}

/** All sending and hearing times of one side. */
export interface AudioLog {
  readonly sent: SentLog & { readonly nonce: string };
  readonly heard: HeardLog;
}
