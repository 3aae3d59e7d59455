import type { SystemClock } from '#patchbay/kernel';
import type { HttpReply, HttpRequest } from '../http/http-listener.js';
import { wallMs } from '../media/wall-time.js';
import { type ReceivedEvent, type TenantEvent, tenantEventSchema } from './tenant-event.js';
import type { TenantSettings } from './tenant-settings.js';
import { isAuthentic } from './webhook-verification.js';

export interface WebhookReceiverOptions {
  readonly clock: SystemClock;
  readonly settings: TenantSettings;
  readonly onEvent: (event: TenantEvent) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

const KEPT_EVENTS = 5000;

/** `POST /webhooks`: verifies, answers at once, acts on each event once. */
export class WebhookReceiver {
  readonly #options: WebhookReceiverOptions;
  readonly #events = new Map<string, ReceivedEvent>();
  #secret: string | undefined;
  #failed = 0;
  #refused = 0;

  constructor(options: WebhookReceiverOptions) {
    this.#options = options;
  }

  get events(): ReceivedEvent[] {
    return [...this.#events.values()];
  }

  /** Deliveries whose signature was missing or wrong. */
  get refused(): number {
    return this.#refused;
  }

  setSecret(secret: string): void {
    this.#secret = secret;
  }

  /** Starts the count of ordered failures anew. */
  resetFailures(): void {
    this.#failed = 0;
  }

  receive({ headers, rawBody, json }: HttpRequest): HttpReply {
    const { clock, settings } = this.#options;
    if (this.#failed < settings.faults.webhook.failFirst) {
      this.#failed += 1;
      return {
        status: settings.faults.webhook.status,
        body: { error: 'a fault that was ordered' },
      };
    }
    if (this.#secret === undefined) return { status: 503, body: { error: 'not registered yet' } };
    if (!isAuthentic(this.#secret, headers, rawBody, clock)) {
      this.#refused += 1;
      return { status: 401, body: { error: 'the signature is not valid' } };
    }
    this.#take(tenantEventSchema.parse(json()));
    return { status: 200, body: {} };
  }

  #take(event: TenantEvent): void {
    const known = this.#events.get(event.id);
    if (known !== undefined) {
      known.deliveries += 1;
      return;
    }
    this.#events.set(event.id, { event, receivedMs: wallMs(), deliveries: 1 });
    const [oldest] = this.#events.keys();
    if (this.#events.size > KEPT_EVENTS && oldest !== undefined) this.#events.delete(oldest);
    // After the answer: the platform waits for no work of ours.
    setImmediate(() => {
      this.#options.onEvent(event).catch(this.#options.onError);
    });
  }
}
