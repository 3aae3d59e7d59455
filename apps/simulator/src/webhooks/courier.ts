import type { Clock, Logger } from '#patchbay/kernel';
import type { HttpPoster } from '../http/http-post.js';
import { wallMs } from '../media/wall-time.js';
import type { MetaApp } from '../world/assets.js';
import type { Switches } from '../world/switches.js';
import type { DeliveryRecord, DeliveryRecords } from './delivery-records.js';
import { type DeliverySettings, retryPauseMs } from './delivery-settings.js';
import type { Pauses } from './pauses.js';
import { signBody } from './signature.js';

/** One app that a body goes to. */
export interface Target {
  readonly app: MetaApp;
  /** Asked before each attempt: the app may have moved. */
  readonly url: () => string | undefined;
  /** One for each webhook in the body. */
  readonly records: readonly DeliveryRecord[];
}

/** A body and all who get it. */
export interface Dispatch {
  readonly body: Buffer;
  readonly targets: readonly Target[];
  readonly onSent: () => void;
}

export interface CourierOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly poster: HttpPoster;
  readonly pauses: Pauses;
  readonly records: DeliveryRecords;
  readonly settings: DeliverySettings;
  readonly switches: Switches;
}

const HOUR_MS = 3_600_000;

/** The headers of Meta's POST. */
export function webhookHeaders(signature: string | undefined): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'facebookexternalua',
    ...(signature === undefined ? {} : { 'x-hub-signature-256': signature }),
  };
}

/** Takes a body to its apps, again and again until each of them has answered 200. */
export class Courier {
  readonly #options: CourierOptions;

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  /** Ends when all have answered 200, or when it was given up. */
  async deliver(dispatch: Dispatch): Promise<void> {
    const { targets } = dispatch;
    const signatures = new Map(
      targets.map(({ app }) => [app.appId, signBody(dispatch.body, app.appSecret)]),
    );
    const deliver = (group: readonly Target[]): Promise<void> =>
      this.#repeat({ ...dispatch, targets: group }, signatures);
    if (this.#options.switches.retryGoesTo === 'every_app') return deliver(targets);
    await Promise.all(targets.map((target) => deliver([target])));
  }

  /** One retry goes to every target, also to those that have it already. */
  async #repeat(dispatch: Dispatch, signatures: ReadonlyMap<string, string>): Promise<void> {
    const { clock, pauses, settings, switches } = this.#options;
    const pending = new Set(dispatch.targets);
    const startedMs = clock.nowMs();
    for (let attempts = 1; ; attempts++) {
      const posts = dispatch.targets.map(async (target) => {
        const signature = signatures.get(target.app.appId) ?? '';
        if (await this.#attempt(dispatch, target, signature)) pending.delete(target);
      });
      await Promise.all(posts);
      if (pending.size === 0 || pauses.isClosed) return;
      const ageMs = clock.nowMs() - startedMs;
      if (attempts === 1) this.#tellRefusal(pending);
      await pauses.business(retryPauseMs(settings, { ageMs, attempts }));
      if (clock.nowMs() - startedMs > switches.webhookRetryHours * HOUR_MS) {
        this.#giveUp(pending);
        return;
      }
    }
  }

  /** Whether the answer was 200: no other status will do, nor a redirect. */
  async #attempt(dispatch: Dispatch, target: Target, signature: string): Promise<boolean> {
    const { poster, records, settings } = this.#options;
    const url = target.url();
    if (url === undefined) return false;
    const sentMs = wallMs();
    dispatch.onSent();
    for (const record of target.records) {
      record.url = url;
      record.attempts += 1;
      record.firstSentMs ??= sentMs;
      records.keepBody(record, { url, body: dispatch.body, signature });
    }
    records.countPost();
    let status: number | undefined;
    try {
      const headers = webhookHeaders(signature);
      const timeoutMs = settings.answerTimeoutMs;
      status = (await poster.post({ url, headers, body: dispatch.body, timeoutMs })).status;
    } catch {
      // No answer, or none in time: the same as a refusal.
    }
    const atMs = wallMs();
    for (const record of target.records) {
      record.lastStatus = status;
      record.answeredInMs = atMs - sentMs;
      if (status === 200) records.acknowledge(record, atMs);
    }
    return status === 200;
  }

  #giveUp(pending: ReadonlySet<Target>): void {
    for (const { app, records } of pending) {
      for (const record of records) this.#options.records.giveUp(record);
      const { attempts, kind, wacid } = records[0] ?? {};
      this.#options.logger.warn({ appKey: app.appKey, attempts, kind, wacid }, 'webhook.given_up');
    }
  }

  #tellRefusal(pending: ReadonlySet<Target>): void {
    for (const { app, records } of pending) {
      const { kind, lastStatus: status, wacid } = records[0] ?? {};
      this.#options.logger.warn({ appKey: app.appKey, kind, status, wacid }, 'webhook.refused');
    }
  }
}
