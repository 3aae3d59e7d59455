import type { Logger, SystemClock } from '#patchbay/kernel';
import { HttpListener } from '../http/http-listener.js';
import type { TenantConfig } from './config.js';
import { PatchbayClient } from './patchbay-client.js';
import { TenantCalls } from './tenant-calls.js';
import { tenantRoutes } from './tenant-control.js';
import { TenantEndpoint } from './tenant-endpoint.js';
import { TenantSettings } from './tenant-settings.js';
import { WebhookReceiver } from './webhook-receiver.js';

export interface SampleTenantOptions {
  readonly config: TenantConfig;
  readonly clock: SystemClock;
  readonly logger: Logger;
  readonly host: string;
  readonly port: number;
}

const RETRY_MS = 500;

/**
 * A client company's application beside the platform: gets signed webhooks, answers and places
 * calls over GraphQL and has a media server that speaks SDES-SRTP.
 */
export class SampleTenant {
  readonly #endpoint: TenantEndpoint;
  readonly #calls: TenantCalls;
  readonly #receiver: WebhookReceiver;
  readonly #listener: HttpListener;
  readonly #logger: Logger;
  readonly #closing = new AbortController();

  private constructor(
    parts: { client: PatchbayClient; calls: TenantCalls; receiver: WebhookReceiver },
    listener: HttpListener,
    logger: Logger,
  ) {
    this.#endpoint = new TenantEndpoint(parts.client);
    this.#calls = parts.calls;
    this.#receiver = parts.receiver;
    this.#listener = listener;
    this.#logger = logger;
  }

  static async open({
    clock,
    config,
    host,
    logger,
    port,
  }: SampleTenantOptions): Promise<SampleTenant> {
    const client = new PatchbayClient({
      url: config.PATCHBAY_URL.replace(/\/$/, ''),
      clientId: config.TENANT_CLIENT_ID,
      clientSecret: config.TENANT_CLIENT_SECRET,
    });
    const settings = new TenantSettings();
    const mediaHost = config.TENANT_MEDIA_HOST;
    const calls = new TenantCalls({ client, settings, logger, mediaHost });
    const receiver = new WebhookReceiver({
      clock,
      settings,
      onEvent: (event) => calls.onEvent(event),
      onError: (err) => {
        logger.error({ err }, 'event.failed');
      },
    });
    const listener = await HttpListener.open({
      host,
      port,
      routes: [
        { method: 'POST', pattern: '/webhooks', handle: (request) => receiver.receive(request) },
        ...tenantRoutes({ calls, receiver, settings }),
      ],
      onError: (err, path) => {
        logger.error({ err, path }, 'request.failed');
      },
    });
    return new SampleTenant({ client, calls, receiver }, listener, logger);
  }

  get url(): string {
    return this.#listener.url;
  }

  /** Has the platform send events here, trying until it is there. */
  async register(): Promise<void> {
    let hasWarned = false;
    while (!this.#closing.signal.aborted) {
      try {
        await this.#endpoint.register(`${this.url}/webhooks`, (secret) => {
          this.#receiver.setSecret(secret);
        });
        return;
      } catch (err) {
        if (!hasWarned) this.#logger.warn({ err }, 'endpoint.registration_failed');
        hasWarned = true;
        await this.#pause(RETRY_MS);
      }
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#calls.close();
    await this.#listener.close();
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#closing.signal.addEventListener(
        'abort',
        () => {
          clearTimeout(timer);
          resolve();
        },
        { once: true },
      );
    });
  }
}
