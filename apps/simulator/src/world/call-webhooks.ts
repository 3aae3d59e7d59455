import type { WebhookKind } from '../webhooks/webhook-faults.js';
import type { WebhookValue } from '../webhooks/webhook-sender.js';
import type { SimCall } from './call.js';
import type { World } from './world.js';

export interface CallWebhook {
  readonly kind: WebhookKind;
  readonly value: WebhookValue;
  readonly onFirstSent?: (atMs: number) => void;
}

const STATUSES: readonly WebhookKind[] = ['RINGING', 'ACCEPTED', 'REJECTED'];

/** In SIP mode webhooks are off, but for a few that `webhook_delivery` turns on. */
function isTold({ switches }: World, call: SimCall, kind: WebhookKind): boolean {
  if (call.signalling === 'GRAPH') return kind !== 'call_created';
  if (call.number.calling.sip?.webhookDelivery !== 'ENABLED') return false;
  if (kind === 'connect') return false;
  if (STATUSES.includes(kind)) return switches.hasStatusesInSipMode;
  const isUsers = call.direction === 'USER_INITIATED';
  return kind !== 'call_created' || !isUsers || switches.isCallCreatedForUsers;
}

/** Sends one of a call's webhooks to every app bound to its number's WABA. */
export function sendWebhook(world: World, call: SimCall, webhook: CallWebhook): void {
  if (!isTold(world, call, webhook.kind)) return;
  world.sender.send({
    ...webhook,
    wacid: call.wacid,
    field: 'calls',
    about: { number: call.number },
    hasTime: world.switches.hasEntryTimeOnCalls,
    faults: world.faults.forCall(call).webhooks,
  });
}
