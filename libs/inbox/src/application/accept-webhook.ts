import { Counter } from 'prom-client';
import { advanceCallJob } from '#patchbay/calls';
import type { Transaction } from '#patchbay/database';
import { type Clock, crashPoint, type Logger, metrics, traceIdOf, uuidv7 } from '#patchbay/kernel';
import { callChanges, isSignedBy, webhookChanges, type WebhookChange } from '#patchbay/meta';
import { type Doorbell } from '#patchbay/queue';
import {
  insertDelivery,
  insertQuarantined,
  type QuarantineRow,
} from '../persistence/delivery.repository.js';
import { type InboxDatabase } from '../persistence/inbox-database.js';
import { findEventOwner } from '../persistence/webhook-directory.js';
import { type DayKeys } from './day-keys.js';
import { type KeepCallEvent } from './keep-call-event.js';
import { type MetaApps } from './meta-apps.js';

export interface IncomingWebhook {
  readonly appKey: string;
  readonly signature: string | undefined;
  readonly raw: Buffer;
  readonly traceparent: string;
}

export type AcceptWebhookOutcome = 'accepted' | 'unknown_app' | 'bad_signature';

export interface AcceptWebhookParts {
  readonly apps: MetaApps;
  readonly database: InboxDatabase;
  readonly keys: DayKeys;
  readonly keepCallEvent: KeepCallEvent;
  readonly doorbell: Doorbell;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A call that has news, for the doorbell. */
interface CallWithNews {
  readonly tenantId: string;
  readonly callId: string;
}

interface Delivery {
  readonly id: string;
  readonly appKey: string;
  readonly traceparent: string;
}

const changesTotal = new Counter({
  name: 'patchbay_webhook_changes_total',
  help: 'Changes in webhooks of Meta by field and what became of them.',
  labelNames: ['field', 'outcome'],
  registers: [metrics],
});

const FIELDS = new Set(['calls', 'messages', 'account_update', 'account_settings_update']);

function parse(raw: Buffer): WebhookChange[] | undefined {
  try {
    return webhookChanges(JSON.parse(raw.toString('utf8')));
  } catch {
    return undefined;
  }
}

/** Takes a webhook of Meta's: proves its app, finds whose it is, keeps it, and only then says 200. */
export class AcceptWebhook {
  readonly #parts: AcceptWebhookParts;

  constructor(parts: AcceptWebhookParts) {
    this.#parts = parts;
  }

  /** Resolves once the rows are committed; rejects when they could not be, so that Meta retries. */
  async execute(webhook: IncomingWebhook): Promise<AcceptWebhookOutcome> {
    const app = await this.#parts.apps.find(webhook.appKey);
    if (app === undefined) return 'unknown_app';
    if (!isSignedBy(app.appSecret.reveal(), webhook.signature, webhook.raw)) return 'bad_signature';
    const calls = await this.#parts.database.run((tx) => this.#keep(tx, webhook));
    crashPoint('ingest.after-commit');
    const { traceparent } = webhook;
    await Promise.all(
      calls.map(({ tenantId, callId }) =>
        this.#parts.doorbell.ring(advanceCallJob, { tenantId, callId, traceparent }),
      ),
    );
    return 'accepted';
  }

  async #keep(tx: Transaction, webhook: IncomingWebhook): Promise<CallWithNews[]> {
    const { appKey, raw, traceparent } = webhook;
    const delivery = { id: uuidv7(this.#parts.clock), appKey, traceparent };
    const { day, sealed } = await this.#parts.keys.seal(tx, delivery.id, raw);
    const receivedAt = this.#parts.clock.now();
    await insertDelivery(tx, { ...delivery, keyDay: day, rawSealed: sealed, receivedAt });
    const changes = parse(raw);
    if (changes === undefined) {
      await this.#quarantine(tx, delivery, { reason: 'UNREADABLE' });
      return [];
    }
    const withNews = new Map<string, CallWithNews>();
    for (const change of changes) {
      for (const call of await this.#keepChange(tx, delivery, change)) {
        withNews.set(call.callId, call);
      }
    }
    return [...withNews.values()];
  }

  async #keepChange(
    tx: Transaction,
    delivery: Delivery,
    change: WebhookChange,
  ): Promise<CallWithNews[]> {
    const { field, entryId: wabaId } = change;
    const label = FIELDS.has(field) ? field : 'other';
    const value = field === 'calls' ? callChanges(change.value) : undefined;
    if (value === undefined) {
      // Of the other fields the raw delivery is what we keep until their context is built.
      changesTotal.inc({ field: label, outcome: 'unhandled' });
      return [];
    }
    const { phoneNumberId } = value;
    const owner = await findEventOwner(tx, { appKey: delivery.appKey, phoneNumberId });
    if (owner?.isBound !== true) {
      const reason = owner === undefined ? 'UNKNOWN_NUMBER' : 'UNBOUND_APP';
      await this.#quarantine(tx, delivery, { reason, wabaId, phoneNumberId, field });
      return [];
    }
    const withNews: CallWithNews[] = [];
    for (const event of value.events) {
      const callId = await this.#parts.keepCallEvent.execute(tx, {
        owner,
        phoneNumberId,
        change: event,
        deliveryId: delivery.id,
        traceparent: delivery.traceparent,
      });
      changesTotal.inc({ field: label, outcome: callId === undefined ? 'duplicate' : 'kept' });
      if (callId !== undefined) withNews.push({ tenantId: owner.tenantId, callId });
    }
    return withNews;
  }

  async #quarantine(
    tx: Transaction,
    { id: deliveryId, appKey, traceparent }: Delivery,
    event: Pick<QuarantineRow, 'reason'> & Partial<QuarantineRow>,
  ): Promise<void> {
    const { reason, wabaId = null, phoneNumberId = null, field = null } = event;
    await insertQuarantined(tx, {
      id: uuidv7(this.#parts.clock),
      deliveryId,
      appKey,
      reason,
      wabaId,
      phoneNumberId,
      field,
      now: this.#parts.clock.now(),
    });
    changesTotal.inc({ field: field ?? 'other', outcome: reason.toLowerCase() });
    const fields = { appKey, reason, wabaId, phoneNumberId, traceId: traceIdOf(traceparent) };
    tx.afterCommit(() => {
      this.#parts.logger.warn(fields, 'webhook.quarantined');
    });
  }
}
