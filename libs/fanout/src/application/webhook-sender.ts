import type { LookupFunction } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { Agent, type Dispatcher, errors, request } from 'undici';
import { EgressRefused, type ResolvedTarget } from '#patchbay/kernel';
import type { AttemptOutcome } from '../domain/attempt-outcome.js';
import { FANOUT_CONFIG, type FanoutConfig } from '../fanout.config.js';
import { EndpointTargets } from './endpoint-targets.js';
import { readExcerpt } from './response-excerpt.js';

export interface WebhookRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Aborted when the process closes. */
  readonly shutdown: AbortSignal;
}

/** What came of one POST. `reason` is for our log only: it may tell of the inside of our network. */
export interface SendResult {
  readonly outcome: Exclude<AttemptOutcome, 'EXPIRED'>;
  readonly statusCode?: number;
  readonly excerpt?: string;
  readonly durationMs: number;
  readonly reason?: string;
}

/** Answers every look-up with the address that was checked; the name is never resolved again. */
function pinnedTo(target: ResolvedTarget): LookupFunction {
  return (_hostname, options, callback) => {
    if (options.all === true) callback(null, [{ address: target.address, family: target.family }]);
    else callback(null, target.address, target.family);
  };
}

/** Settles as `work` does, or rejects at once when the signal fires: getaddrinfo can't be cancelled. */
async function until<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => {
      reject(new Error('aborted'));
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
  }
}

function isTimeout(error: unknown): boolean {
  return (
    error instanceof errors.ConnectTimeoutError ||
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError
  );
}

/** Node's code where there is one: it names the fault and holds no address of ours. */
function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'message' in error ? String(error.message) : 'unknown';
}

/** Posts webhooks: to the checked address under the URL's own name, 2xx only, redirects not followed. */
@Injectable()
export class WebhookSender {
  constructor(
    private readonly targets: EndpointTargets,
    @Inject(FANOUT_CONFIG) private readonly config: FanoutConfig,
  ) {}

  async send(webhook: WebhookRequest): Promise<SendResult> {
    const startedAt = performance.now();
    const timeout = AbortSignal.timeout(this.config.FANOUT_TIMEOUT_MS);
    const durationMs = (): number => Math.round(performance.now() - startedAt);
    try {
      const answer = await this.#post(webhook, AbortSignal.any([webhook.shutdown, timeout]));
      return { ...answer, durationMs: durationMs() };
    } catch (error) {
      if (error instanceof EgressRefused) {
        return { outcome: 'REFUSED', durationMs: durationMs(), reason: error.reason };
      }
      if (webhook.shutdown.aborted) return { outcome: 'ABORTED', durationMs: durationMs() };
      const isLate = timeout.aborted || isTimeout(error);
      return {
        outcome: isLate ? 'TIMED_OUT' : 'FAILED',
        durationMs: durationMs(),
        reason: reasonOf(error),
      };
    }
  }

  async #post(
    { url, headers, body }: WebhookRequest,
    signal: AbortSignal,
  ): Promise<Omit<SendResult, 'durationMs'>> {
    const target = await until(signal, this.targets.resolve(url));
    // One agent an attempt: a kept connection would outlive the check of its address.
    const dispatcher = new Agent({
      connect: { lookup: pinnedTo(target), timeout: this.config.FANOUT_CONNECT_TIMEOUT_MS },
      headersTimeout: this.config.FANOUT_TIMEOUT_MS,
      bodyTimeout: this.config.FANOUT_TIMEOUT_MS,
    });
    try {
      const response: Dispatcher.ResponseData = await request(url, {
        method: 'POST',
        headers,
        body,
        signal,
        dispatcher,
      });
      const { statusCode } = response;
      const excerpt = await readExcerpt(response.body);
      const isDelivered = statusCode >= 200 && statusCode < 300;
      return { outcome: isDelivered ? 'DELIVERED' : 'FAILED', statusCode, excerpt };
    } finally {
      await dispatcher.destroy();
    }
  }
}
