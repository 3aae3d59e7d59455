import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { timedChanges } from './envelope.js';
import { metaEvents } from './meta-events.js';

const FOLDER = 'apps/simulator/fixtures/webhooks';
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

function eventsOf(name: string) {
  const body: unknown = JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8'));
  return (timedChanges(body) ?? []).map(metaEvents);
}

const AT = 1_790_000_000_000;
const LATER = 1_790_604_800_000;
const AMINA = { waId: '254700000101', userId: 'KE.12340000000000101' };
const NUMBER = { phoneNumberId: '410000000000001', displayPhoneNumber: '447700900101' };
const WACID = 'wacid.HBgMMjU0NzAwMDAwMTAxFQIAEhggRklYVFVSRQA=';
const WABA = { wabaId: '100000000000001', ownerBusinessId: '200000000000001' };
const MEDIA = { id: '900000000000001', sha256: expect.any(String), url: expect.any(String) };
const certification = { clientBusinessId: '200000000000001', rejectionReasons: [] };
const reply = (rest: object) => ({ consumer: { ...AMINA, name: 'Amina Odhiambo' }, ...rest });
const status = (word: string) => ({ change: { status: word }, consumer: AMINA });

/** What each published webhook says, beside its kind, time and subject. */
const SAID: Record<string, object> = {
  account_alerts: { entityType: 'BUSINESS', severity: 'WARNING', status: 'ACTIVE' },
  account_review_update: { decision: 'APPROVED' },
  account_settings_update: { calling: { status: 'ENABLED', callIconVisibility: 'DEFAULT' } },
  'account_update.ACCOUNT_DELETED': {},
  'account_update.ACCOUNT_OFFBOARDED': {},
  'account_update.ACCOUNT_RECONNECTED': {},
  'account_update.ACCOUNT_RESTRICTION.button-hidden': {
    restrictions: [
      {
        type: 'RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN',
        remediation: expect.any(String),
      },
    ],
  },
  'account_update.ACCOUNT_RESTRICTION': {
    restrictions: [{ type: 'RESTRICTED_BUSINESS_INITIATED_CALLING', expiresAtMs: LATER }],
  },
  'account_update.ACCOUNT_VIOLATION': {
    violations: [{ type: 'LOW_BUSINESS_INITIATED_CALLING_QUALITY' }],
  },
  'account_update.ACCOUNT_VIOLATION.low-pickup': {
    violations: [{ type: 'USER_INITIATED_CALLS_LOW_PICKUP_RATE', remediation: expect.any(String) }],
  },
  'account_update.AD_ACCOUNT_LINKED': { waba: { ...WABA, adAccountId: '600000000000001' } },
  'account_update.AUTH_INTL_PRICE_ELIGIBILITY_UPDATE': {
    startsAtMs: AT,
    exceptions: [{ country: 'IN', startsAtMs: AT + 86_400_000 }],
  },
  'account_update.BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE': { country: 'KE' },
  'account_update.DISABLED_UPDATE': {
    banState: 'SCHEDULE_FOR_DISABLE',
    banDate: 'April 17, 2025',
  },
  'account_update.MM_LITE_TERMS_SIGNED': { waba: WABA },
  'account_update.PARTNER_ADDED': {
    waba: {
      ...WABA,
      solutionId: '300000000000001',
      solutionPartnerBusinessIds: ['400000000000001', '400000000000002'],
    },
  },
  'account_update.PARTNER_APP_INSTALLED': { waba: { ...WABA, partnerAppId: '500000000000001' } },
  'account_update.PARTNER_APP_UNINSTALLED': { waba: { ...WABA, partnerAppId: '500000000000001' } },
  'account_update.PARTNER_CLIENT_CERTIFICATION_NEEDED': { ...certification, status: 'PENDING' },
  'account_update.PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE': {
    ...certification,
    status: 'APPROVED',
  },
  'account_update.PARTNER_REMOVED': {
    waba: WABA,
    disconnection: { reason: 'BUSINESS_DOWNGRADE', initiatedBy: 'CLIENT_BUSINESS' },
  },
  'account_update.VERIFIED_ACCOUNT': {},
  'account_update.VOLUME_BASED_PRICING_TIER_UPDATE': {
    category: 'CALLING',
    tier: '50001:250000',
    effectiveMonth: '2026-10',
    region: 'Kenya',
    updatedAtMs: AT,
  },
  business_capability_update: { maxDailyConversations: '2000', maxPhoneNumbersPerBusiness: 25 },
  'calls.call_created.business-initiated': {
    wacid: WACID,
    direction: 'BUSINESS_INITIATED',
    consumer: AMINA,
    bizOpaqueCallbackData: 'tenant7:call42',
  },
  'calls.call_created.user-initiated': { direction: 'USER_INITIATED', consumer: AMINA },
  'calls.call_recording_available': { wacid: WACID, media: MEDIA, consumer: AMINA },
  'calls.call_transcription_available': { wacid: WACID, media: MEDIA, consumer: AMINA },
  'calls.connect.business-initiated': { change: { wacid: WACID }, consumer: AMINA },
  'calls.connect.user-initiated.deeplink': { change: { deeplinkPayload: 'campaign=7' } },
  'calls.connect.user-initiated.hidden-number': { consumer: { userId: AMINA.userId } },
  'calls.connect.user-initiated': { change: { ctaPayload: 'order=1522' }, consumer: AMINA },
  'calls.status.ACCEPTED': status('ACCEPTED'),
  'calls.status.REJECTED': status('REJECTED'),
  'calls.status.RINGING': status('RINGING'),
  'calls.terminate.completed': { change: { durationSeconds: 130 } },
  'calls.terminate.failed': { change: { isFailed: true, error: { code: 138021 } } },
  'calls.terminate.no-payment': { change: { isFailed: true, error: { code: 131044 } } },
  'calls.terminate.unanswered': { change: { isFailed: false } },
  message_template_status_update: {
    event: 'APPROVED',
    templateId: '700000000000001',
    name: 'call_permission',
    language: 'en_US',
    category: 'UTILITY',
  },
  'messages.call_permission_reply.after-call': reply({
    response: 'accept',
    isPermanent: false,
    expiresAtMs: LATER,
    source: 'automatic',
    wacid: WACID,
  }),
  'messages.call_permission_reply.from-profile': reply({ response: 'accept', isPermanent: true }),
  'messages.call_permission_reply.permanent': reply({
    isPermanent: true,
    requestMessageId: expect.stringMatching(/^wamid\./),
  }),
  'messages.call_permission_reply.rejected': reply({ response: 'reject', source: 'user_action' }),
  'messages.call_permission_reply.revoked': reply({ response: 'reject', source: 'automatic' }),
  'messages.call_permission_reply.temporary': reply({ isPermanent: false, expiresAtMs: LATER }),
  'messages.status.delivered': { status: 'delivered', errors: [], consumer: AMINA },
  'messages.status.failed': {
    status: 'failed',
    errors: [{ code: 131026, title: 'Message undeliverable', details: 'Old client' }],
  },
  'messages.status.read': { status: 'read' },
  'messages.status.sent': { status: 'sent' },
  'messages.voicemail': { wacid: WACID, media: MEDIA, consumer: AMINA },
  partner_solutions: {
    event: 'SOLUTION_CREATED',
    solutionId: '300000000000001',
    status: 'INITIATED',
  },
  phone_number_name_update: { decision: 'APPROVED', requestedName: 'Acme' },
  phone_number_quality_update: {
    event: 'THROUGHPUT_UPGRADE',
    maxDailyConversations: 'TIER_UNLIMITED',
  },
  security: { event: 'PIN_RESET_REQUEST', requester: '200000000000001' },
};

