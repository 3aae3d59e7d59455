import { z } from 'zod';
import {
  constant,
  defined,
  idText,
  instant,
  lenient,
  lenientList,
  lenientOne,
  text,
} from './lenient.js';
import {
  type AccountDetail,
  type MetaPortfolioEvent,
  type MetaRestriction,
  type MetaWabaInfo,
  type ParsedEvent,
  PORTFOLIO_EVENTS,
} from './meta-event.js';
import { subjectOfDisplay } from './number-value.js';

const restrictionSchema = z
  .object({ restriction_type: constant, remediation: lenient(text), expiration: lenient(instant) })
  .transform(
    ({ restriction_type: type, remediation, expiration: expiresAtMs }): MetaRestriction => ({
      type,
      ...defined({ remediation, expiresAtMs }),
    }),
  );

const violationSchema = z
  .object({ violation_type: constant, remediation: lenient(text) })
  .transform(({ violation_type: type, remediation }) => ({ type, ...defined({ remediation }) }));

const wabaInfoSchema = z
  .object({
    waba_id: lenient(idText),
    owner_business_id: lenient(idText),
    partner_app_id: lenient(idText),
    solution_id: lenient(idText),
    solution_partner_business_ids: lenientList(idText),
    ad_account_linked: lenient(idText),
  })
  .transform((info): MetaWabaInfo => {
    const partners = info.solution_partner_business_ids;
    return defined({
      wabaId: info.waba_id,
      ownerBusinessId: info.owner_business_id,
      partnerAppId: info.partner_app_id,
      solutionId: info.solution_id,
      solutionPartnerBusinessIds: partners.length === 0 ? undefined : partners,
      adAccountId: info.ad_account_linked,
    });
  });

const certificationSchema = z.object({
  client_business_id: lenient(idText),
  status: lenient(constant),
  rejection_reasons: lenientList(constant),
});

const exceptionSchema = z
  .object({ country_code: constant, start_time: lenient(instant) })
  .transform(({ country_code: country, start_time: startsAtMs }) => ({
    country,
    ...defined({ startsAtMs }),
  }));

const tierSchema = z.object({
  tier_update_time: lenient(instant),
  pricing_category: lenient(constant),
  tier: lenient(text),
  effective_month: lenient(text),
  region: lenient(text),
});

const accountSchema = z.object({
  event: constant,
  phone_number: lenient(idText),
  violation_info: lenientList(violationSchema),
  restriction_info: lenientList(restrictionSchema),
  waba_info: lenientOne(wabaInfoSchema),
  disconnection_info: lenientOne(
    z.object({ reason: lenient(constant), initiated_by: lenient(constant) }),
  ),
  partner_client_certification_info: lenientOne(certificationSchema),
  ban_info: lenientOne(
    z.object({ waba_ban_state: lenient(constant), waba_ban_date: lenient(text) }),
  ),
  country: lenient(constant),
  auth_international_rate_eligibility: lenientOne(
    z.object({ start_time: lenient(instant), exception_countries: lenientList(exceptionSchema) }),
  ),
  volume_tier_info: lenientOne(tierSchema),
});

type AccountValue = z.output<typeof accountSchema>;

function isOfThePortfolio(event: string): event is MetaPortfolioEvent {
  return PORTFOLIO_EVENTS.includes(event as MetaPortfolioEvent);
}

function wabaDetail(value: AccountValue) {
  const { waba_info: waba, disconnection_info: gone } = value;
  const disconnection = gone && defined({ reason: gone.reason, initiatedBy: gone.initiated_by });
  return defined({ waba, disconnection });
}

function certificationDetail({ partner_client_certification_info: info }: AccountValue) {
  return {
    ...defined({ clientBusinessId: info?.client_business_id, status: info?.status }),
    // "NONE" stands in the list when there is no reason.
    rejectionReasons: (info?.rejection_reasons ?? []).filter((reason) => reason !== 'NONE'),
  };
}

function tierDetail({ volume_tier_info: info }: AccountValue) {
  return defined({
    category: info?.pricing_category,
    tier: info?.tier,
    effectiveMonth: info?.effective_month,
    region: info?.region,
    updatedAtMs: info?.tier_update_time,
  });
}

function eligibilityDetail({ auth_international_rate_eligibility: info }: AccountValue) {
  return {
    ...defined({ startsAtMs: info?.start_time }),
    exceptions: info?.exception_countries ?? [],
  };
}

/** Whether the account, or a number of it, may still do what it did. */
function standingDetail(value: AccountValue): AccountDetail | undefined {
  const { event, ban_info: ban } = value;
  switch (event) {
    case 'ACCOUNT_DELETED':
    case 'ACCOUNT_OFFBOARDED':
    case 'ACCOUNT_RECONNECTED':
    case 'VERIFIED_ACCOUNT':
      return { kind: `account_update.${event}` };
    case 'ACCOUNT_VIOLATION':
      return { kind: `account_update.${event}`, violations: value.violation_info };
    case 'ACCOUNT_RESTRICTION':
      return { kind: `account_update.${event}`, restrictions: value.restriction_info };
    case 'DISABLED_UPDATE': {
      const state = defined({ banState: ban?.waba_ban_state, banDate: ban?.waba_ban_date });
      return { kind: `account_update.${event}`, ...state };
    }
    default:
      return undefined;
  }
}

/** What was agreed with the account's business: partners, its country, prices. */
function businessDetail(value: AccountValue): AccountDetail | undefined {
  const { event, country } = value;
  switch (event) {
    case 'PARTNER_CLIENT_CERTIFICATION_NEEDED':
    case 'PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE':
      return { kind: `account_update.${event}`, ...certificationDetail(value) };
    case 'BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE':
      return { kind: `account_update.${event}`, ...defined({ country }) };
    case 'AUTH_INTL_PRICE_ELIGIBILITY_UPDATE':
      return { kind: `account_update.${event}`, ...eligibilityDetail(value) };
    case 'VOLUME_BASED_PRICING_TIER_UPDATE':
      return { kind: `account_update.${event}`, ...tierDetail(value) };
    default:
      if (!isOfThePortfolio(event)) return undefined;
      return { kind: `account_update.${event}`, ...wabaDetail(value) };
  }
}

/** The value of the field `account_update`. */
export function accountEvent(raw: unknown): ParsedEvent | undefined {
  const value = accountSchema.safeParse(raw).data;
  const detail = value && (standingDetail(value) ?? businessDetail(value));
  if (value === undefined || detail === undefined) return undefined;
  const wabaId = value.waba_info?.wabaId;
  return {
    detail,
    about: { ...subjectOfDisplay(value.phone_number), ...defined({ wabaId }) },
    entry: isOfThePortfolio(value.event) ? 'portfolio' : 'waba',
  };
}
