import { setTimeout as delay } from 'node:timers/promises';
import type { AttemptTarget } from '../domain/attempt-outcome.js';
import type { SendResult } from './webhook-sender.js';

/** Waits before each try of the failover URL while the primary one still hangs, milliseconds. */
const FAILOVER_WAITS_MS = [0, 1000, 3000, 8000] as const;

/** One POST of a round. */
export type Sent = SendResult & { readonly target: AttemptTarget; readonly startedAt: Date };

type Send = (superseded: AbortSignal) => Promise<SendResult & { readonly startedAt: Date }>;

export interface Round {
  /** Missing while the endpoint's circuit is open. */
  readonly primary?: Send | undefined;
  /** Missing where the endpoint or the message has no second way. */
  readonly failover?: Send | undefined;
  /** How long the primary URL may take before the other is tried as well, milliseconds. */
  readonly patienceMs: number;
}

const hasArrived = ({ outcome }: SendResult): boolean => outcome === 'DELIVERED';
const isShutdown = ({ reason }: SendResult): boolean => reason === 'SHUTDOWN';

/**
 * Sends one message once, by two ways where there are two: the failover URL is tried as soon as the
 * primary one has failed or kept us waiting too long. The first 2xx wins and the other POST is given
 * up. Returns every POST that was made, those to the primary URL first.
 */
export async function sendRound({ primary, failover, patienceMs }: Round): Promise<Sent[]> {
  const sent: Sent[] = [];
  const superseded = { PRIMARY: new AbortController(), FAILOVER: new AbortController() };
  const run = async (target: AttemptTarget, send: Send): Promise<SendResult> => {
    const result = await send(superseded[target].signal);
    sent.push({ ...result, target });
    if (hasArrived(result)) superseded[target === 'PRIMARY' ? 'FAILOVER' : 'PRIMARY'].abort();
    return result;
  };
  if (primary === undefined) {
    if (failover !== undefined) await run('FAILOVER', failover);
    return sent;
  }
  const first = run('PRIMARY', primary);
  if (failover !== undefined) {
    const early = await within(first, patienceMs);
    if (early === undefined || !(hasArrived(early) || isShutdown(early))) {
      await runWhile(first, () => run('FAILOVER', failover));
    }
  }
  await first;
  return sent.sort((a, b) => (a.target === b.target ? 0 : a.target === 'PRIMARY' ? -1 : 1));
}

/** The result if it is there in time. */
async function within<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  const stop = new AbortController();
  const late = delay(ms, undefined, { signal: stop.signal, ref: false }).catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    stop.abort();
  }
}

/** Tries the second way once, and again for as long as the first one neither succeeds nor fails. */
async function runWhile(first: Promise<SendResult>, second: () => Promise<SendResult>) {
  for (const waitMs of FAILOVER_WAITS_MS) {
    if (waitMs > 0 && (await within(first, waitMs)) !== undefined) return;
    const result = await second();
    if (hasArrived(result) || isShutdown(result)) return;
  }
}
