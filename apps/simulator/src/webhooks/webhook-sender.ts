import type { Clock, Logger } from '#patchbay/kernel';
import { HttpPoster } from '../http/http-post.js';
import { wallMs } from '../media/wall-time.js';
import type { Deadlines } from '../world/deadlines.js';
import type { Directory } from '../world/directory.js';
import type { Faults } from '../world/faults.js';
import type { Switches } from '../world/switches.js';
import { Batcher } from './batcher.js';
import { Courier, type Target, webhookHeaders } from './courier.js';
import {
  type DeliveryCounts,
  type DeliveryRecord,
  DeliveryRecords,
  type SentBody,
} from './delivery-records.js';
import { DEFAULT_DELIVERY_SETTINGS, type DeliverySettings } from './delivery-settings.js';
import { envelopeOf, type Parcel, parcelOf } from './envelope.js';
import { FaultyWay } from './faulty-way.js';
import { Pauses } from './pauses.js';
import { Recipients } from './recipients.js';
import { verifyCallback } from './verify-callback.js';
import type { WebhookFaults } from './webhook-faults.js';
import type { Webhook } from './webhook.js';

export type { Webhook, WebhookSubject, WebhookValue } from './webhook.js';
export type { DeliveryRecord } from './delivery-records.js';

export interface SenderOptions {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly faults: Pick<Faults, 'forCall'>;
  readonly deadlines: Deadlines;
  readonly switches: Switches;
  readonly logger: Logger;
  readonly baseUrl: string | undefined;
}

/** A webhook that has come through all faults, with its subscribers. */
interface AddressedParcel extends Parcel {
  readonly targets: readonly Target[];
  readonly onSent: () => void;
  readonly onDone: () => void;
}

/** Nobody: what webhooks without a number or a user are about, as far as faults go. */
const NO_NUMBER = { phoneNumberId: '' };
const NO_CONSUMER = { waId: '', userId: '' };

/**
 * Delivers webhooks: signed with the secret of each subscribed app, to its own or an alternate URL,
 * repeated with growing pauses until the receiver answers 200, as Meta does while a receiver is down.
 */
export class WebhookSender {
  readonly settings: DeliverySettings = { ...DEFAULT_DELIVERY_SETTINGS };
  readonly recipients: Recipients;
  readonly #options: SenderOptions;
  readonly #poster = new HttpPoster();
  readonly #pauses: Pauses;
  readonly #records = new DeliveryRecords();
  readonly #courier: Courier;
  readonly #batcher: Batcher<AddressedParcel>;
  readonly #way: FaultyWay;

