import { randomInt } from 'node:crypto';
import type { Clock, Logger } from '#patchbay/kernel';
import { HttpPoster } from '../http/http-post.js';
import { wallMs } from '../media/wall-time.js';
import type { MetaApp, Waba } from '../world/assets.js';
import type { Directory } from '../world/directory.js';
import { signBody } from './signature.js';
import type { Webhook } from './webhook.js';
import { NO_WEBHOOK_FAULTS, type WebhookKind } from './webhook-faults.js';

export type { Webhook, WebhookSubject, WebhookValue } from './webhook.js';

export interface SenderOptions {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly logger: Logger;
  readonly baseUrl: string | undefined;
}

/** What became of one webhook at one app. */
export interface DeliveryRecord {
  readonly wacid: string | undefined;
  readonly kind: WebhookKind;
  readonly appKey: string;
  attempts: number;
  lastStatus: number | undefined;
  deliveredMs: number | undefined;
}

/** Meta waits about this long for the answer. */
const ANSWER_TIMEOUT_MS = 20_000;
const FIRST_BACKOFF_MS = 250;
const MAX_BACKOFF_MS = 5000;
/** Bounds what an unreachable receiver can pile up: well over an hour of retries. */
const MAX_ATTEMPTS = 1000;
const KEPT_RECORDS = 5000;

/**
 * Delivers calls webhooks: signed with each bound app's secret, one delivery per app, repeated with
 * growing pauses until the receiver answers 200, as Meta does while a receiver is down.
 */
export class WebhookSender {
  readonly #logger: Logger;
  readonly #directory: Directory;
  readonly #clock: Clock;
  readonly #poster = new HttpPoster();
  readonly #closing = new AbortController();
  readonly #timers = new Map<NodeJS.Timeout, () => void>();
  readonly #heldByCall = new Map<string, Webhook[]>();
  readonly #terminated = new Set<string>();
  readonly #records: DeliveryRecord[] = [];
  #baseUrl: string | undefined;

  constructor({ baseUrl, clock, directory, logger }: SenderOptions) {
    this.#logger = logger;
    this.#directory = directory;
    this.#clock = clock;
    this.#baseUrl = baseUrl;
  }

  get records(): readonly DeliveryRecord[] {
    return this.#records;
  }

  /** Where apps without a URL of their own are told; undefined: nowhere. */
  get baseUrl(): string | undefined {
    return this.#baseUrl;
  }

  setBaseUrl(baseUrl: string): void {
    this.#baseUrl = baseUrl;
  }

  send(webhook: Webhook): void {
    const { faults = NO_WEBHOOK_FAULTS, kind, wacid } = webhook;
    if (faults.drop.includes(kind)) return;
    if (wacid === undefined || !faults.terminateFirst || this.#terminated.has(wacid)) {
      void this.#deliver(webhook);
      return;
    }
    const held = this.#heldByCall.get(wacid) ?? [];
    this.#heldByCall.set(wacid, held);
    if (kind === 'terminate') void this.#deliverTerminateFirst(wacid, webhook, held);
    else held.push(webhook);
  }

