import { randomUUID } from 'node:crypto';
import { type Logger, sha256Hex, type SystemClock } from '#patchbay/kernel';
import { z } from 'zod';
import { HttpListener } from '../http/http-listener.js';
import type { TenantConfig } from './config.js';
import { PatchbayClient, PatchbayError } from './patchbay-client.js';
import { TenantCalls } from './tenant-calls.js';
import { tenantRoutes } from './tenant-control.js';
import { TenantSettings } from './tenant-settings.js';
import { WebhookReceiver } from './webhook-receiver.js';

export interface SampleTenantOptions {
  readonly config: TenantConfig;
  readonly clock: SystemClock;
  readonly logger: Logger;
  readonly host: string;
  readonly port: number;
}

const EVENT_TYPES = [
  'call.connect',
  'call.ringing',
  'call.accepted',
  'call.rejected',
  'call.terminated',
];
const RETRY_MS = 500;

const createdSchema = z.object({ secret: z.string().nullish() });

/**
 * A client company's application beside the platform: gets signed webhooks, answers and places
 * calls over GraphQL and has a media server that speaks SDES-SRTP.
 */
export class SampleTenant {
  readonly #client: PatchbayClient;
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
    this.#client = parts.client;
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

  /** Registers the webhook endpoint, trying until the platform is there. */
  async register(): Promise<void> {
    let hasWarned = false;
    while (!this.#closing.signal.aborted) {
      try {
        this.#receiver.setSecret(await this.#createEndpoint());
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

  /** The secret is shown once, so an endpoint of an earlier run at this URL is of no use. */
  async #createEndpoint(): Promise<string> {
    const url = `${this.url}/webhooks`;
    const secret = await this.#tryCreate(`endpoint-${sha256Hex(url).slice(0, 32)}`);
    return secret ?? (await this.#tryCreate(randomUUID())) ?? this.#failWithoutSecret();
  }

  async #tryCreate(idempotencyKey: string): Promise<string | undefined> {
    const input = {
      url: `${this.url}/webhooks`,
      eventTypes: EVENT_TYPES,
      description: 'Sample tenant',
      idempotencyKey,
    };
    const success = '... on CreateEndpointSuccess { endpoint { id url } secret }';
    try {
      const result = await this.#client.mutate('createEndpoint', input, success);
      return createdSchema.parse(result).secret ?? undefined;
    } catch (error) {
      if (error instanceof PatchbayError && error.code === 'CONFLICT') return undefined;
      throw error;
    }
  }

  #failWithoutSecret(): never {
    throw new Error('createEndpoint gave no secret');
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
