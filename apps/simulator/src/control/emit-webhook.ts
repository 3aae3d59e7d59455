import { z } from 'zod';
import { HttpProblem } from '../http/http-listener.js';
import { ACCOUNT_FIELDS, type AccountField, isAccountField } from '../webhooks/account-fields.js';
import {
  type AccountUpdateEvent,
  accountUpdateSchema,
  PORTFOLIO_EVENTS,
} from '../webhooks/account-update-events.js';
import { accountUpdate } from '../webhooks/account-update-payload.js';
import { WEBHOOK_FIELDS } from '../webhooks/webhook-fields.js';
import type { Webhook, WebhookSubject } from '../webhooks/webhook.js';
import { webhookFaultsSchema } from '../webhooks/webhook-faults.js';
import type { Waba } from '../world/assets.js';
import type { World } from '../world/world.js';
import { numberOf } from './control-route.js';

/** What happened on Meta's side, to be told; further keys are those of the webhook's `value`. */
export const emittedSchema = z.looseObject({
  field: z.enum(WEBHOOK_FIELDS).describe('The webhook field, e.g. account_update'),
  phoneNumberId: z.string().optional().describe('The number it is about'),
  wabaId: z.string().optional().describe('Or the account'),
  businessId: z.string().optional().describe('Or the portfolio'),
  value: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('A whole value that is sent unchecked, for fields not known key by key'),
  entryId: z.string().optional().describe('entry[].id in place of the documented one'),
  faults: webhookFaultsSchema.optional().describe('For this webhook only'),
});

type Emitted = z.output<typeof emittedSchema>;

function wabaOf(world: World, wabaId: string): Waba {
  const waba = world.directory.waba(wabaId);
  if (waba === undefined) throw new HttpProblem(404, `there is no WABA ${wabaId}`);
  return waba;
}

/** A portfolio hears by the apps it owns; one without any by the partner's. */
function portfolio(world: World, businessId: string): WebhookSubject {
  const ownedBy = (owner: string): string[] =>
    world.directory.apps
      .map(({ appId }) => appId)
      .filter((appId) => world.onboarding.profiles.ownerOfApp(appId) === owner);
  const own = ownedBy(businessId);
  return {
    businessId,
    appIds: own.length > 0 ? own : ownedBy(world.directory.partner.businessId),
  };
}

function subjectOf(world: World, { businessId, phoneNumberId, wabaId }: Emitted): WebhookSubject {
  const named = [businessId, phoneNumberId, wabaId].filter((id) => id !== undefined);
  if (named.length !== 1) {
    throw new HttpProblem(400, 'name one of phoneNumberId, wabaId and businessId');
  }
  if (phoneNumberId !== undefined) return { number: numberOf(world, phoneNumberId) };
  if (wabaId !== undefined) return { waba: wabaOf(world, wabaId) };
  if (world.directory.business(businessId ?? '') === undefined) {
    throw new HttpProblem(404, `there is no portfolio ${businessId}`);
  }
  return portfolio(world, businessId ?? '');
}

/** `waba_info` names the account of the request; the partner is who is told. */
function partnerUpdate(world: World, waba: Waba, value: Record<string, unknown>): Webhook {
  const { waba_info: info } = value;
  const owner = { waba_id: waba.wabaId, owner_business_id: waba.businessId };
  const waba_info = { ...owner, ...(typeof info === 'object' ? info : {}) };
  const about = portfolio(world, world.directory.partner.businessId);
  return accountUpdate(about, accountUpdateSchema.parse({ ...value, waba_info }));
}

function knownWebhook(world: World, asked: Emitted, value: Record<string, unknown>): Webhook {
  const about = subjectOf(world, asked);
  if (asked.field === 'account_update') {
    const isPartners = PORTFOLIO_EVENTS.has(value.event as AccountUpdateEvent);
    if (isPartners && 'waba' in about) return partnerUpdate(world, about.waba, value);
    return accountUpdate(about, accountUpdateSchema.parse(value));
  }
  const field = asked.field as AccountField;
  const schema = ACCOUNT_FIELDS[field];
  const number =
    'number' in about && 'display_phone_number' in schema.shape
      ? { display_phone_number: about.number.displayPhoneNumber }
      : {};
  const checked = schema.parse({ ...number, ...value });
  return { field, kind: field, about, value: checked, hasTime: true };
}

const OWN_KEYS: ReadonlySet<string> = new Set(Object.keys(emittedSchema.shape));

/** Sends the webhook that a request describes; a `value` that the page does not allow is refused. */
export function emitWebhook(world: World, asked: Emitted): void {
  const { entryId, faults, field, value } = asked;
  const more = {
    ...(entryId === undefined ? {} : { entryId }),
    ...(faults === undefined ? {} : { faults }),
  };
  if (value !== undefined) {
    world.sender.send({ field, kind: field, about: subjectOf(world, asked), value, ...more });
    return;
  }
  if (field !== 'account_update' && !isAccountField(field)) {
    throw new HttpProblem(400, `give the whole value of ${field}`);
  }
  const rest = Object.fromEntries(Object.entries(asked).filter(([key]) => !OWN_KEYS.has(key)));
  world.sender.send({ ...knownWebhook(world, asked, rest), ...more });
}
