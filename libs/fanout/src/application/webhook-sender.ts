import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Dispatcher, Pool } from 'undici';
import { EgressRefused } from '#patchbay/kernel';
import type { AttemptOutcome, AttemptReason } from '../domain/attempt-outcome.js';
import { FANOUT_CONFIG, type FanoutConfig } from '../fanout.config.js';
import { EndpointTargets } from './endpoint-targets.js';
import { readExcerpt } from './response-excerpt.js';
import { detailOf, isStaleConnection, reasonOf } from './send-failure.js';
import { WebhookConnections } from './webhook-connections.js';

export interface WebhookRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whose connections may be used again: the endpoint's id. */
  readonly owner: string;
  /** Longest time for it, milliseconds, where that is less than usual. */
  readonly withinMs?: number;
  /** Aborted when the process closes. */
  readonly shutdown: AbortSignal;
  /** Aborted when the message reached the endpoint by another way. */
  readonly superseded?: AbortSignal;
}

/** What came of one POST. `detail` is for our log only: it may tell of the inside of our network. */
export interface SendResult {
  readonly outcome: Exclude<AttemptOutcome, 'EXPIRED'>;
  readonly reason?: AttemptReason;
  readonly statusCode?: number;
  readonly excerpt?: string;
  /** The header as it came. */
  readonly retryAfter?: string;
  readonly durationMs: number;
  readonly detail?: string;
}

type Answer = Omit<SendResult, 'durationMs'>;

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

function reasonOfStatus(statusCode: number): AttemptReason {
  if (statusCode === 410) return 'GONE';
  return statusCode >= 300 && statusCode < 400 ? 'REDIRECT' : 'STATUS';
}

/** Posts webhooks: to the checked address under the URL's own name, 2xx only, redirects not followed. */
@Injectable()
export class WebhookSender implements OnModuleDestroy {
  readonly #connections: WebhookConnections;

  constructor(
    private readonly targets: EndpointTargets,
    @Inject(FANOUT_CONFIG) private readonly config: FanoutConfig,
  ) {
    this.#connections = new WebhookConnections({
      connectMs: config.FANOUT_CONNECT_TIMEOUT_MS,
      answerMs: config.FANOUT_TIMEOUT_MS,
    });
  }

  async send(webhook: WebhookRequest): Promise<SendResult> {
    const startedAt = performance.now();
    const withinMs = Math.min(webhook.withinMs ?? Infinity, this.config.FANOUT_TIMEOUT_MS);
    const timeout = AbortSignal.timeout(Math.max(1, Math.round(withinMs)));
    const signals = [webhook.shutdown, timeout, webhook.superseded];
    const signal = AbortSignal.any(signals.filter((one) => one !== undefined));
    let answer: Answer;
    try {
      answer = await this.#post(webhook, signal);
    } catch (error) {
      answer = this.#failure(error, webhook, timeout.aborted);
    }
    return { ...answer, durationMs: Math.round(performance.now() - startedAt) };
  }

  async onModuleDestroy(): Promise<void> {
    await this.#connections.close();
  }

  #failure(error: unknown, webhook: WebhookRequest, isLate: boolean): Answer {
    if (error instanceof EgressRefused) {
      return { outcome: 'REFUSED', reason: 'ADDRESS_REFUSED', detail: error.reason };
    }
    if (webhook.shutdown.aborted) return { outcome: 'ABORTED', reason: 'SHUTDOWN' };
    if (webhook.superseded?.aborted === true) return { outcome: 'ABORTED', reason: 'SUPERSEDED' };
    if (isLate) return { outcome: 'TIMED_OUT', reason: 'NO_ANSWER' };
    const reason = reasonOf(error);
    const isSlow = reason === 'NO_ANSWER' || reason === 'CONNECT_TIMEOUT';
    return { outcome: isSlow ? 'TIMED_OUT' : 'FAILED', reason, detail: detailOf(error) };
  }

  async #post(webhook: WebhookRequest, signal: AbortSignal): Promise<Answer> {
    const { url, owner } = webhook;
    // Asked for every attempt: a kept connection serves only while the name leads to its address.
    const target = await until(signal, this.targets.resolve(url));
    return this.#connections.use({ owner, url, target }, async (pool, isFirstUse) => {
      try {
        return await this.#request(pool, webhook, signal);
      } catch (error) {
        if (isFirstUse || signal.aborted || !isStaleConnection(error)) throw error;
        return this.#request(pool, webhook, signal);
      }
    });
  }

  async #request(
    pool: Pool,
    { url, headers, body }: WebhookRequest,
    signal: AbortSignal,
  ): Promise<Answer> {
    const response: Dispatcher.ResponseData = await pool.request({
      method: 'POST',
      path: url.pathname + url.search,
      headers,
      body,
      signal,
    });
    const { statusCode } = response;
    const excerpt = await readExcerpt(response.body);
    if (statusCode >= 200 && statusCode < 300) return { outcome: 'DELIVERED', statusCode, excerpt };
    const retryAfter = response.headers['retry-after'];
    return {
      outcome: 'FAILED',
      reason: reasonOfStatus(statusCode),
      statusCode,
      excerpt,
      ...(typeof retryAfter === 'string' && { retryAfter }),
    };
  }
}
