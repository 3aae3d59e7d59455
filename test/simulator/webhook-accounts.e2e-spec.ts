import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { ALERT_TYPES } from '../../apps/simulator/src/webhooks/account-fields.js';
import { NUMBER } from './support/simulator-kit.js';
import type { Json, ReceivedWebhook } from './support/webhook-sink.js';
import { WABA, WebhookWorld } from './support/webhook-world.js';

const PARTNER = '600000000000001';
const OWNER = '610000000000001';
const DISPLAY = '447700900101';
const AT = 1_790_000_000;

describe('Meta tells of accounts', () => {
  let world: WebhookWorld;
  beforeAll(async () => {
    world = await WebhookWorld.open();
  });
  afterAll(() => world.close());

  /** Emits, and gives what the first app receives: what is for a portfolio, its other apps receive too. */
  async function told(body: Json): Promise<ReceivedWebhook> {
    const ofApp = () => world.sink.received.filter(({ appKey }) => appKey === 'alpha');
    const before = ofApp().length;
    await world.emit(body);
    const received = await eventually(() => ofApp().at(before));
    expect(received.field).toBe(body.field);
    return received;
  }

  const update = (body: Json) => told({ field: 'account_update', ...body });

  async function refused(body: Json): Promise<string> {
    const reply = await world.kit.control('POST', '/webhooks/emit', body);
    expect(reply.status).toBe(400);
    return reply.body.error;
  }

  it('F-WEBHOOKS-70 with the time in UNIX seconds as a number in the entry', async () => {
    const nowS = Math.floor(world.kit.clock.nowMs() / 1000);
    for (const field of [
      { field: 'account_update', event: 'ACCOUNT_DELETED' },
      { field: 'account_review_update', decision: 'APPROVED' },
    ]) {
      const { entry } = await told({ ...field, wabaId: WABA });
      expect(entry).toMatchObject({ id: WABA, time: expect.any(Number) });
      expect(Math.abs(entry.time - nowS)).toBeLessThan(60);
    }
  });

  it('F-WEBHOOKS-71 that low calling quality is a violation of a number; the entry names no account', async () => {
    for (const violation_type of [
      'LOW_BUSINESS_INITIATED_CALLING_QUALITY',
      'LOW_USER_INITIATED_CALLING_QUALITY',
      'USER_INITIATED_CALLS_LOW_PICKUP_RATE',
    ]) {
      const violation_info = { violation_type, remediation: 'Pick up' };
      const event = 'ACCOUNT_VIOLATION';
      const { entry, value } = await update({ phoneNumberId: NUMBER, event, violation_info });
      expect(entry.id).toBe('0');
      expect(value).toEqual({ phone_number: DISPLAY, event, violation_info });
    }
  });

  it('F-WEBHOOKS-72 that a restriction lists its types, each with its end or a remedy', async () => {
    const event = 'ACCOUNT_RESTRICTION';
    const restriction_info = [
      { restriction_type: 'RESTRICTED_BUSINESS_INITIATED_CALLING', expiration: AT },
      {
        restriction_type: 'RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN',
        remediation: 'Pick up',
      },
    ];
    const { entry, value } = await update({ phoneNumberId: NUMBER, event, restriction_info });
    expect(entry.id).toBe('0');
    expect(value).toEqual({ phone_number: DISPLAY, event, restriction_info });
    for (const restriction_type of [
      'RESTRICTED_USER_INITIATED_CALLING',
      'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING',
      'RESTRICTED_BIZ_INITIATED_MESSAGING',
      'RESTRICTED_CUSTOMER_INITIATED_MESSAGING',
      'RESTRICTED_ADD_PHONE_NUMBER_ACTION',
      'RESTRICTED_UTILITY_TEMPLATES',
      'RESTRICTED_DIRECT_SEND_UTILITY_TEMPLATES',
    ]) {
      const only = [{ restriction_type }];
      const one = await update({ phoneNumberId: NUMBER, event, restriction_info: only });
      expect(one.value.restriction_info).toEqual(only);
    }
  });

  it('F-WEBHOOKS-73 in an array or not, when few calls were picked up: samples of that are odd', async () => {
    const event = 'ACCOUNT_VIOLATION';
    const violation_info = { violation_type: 'USER_INITIATED_CALLS_LOW_PICKUP_RATE' };
    const bodyOf = async (isLowPickupWrapped: boolean): Promise<Json> => {
      await world.switches({ isLowPickupWrapped });
      const { raw } = await update({ phoneNumberId: NUMBER, event, violation_info });
      return JSON.parse(raw.toString());
    };
    const plain = await bodyOf(false);
    const wrapped = await bodyOf(true);
    await world.switches({ isLowPickupWrapped: false });
    expect(plain.entry[0].changes[0].value.event).toBe(event);
    expect(wrapped).toEqual([{ ...plain, entry: [expect.any(Object)] }]);
  });

  it('F-WEBHOOKS-74 to the partner, whose portfolio the entry names, that an account was shared', async () => {
    const { entry, value } = await update({
      wabaId: WABA,
      event: 'PARTNER_ADDED',
      waba_info: { solution_id: '7', solution_partner_business_ids: ['8', '9'] },
    });
    expect(entry.id).toBe(PARTNER);
    expect(value).toEqual({
      event: 'PARTNER_ADDED',
      waba_info: {
        waba_id: WABA,
        owner_business_id: OWNER,
        solution_id: '7',
        solution_partner_business_ids: ['8', '9'],
      },
    });
  });

  it('F-WEBHOOKS-75 that it is shared no more, with the reason when it was in the app too', async () => {
    const event = 'PARTNER_REMOVED';
    const { value } = await update({ wabaId: WABA, event });
    expect(value).toEqual({ event, waba_info: { waba_id: WABA, owner_business_id: OWNER } });
    const disconnection_info = { reason: 'BUSINESS_DOWNGRADE', initiated_by: 'CLIENT_BUSINESS' };
    const other = await update({ wabaId: WABA, event, disconnection_info });
    expect(other.value.disconnection_info).toEqual(disconnection_info);
  });

  it('F-WEBHOOKS-76 that an app was granted permissions, or lost them', async () => {
    for (const event of ['PARTNER_APP_INSTALLED', 'PARTNER_APP_UNINSTALLED']) {
      const waba_info = { partner_app_id: '770011220033001' };
      const { entry, value } = await update({ wabaId: WABA, event, waba_info });
      expect(entry.id).toBe(PARTNER);
      expect(value.waba_info).toEqual({ waba_id: WABA, owner_business_id: OWNER, ...waba_info });
    }
  });

  it('F-WEBHOOKS-77 how the verification of a client went; NONE is the reason of an approval', async () => {
    const event = 'PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE';
    const info = { client_business_id: OWNER, status: 'APPROVED' };
    const { entry, value } = await update({
      wabaId: WABA,
      event,
      partner_client_certification_info: info,
    });
    expect(entry.id).toBe(WABA);
    expect(value).toEqual({
      event,
      partner_client_certification_info: { ...info, rejection_reasons: ['NONE'] },
    });
    const failed = { ...info, status: 'FAILED', rejection_reasons: ['LEGAL_NAME_NOT_MATCHING'] };
    const other = await update({ wabaId: WABA, event, partner_client_certification_info: failed });
    expect(other.value.partner_client_certification_info).toEqual(failed);
    const needed = 'PARTNER_CLIENT_CERTIFICATION_NEEDED';
    const { kind } = await update({
      wabaId: WABA,
      event: needed,
      partner_client_certification_info: { ...info, status: 'PENDING' },
    });
    expect(kind).toBe(needed);
  });

  it('F-WEBHOOKS-78 that an account was deleted, left or came back, with nothing but the event', async () => {
    for (const event of ['ACCOUNT_DELETED', 'ACCOUNT_OFFBOARDED', 'ACCOUNT_RECONNECTED']) {
      const { entry, value } = await update({ wabaId: WABA, event });
      expect([entry.id, value]).toEqual([WABA, { event }]);
    }
  });

  it('F-WEBHOOKS-79 that an account is verified, with its number', async () => {
    const { entry, value } = await update({ phoneNumberId: NUMBER, event: 'VERIFIED_ACCOUNT' });
    expect(entry.id).toBe(WABA);
    expect(value).toEqual({ event: 'VERIFIED_ACCOUNT', phone_number: DISPLAY });
  });

  it('F-WEBHOOKS-80 that it is to be disabled, is disabled, or is back, with the date in words', async () => {
    const event = 'DISABLED_UPDATE';
    for (const waba_ban_state of ['SCHEDULE_FOR_DISABLE', 'DISABLE', 'REINSTATE']) {
      const ban_info = { waba_ban_state, waba_ban_date: 'April 17, 2025' };
      expect((await update({ wabaId: WABA, event, ban_info })).value).toEqual({ event, ban_info });
    }
    const ban_info = { waba_ban_state: 'DISABLE', waba_ban_date: '2025-04-17' };
    const problem = await refused({ field: 'account_update', wabaId: WABA, event, ban_info });
    expect(problem).toContain('waba_ban_date');
  });

  it('F-WEBHOOKS-81 which country the business is in', async () => {
    const event = 'BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE';
    const { value } = await update({ wabaId: WABA, event, country: 'KE' });
    expect(value).toEqual({ event, country: 'KE' });
  });

  it('F-WEBHOOKS-82 from when on international rates hold, and where not', async () => {
    const event = 'AUTH_INTL_PRICE_ELIGIBILITY_UPDATE';
    const auth_international_rate_eligibility = {
      start_time: AT,
      exception_countries: [{ country_code: 'IN', start_time: AT + 1 }],
    };
    const { value } = await update({ wabaId: WABA, event, auth_international_rate_eligibility });
    expect(value).toEqual({ event, auth_international_rate_eligibility });
  });

  it('F-WEBHOOKS-83 that a volume tier was reached, CALLING for the tiers of calls', async () => {
    const event = 'VOLUME_BASED_PRICING_TIER_UPDATE';
    const volume_tier_info = {
      tier_update_time: AT,
      tier: '50001:250000',
      effective_month: '2026-10',
      region: 'Kenya',
    };
    const { value } = await update({ wabaId: WABA, event, volume_tier_info });
    expect(value.volume_tier_info).toEqual({ ...volume_tier_info, pricing_category: 'CALLING' });
  });

  it('F-WEBHOOKS-84 that an ad account was linked or terms were signed, by the portfolio', async () => {
    const waba_info = { ad_account_linked: '11' };
    const linked = await update({ wabaId: WABA, event: 'AD_ACCOUNT_LINKED', waba_info });
    expect(linked.entry.id).toBe(PARTNER);
    expect(linked.value.waba_info).toMatchObject({ waba_id: WABA, ad_account_linked: '11' });
    const signed = await update({ wabaId: WABA, event: 'MM_LITE_TERMS_SIGNED' });
    expect(signed.entry.id).toBe(PARTNER);
    expect(signed.value.waba_info).toEqual({ waba_id: WABA, owner_business_id: OWNER });
  });

  it('F-WEBHOOKS-85 by alerts, none of which is about calling', async () => {
    const about = { field: 'account_alerts', wabaId: WABA };
    const alert = (alert_type: string) => ({
      entity_type: 'BUSINESS',
      entity_id: OWNER,
      alert_info: {
        alert_severity: 'WARNING',
        alert_status: 'ACTIVE',
        alert_type,
        alert_description: 'Not yet',
      },
    });
    for (const type of ALERT_TYPES) {
      expect(type).not.toContain('CALL');
      expect((await told({ ...about, ...alert(type) })).value).toEqual(alert(type));
    }
    expect(await refused({ ...about, ...alert('CALLING_PAUSED') })).toContain('alert_type');
  });

  it('F-WEBHOOKS-86 of the review of an account', async () => {
    for (const decision of ['APPROVED', 'REJECTED', 'PENDING', 'DEFERRED']) {
      const { value } = await told({ field: 'account_review_update', wabaId: WABA, decision });
      expect(value).toEqual({ decision });
    }
  });

  it('F-WEBHOOKS-87 of the review of a display name; without a reason it is null', async () => {
    const field = 'phone_number_name_update';
    const more = { requested_verified_name: 'Acme', decision: 'APPROVED' };
    const { value } = await told({ field, phoneNumberId: NUMBER, ...more });
    expect(value).toEqual({ display_phone_number: DISPLAY, ...more, rejection_reason: null });
    const rejected = { ...more, decision: 'REJECTED', rejection_reason: 'NAME_NOT_RELATED' };
    const other = await told({ field, phoneNumberId: NUMBER, ...rejected });
    expect(other.value).toMatchObject(rejected);
  });

  it('F-WEBHOOKS-88 of the throughput and limit of a number; the second tier is 2K', async () => {
    const field = 'phone_number_quality_update';
    for (const tier of ['50', '250', '2K', '10K', '100K', 'NOT_SET', 'UNLIMITED']) {
      const max_daily_conversations_per_business = `TIER_${tier}`;
      const more = { event: 'THROUGHPUT_UPGRADE', max_daily_conversations_per_business };
      const { value } = await told({ field, phoneNumberId: NUMBER, ...more });
      expect(value).toEqual({ display_phone_number: DISPLAY, ...more });
    }
    const wrong = { event: 'ONBOARDING', max_daily_conversations_per_business: 'TIER_1K' };
    expect(await refused({ field, phoneNumberId: NUMBER, ...wrong })).toContain('max_daily');
  });

  it('F-WEBHOOKS-89 of what a business may do: messages a day, numbers in all', async () => {
    const field = 'business_capability_update';
    for (const capability of [
      { max_daily_conversations_per_business: 2000, max_phone_numbers_per_business: 25 },
      { max_daily_conversations_per_business: 'TIER_2K', max_phone_numbers_per_waba: 25 },
      { max_daily_conversations_per_business: 250, max_daily_conversation_per_phone: 250 },
    ]) {
      expect((await told({ field, wabaId: WABA, ...capability })).value).toEqual(capability);
    }
  });

  it('F-WEBHOOKS-90 that a PIN was changed or asked for', async () => {
    const field = 'security';
    for (const event of ['PIN_CHANGED', 'PIN_RESET_REQUEST', 'PIN_REQUEST_SUCCESS']) {
      const { value } = await told({ field, phoneNumberId: NUMBER, event });
      expect(value).toEqual({ display_phone_number: DISPLAY, event });
    }
    const event = 'PIN_RESET_REQUEST';
    const { value } = await told({ field, phoneNumberId: NUMBER, event, requester: '61' });
    expect(value.requester).toBe('61');
  });

  it('F-WEBHOOKS-91 to a portfolio of its solutions', async () => {
    const field = 'partner_solutions';
    for (const solution_status of [
      'DRAFT',
      'INITIATED',
      'PENDING',
      'ACTIVE',
      'REJECTED',
      'PENDING_DEACTIVATION',
      'DEACTIVATED',
    ]) {
      const solution = { event: 'SOLUTION_UPDATED', solution_id: '7', solution_status };
      const { entry, value } = await told({ field, businessId: PARTNER, ...solution });
      expect(entry.id).toBe(PARTNER);
      expect(value).toEqual(solution);
    }
  });

  it('F-WEBHOOKS-92 of its templates, whose id is a number', async () => {
    const template = {
      event: 'REJECTED',
      message_template_id: 7,
      message_template_name: 'call_permission',
      message_template_language: 'en_US',
      message_template_category: 'UTILITY',
      reason: 'INVALID_FORMAT',
      rejection_info: { reason: 'A variable is wrong', recommendation: 'Mend it' },
    };
    const field = 'message_template_status_update';
    expect((await told({ field, wabaId: WABA, ...template })).value).toEqual(template);
    const disabled = { event: 'DISABLED', disable_info: { disable_date: AT } };
    const { value } = await told({ field, wabaId: WABA, ...template, ...disabled });
    expect(value).toMatchObject(disabled);
  });

  it('F-WEBHOOKS-93 only what its pages list, unless the whole value is given', async () => {
    const field = 'account_update';
    const event = 'ACCOUNT_DELETED';
    expect(await refused({ field, wabaId: WABA, event, mood: 'sad' })).toContain('mood');
    expect(await refused({ field, wabaId: WABA, event: 'ACCOUNT_EATEN' })).toContain('event');
    expect(await refused({ field, event })).toContain('phoneNumberId');
    expect(await refused({ field: 'flows', wabaId: WABA })).toContain('flows');
    const raw = await told({ field, wabaId: WABA, value: { event: 'ACCOUNT_EATEN' } });
    expect(raw.value).toEqual({ event: 'ACCOUNT_EATEN' });
    const nobody = { field, wabaId: '1', event };
    expect((await world.kit.control('POST', '/webhooks/emit', nobody)).status).toBe(404);
  });
});
