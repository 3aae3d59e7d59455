import { createLogger, SystemClock } from '#patchbay/kernel';
import { simulatorConfigSchema } from '../../../apps/simulator/src/config.js';
import type { CallPeer } from '../../../apps/simulator/src/media/call-peer.js';
import { readSeed } from '../../../apps/simulator/src/seed-file.js';
import { accountFieldWebhook } from '../../../apps/simulator/src/webhooks/account-fields.js';
import {
  PORTFOLIO_EVENTS,
  type AccountUpdate,
} from '../../../apps/simulator/src/webhooks/account-update-events.js';
import {
  accountRestriction,
  accountUpdate,
  accountViolation,
} from '../../../apps/simulator/src/webhooks/account-update-payload.js';
import { envelopeOf, parcelOf } from '../../../apps/simulator/src/webhooks/envelope.js';
import {
  callCreatedPayload,
  connectPayload,
  statusPayload,
  terminatePayload,
} from '../../../apps/simulator/src/webhooks/payloads.js';
import {
  recordingPayload,
  transcriptionPayload,
  voicemailPayload,
} from '../../../apps/simulator/src/webhooks/recording-payload.js';
import {
  SAMPLE_ACCOUNT_FIELDS,
  SAMPLE_ACCOUNT_UPDATES,
} from '../../../apps/simulator/src/webhooks/sample-values.js';
import type { Webhook, WebhookValue } from '../../../apps/simulator/src/webhooks/webhook.js';
import type { BusinessNumber, Consumer } from '../../../apps/simulator/src/world/assets.js';
import { type CallEnd, SimCall } from '../../../apps/simulator/src/world/call.js';
import { createWorld } from '../../../apps/simulator/src/world/create-world.js';
import { followEvents } from '../../../apps/simulator/src/world/follow-events.js';
import type { StoredMedium } from '../../../apps/simulator/src/world/media-store.js';
import type { Message } from '../../../apps/simulator/src/world/messages/message.js';
import { messageStatusPayload } from '../../../apps/simulator/src/world/messages/status-payload.js';
import { permissionReplyPayload } from '../../../apps/simulator/src/world/permissions/permission-reply.js';
import type { World } from '../../../apps/simulator/src/world/world.js';
import { AMINA, NUMBER } from './simulator-kit.js';

/** 21 September 2026; every time of the fixtures lies around it. */
const AT_MS = 1_790_000_000_000;
const PARTNER = { businessId: '600000000000001', appIds: [] };
const WAMID = 'wamid.HBgMMjU0NzAwMDAwMTAxFQIAEhggRklYVFVSRQA=';
const WACID = 'wacid.HBgMMjU0NzAwMDAwMTAxFQIAEhggRklYVFVSRQA=';
const SDP = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', ''].join('\r\n');
const URL =
  'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=900000000000001&ext=1790000300';

/** What is drawn by lot, replaced by what never changes. */
function settled(text: string): string {
  return text
    .replaceAll(/wamid\.[\w=+/-]+/g, WAMID)
    .replaceAll(/wacid\.[\w=+/-]+/g, WACID)
    .replaceAll(/"url": "[^"]*"/g, `"url": "${URL}"`);
}

class FixtureWriter {
  readonly files = new Map<string, string>();
  readonly number: BusinessNumber;
  readonly consumer: Consumer;

  constructor(private readonly world: World) {
    this.number = world.directory.number(NUMBER)!;
    this.consumer = {
      ...world.directory.consumer(AMINA)!,
      username: 'amina.k',
      parentUserId: 'KE.ENT.90000000000001',
    };
  }

  add(name: string, webhook: Webhook): void {
    const wabaId = 'businessId' in webhook.about ? undefined : this.number.wabaId;
    const { switches } = this.world;
    const parcel = parcelOf(webhook, { wabaId, eventMs: AT_MS, switches });
    const text = JSON.stringify(envelopeOf([parcel]), undefined, 2);
    this.files.set(`${name}.json`, `${settled(text)}\n`);
  }

