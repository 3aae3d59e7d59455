import type { MetaApp, Waba, WebhookOverride } from '../world/assets.js';
import type { Directory } from '../world/directory.js';
import type { Switches } from '../world/switches.js';
import { isOverridable, scopeOfField } from './webhook-fields.js';
import type { Webhook, WebhookSubject } from './webhook.js';

type Told = Pick<Webhook, 'about' | 'field'>;

export interface RecipientsOptions {
  readonly directory: Directory;
  readonly switches: Switches;
  readonly baseUrl: string | undefined;
}

/** Who hears of something, and where: all subscribed apps are equal, there is no first one. */
export class Recipients {
  readonly #directory: Directory;
  readonly #switches: Switches;
  /** Apps without a callback URL of their own are reached at `/webhooks/meta/<appKey>` below it. */
  baseUrl: string | undefined;

  constructor({ baseUrl, directory, switches }: RecipientsOptions) {
    this.#directory = directory;
    this.#switches = switches;
    this.baseUrl = baseUrl;
  }

  /** Apps that are subscribed to the account and to the field, and may hear of it. */
  appsOf(told: Told): MetaApp[] {
    const { about, field } = told;
    if ('businessId' in about) return this.#subscribed(about.appIds, field);
    const subscriptions = this.wabaOf(about)?.subscribedApps ?? new Map<string, never>();
    const scope = scopeOfField(field, this.#switches);
    const allowed = [...subscriptions].filter(
      ([, { scopes }]) => scopes === undefined || scopes.has(scope),
    );
    return this.#subscribed(
      allowed.map(([appId]) => appId),
      field,
    );
  }

  wabaOf(about: WebhookSubject): Waba | undefined {
    if ('waba' in about) return about.waba;
    return 'number' in about ? this.#directory.waba(about.number.wabaId) : undefined;
  }

  /** The number's URL, else the WABA's, else the app's; undefined when there is none at all. */
  urlOf(app: MetaApp, { about, field }: Told): string | undefined {
    return (
      (isOverridable(field) ? this.overrideOf(app, about)?.uri : undefined) ?? this.urlOfApp(app)
    );
  }

  overrideOf({ appId }: MetaApp, about: WebhookSubject): WebhookOverride | undefined {
    const ofNumber = 'number' in about ? about.number.webhookOverrides.get(appId) : undefined;
    return ofNumber ?? this.wabaOf(about)?.subscribedApps.get(appId)?.override;
  }

  urlOfApp({ appKey, callbackUrl }: MetaApp): string | undefined {
    return callbackUrl ?? this.defaultUrl(appKey);
  }

  defaultUrl(appKey: string): string | undefined {
    return this.baseUrl && `${this.baseUrl.replace(/\/$/, '')}/webhooks/meta/${appKey}`;
  }

  #subscribed(appIds: readonly string[], field: string): MetaApp[] {
    return appIds
      .flatMap((appId) => this.#directory.app(appId) ?? [])
      .filter((app) => app.fields.has(field));
  }
}