const PORTFOLIO = { businessId: '600000000000001' };
const ENTRY = { wabaId: '510000000000001' };
const OF_NUMBER = { displayPhoneNumber: '447700900101' };
const OTHER_NUMBER = { ...ENTRY, displayPhoneNumber: '16505551111' };

/** The subjects that are not the number of the field calls or messages, nor the WABA alone. */
const SUBJECTS: [prefix: string, subject: object][] = [
  ['account_alerts', { ...ENTRY, businessId: '200000000000001' }],
  ['account_settings_update', { ...ENTRY, phoneNumberId: '410000000000001' }],
  ['account_update.ACCOUNT_RESTRICTION', OF_NUMBER],
  ['account_update.ACCOUNT_VIOLATION', OF_NUMBER],
  ['account_update.VERIFIED_ACCOUNT', { ...ENTRY, ...OF_NUMBER }],
  ['account_update.PARTNER_CLIENT', ENTRY],
  ['account_update.PARTNER', { ...PORTFOLIO, wabaId: WABA.wabaId }],
  ['account_update.AD_ACCOUNT_LINKED', { ...PORTFOLIO, wabaId: WABA.wabaId }],
  ['account_update.MM_LITE', { ...PORTFOLIO, wabaId: WABA.wabaId }],
  ['partner_solutions', PORTFOLIO],
  ['phone_number', OTHER_NUMBER],
  ['security', OTHER_NUMBER],
  ['calls.', { ...ENTRY, ...NUMBER }],
  ['messages.', { ...ENTRY, ...NUMBER }],
  ['', ENTRY],
];

describe('published webhooks', () => {
  it('are all told of here', () => {
    expect(names.map((name) => path.basename(name, '.json')).sort()).toEqual(
      Object.keys(SAID).sort(),
    );
  });

  it.each(names)('%s is one typed event', (file) => {
    const name = path.basename(file, '.json');
    const [{ events, unknown } = { events: [], unknown: 1 }, ...others] = eventsOf(file);
    expect([events.length, unknown, others]).toEqual([1, 0, []]);
    const [event] = events;
    // A file is named by its kind, and by what sets it apart from others of that kind.
    expect(`${name}.`.startsWith(`${event!.kind}.`)).toBe(true);
    expect(event).toMatchObject({ atMs: AT, ...SAID[name] });
    const [, subject] = SUBJECTS.find(([prefix]) => name.startsWith(prefix))!;
    expect(event!.subject).toEqual(subject);
  });

  it('have one key each, and the same one in a second copy', () => {
    const keys = names.map((name) => eventsOf(name)[0]!.events[0]!.dedupeKey);
    expect(names.map((name) => eventsOf(name)[0]!.events[0]!.dedupeKey)).toEqual(keys);
    // The published files are of one call and one message, some of them told twice.
    const accounts = keys.filter((key) => !/^(calls|messages):/.test(key));
    expect(new Set(accounts).size).toBe(accounts.length);
  });
});