  ofNumber(field: string, name: string, value: WebhookValue): void {
    this.add(`${field}.${name}`, { field, kind: name, about: { number: this.number }, value });
  }

  call(direction: SimCall['direction'], more: Partial<SimCall> = {}): SimCall {
    const call = new SimCall({
      direction,
      state: 'CALLING',
      number: this.number,
      consumer: this.consumer,
      peer: {} as CallPeer,
      signalling: 'GRAPH',
      hasMedia: false,
    });
    return Object.assign(call, { localSdp: SDP }, more);
  }
}

function writeCalls(writer: FixtureWriter, world: World): void {
  const users = (more: Partial<SimCall> = {}) => writer.call('USER_INITIATED', more);
  const ours = (more: Partial<SimCall> = {}) =>
    writer.call('BUSINESS_INITIATED', { bizOpaqueCallbackData: 'tenant7:call42', ...more });
  const end = (status: CallEnd['status'], errorCode?: number): CallEnd => ({
    by: 'consumer',
    status,
    ...(errorCode === undefined ? {} : { errorCode }),
  });
  const talked = { pickedUpAtMs: AT_MS - 130_000, endedAtMs: AT_MS };
  const hidden = { ...writer.consumer, isNumberHidden: true };
  const medium = { id: '900000000000001', sha256: 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=' };
  const audio = { ...medium, mimeType: 'audio/ogg; codecs=opus' } as StoredMedium;
  const document = { ...medium, mimeType: 'application/json' } as StoredMedium;
  const calls: Record<string, WebhookValue> = {
    'connect.user-initiated': connectPayload(world, users({ ctaPayload: 'order=1522' })),
    'connect.user-initiated.deeplink': connectPayload(
      world,
      users({ deeplinkPayload: 'campaign=7' }),
    ),
    'connect.user-initiated.hidden-number': connectPayload(world, users({ consumer: hidden })),
    'connect.business-initiated': connectPayload(world, ours()),
    'status.RINGING': statusPayload(world, ours(), 'RINGING'),
    'status.ACCEPTED': statusPayload(world, ours(), 'ACCEPTED'),
    'status.REJECTED': statusPayload(world, ours(), 'REJECTED'),
    'terminate.completed': terminatePayload(world, ours({ end: end('COMPLETED'), ...talked })),
    'terminate.unanswered': terminatePayload(world, users({ end: end('COMPLETED') })),
    'terminate.failed': terminatePayload(world, ours({ end: end('FAILED', 138_021) })),
    'terminate.no-payment': terminatePayload(world, users({ end: end('FAILED', 131_044) })),
    'call_created.business-initiated': callCreatedPayload(world, ours()),
    'call_created.user-initiated': callCreatedPayload(world, users()),
    call_recording_available: recordingPayload(world, users(), audio),
    call_transcription_available: transcriptionPayload(world, users(), document),
  };
  for (const [name, value] of Object.entries(calls)) writer.ofNumber('calls', name, value);
  writer.ofNumber('messages', 'voicemail', voicemailPayload(world, users(), audio));
}

function writeMessages(writer: FixtureWriter, world: World): void {
  const { consumer, number } = writer;
  const temporary = { status: 'temporary', expiresAtMs: AT_MS + 604_800_000 } as const;
  const permanent = { status: 'permanent', expiresAtMs: undefined } as const;
  const none = { status: 'no_permission', expiresAtMs: undefined } as const;
  const replies = {
    temporary: { contextId: WAMID, state: temporary, source: 'user_action' },
    permanent: { contextId: WAMID, state: permanent, source: 'user_action' },
    'from-profile': { state: permanent, source: 'user_action' },
    rejected: { contextId: WAMID, state: none, source: 'user_action' },
    'after-call': { contextId: WACID, state: temporary, source: 'automatic' },
    revoked: { state: none, source: 'automatic' },
  } as const;
  for (const [name, reply] of Object.entries(replies)) {
    const value = permissionReplyPayload({ number, consumer, ...reply }, AT_MS, world.switches);
    writer.ofNumber('messages', `call_permission_reply.${name}`, value);
  }
  const failure = { code: 131_026, title: 'Message undeliverable', details: 'Old client' };
  for (const status of ['sent', 'delivered', 'read', 'failed'] as const) {
    const message = {
      wamid: WAMID,
      ...{ number, consumer, input: consumer.waId, category: 'service' },
      failure: status === 'failed' ? failure : undefined,
    } as Message;
    const told = { hasContacts: false, nowMs: AT_MS };
    writer.ofNumber('messages', `status.${status}`, messageStatusPayload(message, status, told));
  }
}

function writeAccounts(writer: FixtureWriter, world: World): void {
  const about = (update: AccountUpdate) => {
    if (PORTFOLIO_EVENTS.has(update.event)) return PARTNER;
    return update.event === 'VERIFIED_ACCOUNT'
      ? { number: writer.number }
      : { waba: world.directory.waba(writer.number.wabaId)! };
  };
  for (const update of SAMPLE_ACCOUNT_UPDATES.slice(2)) {
    writer.add(`account_update.${update.event}`, accountUpdate(about(update), update));
  }
  const remediation = 'Provide for the calls that are to be expected.';
  writer.add(
    'account_update.ACCOUNT_VIOLATION',
    accountViolation(writer.number, { type: 'LOW_BUSINESS_INITIATED_CALLING_QUALITY' }),
  );
  writer.add(
    'account_update.ACCOUNT_VIOLATION.low-pickup',
    accountViolation(writer.number, { type: 'USER_INITIATED_CALLS_LOW_PICKUP_RATE', remediation }),
  );
  const expiresAtMs = AT_MS + 604_800_000;
  writer.add(
    'account_update.ACCOUNT_RESTRICTION',
    accountRestriction(writer.number, [
      { type: 'RESTRICTED_BUSINESS_INITIATED_CALLING', expiresAtMs },
    ]),
  );
  writer.add(
    'account_update.ACCOUNT_RESTRICTION.button-hidden',
    accountRestriction(writer.number, [
      { type: 'RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN', remediation },
    ]),
  );
  const names = Object.keys(SAMPLE_ACCOUNT_FIELDS) as (keyof typeof SAMPLE_ACCOUNT_FIELDS)[];
  for (const field of names) {
    const subject = field === 'partner_solutions' ? PARTNER : { number: writer.number };
    writer.add(field, accountFieldWebhook(field, subject, SAMPLE_ACCOUNT_FIELDS[field]));
  }
}

/** The webhook that a change of settings sends, as the world itself writes it. */
function writeSettings(writer: FixtureWriter, world: World): void {
  const sent: Webhook[] = [];
  world.sender.send = (webhook) => void sent.push(webhook);
  followEvents(world);
  world.events.emit('settings.changed', { number: writer.number, changed: ['status'] });
  const settings = sent.find(({ field }) => field === 'account_settings_update')!;
  writer.add('account_settings_update', settings);
}

/** Every kind of webhook as the simulator writes it: file name and text. */
export async function webhookFixtures(): Promise<ReadonlyMap<string, string>> {
  const clock = new SystemClock();
  clock.nowMs = () => AT_MS;
  const world = await createWorld({
    config: simulatorConfigSchema.parse({}),
    seed: readSeed('seed/two-tenants.json'),
    clock,
    logger: createLogger({ name: 'fixtures', level: 'silent' }),
  });
  const writer = new FixtureWriter(world);
  writeCalls(writer, world);
  writeMessages(writer, world);
  writeAccounts(writer, world);
  writeSettings(writer, world);
  world.deadlines.close();
  return writer.files;
}