  /** Posts a body once, for tests that play a stranger or a broken sender. */
  async inject(app: string, body: Buffer, signature: string | undefined): Promise<number> {
    const reply = await this.#poster.post({
      url: this.#urlOf(app),
      headers: this.#headersOf(signature),
      body,
      timeoutMs: ANSWER_TIMEOUT_MS,
      signal: this.#closing.signal,
    });
    return reply.status;
  }

  close(): void {
    this.#closing.abort();
    for (const [timer, wake] of this.#timers) {
      clearTimeout(timer);
      wake();
    }
    this.#timers.clear();
    this.#poster.close();
  }

  async #deliverTerminateFirst(
    wacid: string,
    terminate: Webhook,
    held: readonly Webhook[],
  ): Promise<void> {
    this.#terminated.add(wacid);
    this.#heldByCall.delete(wacid);
    await this.#deliver(terminate);
    for (const webhook of held) await this.#deliver(webhook);
  }

  async #deliver(webhook: Webhook): Promise<void> {
    const { faults = NO_WEBHOOK_FAULTS } = webhook;
    const shuffleMs = faults.shuffle > 0 ? randomInt(faults.shuffle) : 0;
    if (faults.delayMs + shuffleMs > 0) await this.#wait(faults.delayMs + shuffleMs);
    const body = Buffer.from(JSON.stringify(this.#envelope(webhook)));
    let onFirstSent = webhook.onFirstSent;
    const onSent = (): void => {
      onFirstSent?.(wallMs());
      onFirstSent = undefined;
    };
    const copies = this.#appsOf(webhook).flatMap((app) =>
      Array.from({ length: 1 + faults.duplicate }, () =>
        this.#deliverTo(app, body, this.#record(webhook, app), onSent),
      ),
    );
    await Promise.all(copies);
  }

  #wabaOf({ about }: Webhook): Waba | undefined {
    if ('waba' in about) return about.waba;
    return 'number' in about ? this.#directory.waba(about.number.wabaId) : undefined;
  }

  #envelope(webhook: Webhook): unknown {
    const { about, entryId, field, hasTime, value } = webhook;
    const id =
      entryId ?? ('businessId' in about ? about.businessId : this.#wabaOf(webhook)?.wabaId);
    const time = hasTime === true ? { time: Math.floor(this.#clock.nowMs() / 1000) } : {};
    return {
      object: 'whatsapp_business_account',
      entry: [{ id, ...time, changes: [{ value, field }] }],
    };
  }

  #appsOf(webhook: Webhook): MetaApp[] {
    const { about, field } = webhook;
    const appIds =
      'businessId' in about ? about.appIds : this.#wabaOf(webhook)?.subscribedApps.keys();
    const apps = [...(appIds ?? [])].flatMap((appId) => this.#directory.app(appId) ?? []);
    return apps.filter((app) => app.fields.has(field));
  }

  async #deliverTo(
    app: MetaApp,
    body: Buffer,
    record: DeliveryRecord,
    onSent: () => void,
  ): Promise<void> {
    const headers = this.#headersOf(signBody(body, app.appSecret));
    while (!this.#closing.signal.aborted && record.attempts < MAX_ATTEMPTS) {
      record.attempts += 1;
      record.lastStatus = await this.#attempt(app, headers, body, onSent);
      if (record.lastStatus === 200) {
        record.deliveredMs = wallMs();
        return;
      }
      const { appKey, attempts, kind, lastStatus, wacid } = record;
      const fields = { appKey, attempts, kind, status: lastStatus, wacid };
      if (attempts === 1) this.#logger.warn(fields, 'webhook.refused');
      await this.#wait(Math.min(FIRST_BACKOFF_MS * 2 ** (attempts - 1), MAX_BACKOFF_MS));
    }
  }

  async #attempt(
    app: MetaApp,
    headers: Record<string, string>,
    body: Buffer,
    onSent: () => void,
  ): Promise<number | undefined> {
    if (this.#baseUrl === undefined) return undefined;
    const { signal } = this.#closing;
    const url = this.#urlOf(app.appKey);
    try {
      onSent();
      const timeoutMs = ANSWER_TIMEOUT_MS;
      return (await this.#poster.post({ url, headers, body, timeoutMs, signal })).status;
    } catch {
      return undefined;
    }
  }

  #urlOf(appKey: string): string {
    if (this.#baseUrl === undefined) throw new Error('no webhook base URL is set');
    return `${this.#baseUrl.replace(/\/$/, '')}/webhooks/meta/${appKey}`;
  }

  #headersOf(signature: string | undefined): Record<string, string> {
    return {
      'content-type': 'application/json',
      'user-agent': 'facebookexternalua',
      ...(signature === undefined ? {} : { 'x-hub-signature-256': signature }),
    };
  }

  #record({ kind, wacid }: Webhook, { appKey }: MetaApp): DeliveryRecord {
    const record = {
      wacid,
      kind,
      appKey,
      attempts: 0,
      lastStatus: undefined,
      deliveredMs: undefined,
    };
    this.#records.push(record);
    if (this.#records.length > KEPT_RECORDS) this.#records.shift();
    return record;
  }

  async #wait(ms: number): Promise<void> {
    if (this.#closing.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, ms);
      this.#timers.set(timer, resolve);
    });
  }
}
