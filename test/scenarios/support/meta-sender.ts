import { createHmac } from 'node:crypto';
import type { TestMetaApp, TwoTenants } from '../../support/two-tenants.js';
import type { Json } from './scenario.js';
import type { Seeded } from './seeded.js';
import type { LogEvent } from './webhook-log.js';

/** Events in one value: of one number and one list; an error beside them would be all of theirs. */
function fitsBeside(event: LogEvent, other: LogEvent): boolean {
  const isAlone = [event, other].some(({ error }) => error !== undefined);
  return !isAlone && event.number === other.number && event.list === other.list;
}

function changeOf(events: readonly LogEvent[]): Json {
  const [{ number, list }] = events as [LogEvent, ...LogEvent[]];
  const contacts = events.flatMap(({ contact }) => contact ?? []);
  const errors = events.flatMap(({ error }) => error ?? []);
  const value = {
    messaging_product: 'whatsapp',
    metadata: {
      display_phone_number: number.displayPhoneNumber,
      phone_number_id: number.phoneNumberId,
    },
    ...(contacts.length > 0 && { contacts }),
    ...(errors.length > 0 && { errors }),
    [list]: events.map(({ element }) => element),
  };
  return { field: 'calls', value };
}

/** One webhook with many events: entries of many changes, changes of many elements, in their order. */
export function webhookOf(events: readonly LogEvent[], chance: Seeded): string {
  const values: LogEvent[][] = [];
  for (const event of events) {
    const last = values.at(-1);
    if (last?.every((other) => fitsBeside(event, other)) && chance.once(2)) last.push(event);
    else values.push([event]);
  }
  const entries: { id: string; changes: Json[] }[] = [];
  for (const value of values) {
    const { wabaId } = value[0]!.number;
    const last = entries.at(-1);
    if (last?.id === wabaId) last.changes.push(changeOf(value));
    else entries.push({ id: chance.once(8) ? '0' : wabaId, changes: [changeOf(value)] });
  }
  return JSON.stringify({ object: 'whatsapp_business_account', entry: entries });
}

/** The apps that may bring all of these events: those bound to the WABA of each. */
export function appsFor(events: readonly LogEvent[], tenants: TwoTenants): TestMetaApp[] {
  const wabas = [...tenants.acme.wabas, ...tenants.globex.wabas];
  return Object.values(tenants.apps).filter((app) =>
    events.every(({ number }) =>
      wabas.some(({ wabaId, apps }) => wabaId === number.wabaId && apps.includes(app)),
    ),
  );
}

const AGAIN_AFTER_MS = 200;
const TIMEOUT_MS = 10_000;

/**
 * Posts a webhook as Meta does, signed by the app, and again while it is not taken: a server that is
 * away or says 5xx gets it later. Gives the number of tries; any other answer than 200 is an error.
 */
export async function postWebhook(url: string, app: TestMetaApp, body: string): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const status = await postOnce(url, app, body).catch(() => 503);
    if (status === 200) return tries;
    if (status < 500) throw new Error(`ingest answered ${status}`);
    await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
  }
}

async function postOnce(url: string, app: TestMetaApp, body: string): Promise<number> {
  const signature = createHmac('sha256', app.appSecret).update(body).digest('hex');
  const response = await fetch(`${url}/webhooks/meta/${app.appKey}`, {
    method: 'POST',
    body,
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
  });
  await response.arrayBuffer();
  return response.status;
}
