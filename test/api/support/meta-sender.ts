import { createHmac, randomInt, randomUUID } from 'node:crypto';
import { metrics } from '#patchbay/kernel';
import type { TestApp } from '../../support/create-test-app.js';
import { ownerQuery } from '../../support/owner-query.js';
import type { TestMetaApp } from '../../support/two-tenants.js';

export const newWacid = (): string => `wacid.${randomUUID()}`;
/** An id of Meta's that nobody has. */
export const newMetaId = (): string => `9${String(randomInt(2 ** 47)).padStart(15, '0')}`;

interface CallOf {
  readonly wacid: string;
  readonly phoneNumberId: string;
  readonly displayPhoneNumber?: string;
  readonly wabaId?: string;
  readonly atMs?: number;
}

const envelope = (entryId: string, field: string, value: object, atMs?: number): object => {
  const time = atMs === undefined ? {} : { time: Math.floor(atMs / 1000) };
  const entry = [{ id: entryId, ...time, changes: [{ field, value }] }];
  return { object: 'whatsapp_business_account', entry };
};

function callsWebhook(call: CallOf, event: object): string {
  const { wacid, phoneNumberId, displayPhoneNumber = '1', wabaId = '0', atMs = Date.now() } = call;
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: displayPhoneNumber, phone_number_id: phoneNumberId },
    contacts: [{ wa_id: '254700000101', profile: { name: 'Amina' } }],
    calls: [
      {
        id: wacid,
        from: '254700000101',
        timestamp: String(Math.floor(atMs / 1000)),
        direction: 'USER_INITIATED',
        ...event,
      },
    ],
  };
  return JSON.stringify(envelope(wabaId, 'calls', value));
}

/** A user calls. */
export const connectOf = (call: CallOf): string =>
  callsWebhook(call, { event: 'connect', session: { sdp_type: 'offer', sdp: 'v=0\r\n' } });

/** The call is over, as completed after seven seconds. */
export function terminateOf(call: CallOf): string {
  const end = Math.floor((call.atMs ?? Date.now()) / 1000);
  const times = { start_time: String(end - 7), end_time: String(end), duration: 7 };
  return callsWebhook(call, { event: 'terminate', status: 'COMPLETED', ...times });
}

/** Something about a whole WABA. */
export const wabaEventOf = (wabaId: string, atMs = Date.now()): string =>
  JSON.stringify(envelope(wabaId, 'account_review_update', { decision: 'APPROVED' }, atMs));

/** Sends a webhook as Meta does for an app, validly signed. */
export async function sendAs(
  { url }: Pick<TestApp, 'url'>,
  meta: TestMetaApp,
  body: string,
): Promise<number> {
  const signature = createHmac('sha256', meta.appSecret).update(body).digest('hex');
  const response = await fetch(`${url}/webhooks/meta/${meta.appKey}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
  });
  return response.status;
}

/** How many events of an app were quarantined for a reason, as the alert rules see it. */
export async function quarantinedCount(appKey: string, reason: string): Promise<number> {
  const counter = metrics.getSingleMetric('patchbay_webhook_quarantined_total');
  const values = (await counter?.get())?.values ?? [];
  const fits = values.find(({ labels }) => labels.app === appKey && labels.reason === reason);
  return fits?.value ?? 0;
}

export interface KeptEvent {
  readonly id: string;
  readonly tenant_id: string;
  readonly kind: string;
  readonly call_id: string | null;
}

/** The events of a call that were kept, whoever's. */
export const eventsOfCall = (wacid: string): Promise<KeptEvent[]> =>
  ownerQuery(
    `select e.id, e.tenant_id, e.kind, e.call_id from inbox_event e join call_key k
        on k.tenant_id = e.tenant_id and k.call_id = e.call_id where k.wacid = $1 order by e.id`,
    [wacid],
  );

export const eventsOfWaba = (wabaId: string): Promise<KeptEvent[]> =>
  ownerQuery(
    `select id, tenant_id, kind, call_id from inbox_event where waba_id = $1 and call_id is null
      order by id`,
    [wabaId],
  );