  constructor(options: SenderOptions) {
    const { clock, deadlines, logger, switches } = options;
    this.#options = options;
    this.recipients = new Recipients(options);
    this.#pauses = new Pauses(deadlines);
    this.#courier = new Courier({
      clock,
      logger,
      switches,
      poster: this.#poster,
      pauses: this.#pauses,
      records: this.#records,
      settings: this.settings,
    });
    this.#batcher = new Batcher(this.settings, (parcels) => void this.#dispatch(parcels));
    this.#way = new FaultyWay(this.#pauses, (webhook, copies, eventMs) =>
      this.#deliver(webhook, copies, eventMs),
    );
  }

  /** The latest deliveries, the oldest first. */
  get records(): readonly DeliveryRecord[] {
    return this.#records.all;
  }

  get counts(): DeliveryCounts {
    return this.#records.counts();
  }

  setBaseUrl(baseUrl: string): void {
    this.recipients.baseUrl = baseUrl;
  }

  send(webhook: Webhook): void {
    const faults = webhook.faults ?? this.#faultsOf(webhook);
    this.#way.send({ webhook, faults, eventMs: this.#options.clock.nowMs() });
  }

  /** Posts a body once, for tests that play a stranger or a broken sender. */
  async inject(appKey: string, body: Buffer, signature: string | undefined): Promise<number> {
    const app = this.#options.directory.appByKey(appKey);
    const { recipients } = this;
    const url = app === undefined ? recipients.defaultUrl(appKey) : recipients.urlOfApp(app);
    if (url === undefined) throw new Error('no webhook base URL is set');
    return this.#post(url, body, signature);
  }

  /** Posts the very bytes of a delivery once more; undefined when they are not known (any more). */
  async resend(id: string): Promise<number | undefined> {
    const sent: SentBody | undefined = this.#records.bodyOf(id);
    return sent && this.#post(sent.url, sent.body, sent.signature);
  }

  /** The body of a delivery as it was posted last. */
  bodyOf(id: string): Buffer | undefined {
    return this.#records.bodyOf(id)?.body;
  }

  /** Asks an endpoint whether it expects us; undefined when it does, else Meta's words. */
  verify(url: string, verifyToken: string): Promise<string | undefined> {
    const timeoutMs = this.settings.answerTimeoutMs;
    return verifyCallback(this.#poster, { url, verifyToken, timeoutMs });
  }

  close(): void {
    this.#pauses.close();
    this.#batcher.close();
    this.#poster.close();
  }

  async #post(url: string, body: Buffer, signature: string | undefined): Promise<number> {
    const headers = webhookHeaders(signature);
    const timeoutMs = this.settings.answerTimeoutMs;
    return (await this.#poster.post({ url, headers, body, timeoutMs })).status;
  }

  #faultsOf({ about, consumer, wacid }: Webhook): WebhookFaults {
    const number = 'number' in about ? about.number : NO_NUMBER;
    const call = {
      number,
      consumer: consumer ?? NO_CONSUMER,
      ...(wacid === undefined ? {} : { wacid }),
    };
    return this.#options.faults.forCall(call).webhooks;
  }

  /** Copies are deliveries of their own, each repeated until it is acknowledged. */
  async #deliver(webhook: Webhook, copies: number, eventMs: number): Promise<void> {
    const apps = this.recipients.appsOf(webhook);
    if (apps.length === 0) return;
    const { switches } = this.#options;
    const { wabaId } = this.recipients.wabaOf(webhook.about) ?? {};
    const parcel = parcelOf(webhook, { wabaId, eventMs, switches });
    let { onFirstSent } = webhook;
    const onSent = (): void => {
      onFirstSent?.(wallMs());
      onFirstSent = undefined;
    };
    const urls = apps.map((app) => `${app.appId} ${this.recipients.urlOf(app, webhook) ?? ''}`);
    const destinations = urls.join('\n');
    const done = Array.from(
      { length: copies },
      () =>
        new Promise<void>((resolve) => {
          this.#batcher.add(destinations, {
            ...parcel,
            targets: apps.map((app) => ({
              app,
              url: () => this.recipients.urlOf(app, webhook),
              records: [this.#records.add({ ...recordParts(webhook), appKey: app.appKey })],
            })),
            onSent,
            onDone: resolve,
          });
        }),
    );
    await Promise.all(done);
  }

  /** All of these go to the same apps at the same URLs. */
  async #dispatch(parcels: readonly AddressedParcel[]): Promise<void> {
    const envelope = envelopeOf(parcels);
    const isWrapped =
      parcels.some(({ webhook }) => webhook.isLowPickup) &&
      this.#options.switches.isLowPickupWrapped;
    const first = parcels[0]?.targets ?? [];
    const targets = first.map((target, index) => ({
      ...target,
      records: parcels.flatMap((parcel) => parcel.targets[index]?.records ?? []),
    }));
    for (const { records } of targets) {
      for (const record of records) record.batchSize = parcels.length;
    }
    await this.#courier.deliver({
      body: Buffer.from(JSON.stringify(isWrapped ? [envelope] : envelope)),
      targets,
      onSent: () => {
        for (const { onSent } of parcels) onSent();
      },
    });
    for (const { onDone } of parcels) onDone();
  }
}

function recordParts({ field, kind, wacid }: Webhook): {
  field: string;
  kind: string;
  wacid: string | undefined;
  createdMs: number;
} {
  return { field, kind, wacid, createdMs: wallMs() };
}
