import type { BusinessNumber, Consumer, Waba } from '../world/assets.js';
import type { WebhookFaults, WebhookKind } from './webhook-faults.js';

/** The `value` of one change. */
export type WebhookValue = Readonly<Record<string, unknown>>;

/** Whose subscriptions and overrides decide where a webhook goes. */
export type WebhookSubject =
  | { readonly number: BusinessNumber }
  | { readonly waba: Waba }
  | { readonly businessId: string; readonly appIds: readonly string[] };

/** One change to be told, before anything is known of who hears it. */
export interface Webhook {
  /** Meta's id of the call, when it is about one. */
  readonly wacid?: string;
  readonly kind: WebhookKind;
  /** The webhook field it belongs to, e.g. `calls`. */
  readonly field: string;
  readonly about: WebhookSubject;
  readonly value: WebhookValue;
  /** `entry[].id`; the WABA or portfolio unless told. */
  readonly entryId?: string;
  /** Whether `entry[].time` is sent. */
  readonly hasTime?: boolean;
  /** Of the two low pick-up kinds, whose published samples are wrapped in an array. */
  readonly isLowPickup?: boolean;
  /** The user it is about, for the faults of one user. */
  readonly consumer?: Consumer;
  /** Those in force for the number and the user unless told. */
  readonly faults?: WebhookFaults;
  /** Called with the wall time at which the first copy left. */
  readonly onFirstSent?: (atMs: number) => void;
}
