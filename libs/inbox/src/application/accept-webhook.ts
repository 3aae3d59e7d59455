import { Counter, Histogram } from 'prom-client';
import { advanceCallJob } from '#patchbay/calls';
import { type Clock, crashPoint, type Logger, metrics, uuidv7 } from '#patchbay/kernel';
import { type Doorbell } from '#patchbay/queue';
import { type IngestConfig } from '../ingest.config.js';
import { dispatchInboxJob } from '../inbox.jobs.js';
import { type InboxDatabase } from '../persistence/inbox-database.js';
import { GroupCommit, IngestBusy } from './group-commit.js';
import { isFaultOfOne, isFaultOfTheBody } from './ingest-faults.js';
import {
  keepWebhooks,
  type KeepWebhooksParts,
  type ProvedWebhook,
  type WebhookNews,
} from './keep-webhooks.js';
import { type MetaApps } from './meta-apps.js';
import { signedWith } from './prove-webhook.js';
import { readWebhook } from './read-webhook.js';
import { tellQuarantined } from './tell-quarantined.js';

export interface IncomingWebhook {
  readonly appKey: string;
  readonly signature: string | undefined;
  readonly raw: Buffer;
  readonly traceparent: string;
}

/** `unavailable`: the webhook was not kept, so Meta must bring it again. */
export type AcceptWebhookOutcome =
  'accepted' | 'unknown_app' | 'bad_signature' | 'too_many_changes' | 'unavailable';

export interface AcceptWebhookParts {
  readonly config: IngestConfig;
  readonly apps: MetaApps;
  readonly database: InboxDatabase;
  readonly doorbell: Doorbell;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly keep: KeepWebhooksParts;
}

/** A group's statements are sent at once; what is above is sent alone. */
const GROUP_BYTES = 4 * 1024 * 1024;

const webhooksTotal = new Counter({
  name: 'patchbay_webhooks_total',
  help: 'Webhooks of Meta by what they were answered.',
  labelNames: ['outcome'] as const,
  registers: [metrics],
});
const groupSize = new Histogram({
  name: 'patchbay_ingest_group_webhooks',
  help: 'Webhooks that were committed together.',
  buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
  registers: [metrics],
});
const commitSeconds = new Histogram({
  name: 'patchbay_ingest_commit_seconds',
  help: 'How long the transaction of a group of webhooks took.',
  buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5],
  registers: [metrics],
});

/** Takes a webhook of Meta's: proves its app, finds whose it is, keeps it, and only then says 200. */
export class AcceptWebhook {
  readonly #parts: AcceptWebhookParts;
  readonly #group: GroupCommit<ProvedWebhook>;

  constructor(parts: AcceptWebhookParts) {
    this.#parts = parts;
    const { config } = parts;
    this.#group = new GroupCommit({
      limits: {
        waitMs: config.INGEST_GROUP_MS,
        size: config.INGEST_GROUP_SIZE,
        bytes: GROUP_BYTES,
        atOnce: config.INGEST_GROUPS_AT_ONCE,
        waiting: config.INGEST_WAITING_MAX,
      },
      commit: (webhooks) => this.#commit(webhooks),
      isFaultOfOne,
      bytesOf: ({ raw }) => raw.length,
    });
  }

  /** Whether there is such an app, which can be asked before a body is read. */
  async isKnown(appKey: string): Promise<boolean> {
    return (await this.#parts.apps.find(appKey)) !== undefined;
  }

  /** Resolves once the rows are committed, or it is known that they are not. */
  async execute(webhook: IncomingWebhook): Promise<AcceptWebhookOutcome> {
    const outcome = await this.#outcomeOf(webhook).catch((err: unknown) => {
      if (!(err instanceof IngestBusy)) this.#parts.logger.error({ err }, 'webhook.not_kept');
      return 'unavailable' as const;
    });
    webhooksTotal.inc({ outcome });
    return outcome;
  }

  /** Takes no more webhooks, and resolves when those under way are committed. */
  close(): Promise<void> {
    return this.#group.close();
  }

  async #outcomeOf(webhook: IncomingWebhook): Promise<AcceptWebhookOutcome> {
    const { apps, clock } = this.#parts;
    const { appKey, raw, traceparent } = webhook;
    const app = await apps.find(appKey);
    if (app === undefined) return 'unknown_app';
    const receivedAt = clock.now();
    // Nothing of the body is looked at before its signature.
    const verdict =
      signedWith(app, webhook, receivedAt) ??
      signedWith((await apps.findAnew(appKey)) ?? app, webhook, receivedAt);
    if (verdict === undefined) return 'bad_signature';
    const content = readWebhook(raw);
    if (content.kind === 'too_many_changes') {
      this.#parts.logger.warn({ appKey, changes: content.changes }, 'webhook.too_many_changes');
      return 'too_many_changes';
    }
    const proved = { deliveryId: uuidv7(clock), appKey, signedWith: verdict, raw, traceparent };
    const events = content.kind === 'events' ? content.events : undefined;
    await this.#keep({ ...proved, receivedAt, events });
    return 'accepted';
  }

  /** Keeps the webhook with others; one that cannot be kept as it is, raw and in quarantine. */
  async #keep(webhook: ProvedWebhook): Promise<void> {
    try {
      await this.#group.add(webhook);
    } catch (err) {
      if (webhook.events === undefined || !isFaultOfTheBody(err)) throw err;
      const { appKey, deliveryId } = webhook;
      this.#parts.logger.error({ err, appKey, deliveryId }, 'webhook.poison');
      await this.#group.add({ ...webhook, events: undefined });
    }
  }

  async #commit(webhooks: readonly ProvedWebhook[]): Promise<void> {
    const { database, keep } = this.#parts;
    groupSize.observe(webhooks.length);
    const stopTimer = commitSeconds.startTimer();
    const news = await database.run((tx) => keepWebhooks(tx, keep, webhooks)).finally(stopTimer);
    crashPoint('ingest.after-commit');
    // Nobody waits for the bells: what no bell announced is found by the sweepers.
    this.#ring(news).catch((err: unknown) => {
      this.#parts.logger.error({ err }, 'webhook.bell_failed');
    });
    tellQuarantined(this.#parts.logger, news.quarantined);
  }

  async #ring({ calls, tenants }: WebhookNews): Promise<void> {
    const { doorbell } = this.#parts;
    await Promise.all([
      doorbell.ringAll(advanceCallJob, calls),
      doorbell.ringAll(dispatchInboxJob, tenants),
    ]);
  }
}
