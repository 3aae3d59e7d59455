import type { AdmissionRequest, AdmissionRule } from '../domain/admission-rule.js';
import { quietUntil, spansFor } from '../domain/quiet-hours.js';
import { allowed, notConfigured, refused, type Verdict } from '../domain/verdict.js';
import { type Standing, STANDING, type StandingStop } from '../persistence/standing.repository.js';

type Judge = (rule: string, standing: Standing, request: AdmissionRequest) => Verdict;

/** Meta's words for a pause of a business's calls. */
const PAUSES = [
  'RESTRICTED_BUSINESS_INITIATED_CALLING',
  'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING',
];
const GONE = ['REMOVED', 'DELETED', 'OFFBOARDED'];

const STOPPED_BY: Readonly<Record<StandingStop['by'], string>> = {
  PLATFORM: 'All calls of the platform are stopped',
  STAFF: 'Your provider has stopped your calls',
  TENANT: 'You have stopped your calls: switch the stop off with setKillSwitch',
};

/** https://developers.facebook.com/docs/whatsapp/cloud-api/calling/troubleshooting 131055 */
const sipExclusive: Judge = (rule, { sipStatus }) =>
  sipStatus === 'ENABLED'
    ? refused(rule, {
        code: 'NUMBER_USES_SIP',
        reason:
          'The number runs its calls over SIP: call by SIP, or switch SIP off in its settings.',
      })
    : allowed(rule);

/** Of a solution with several partners, or of a WABA that was taken from us, Meta's last word counts. */
const rightPartner: Judge = (rule, { waba }) =>
  GONE.includes(waba?.PARTNER ?? '') || GONE.includes(waba?.ACCOUNT ?? '')
    ? refused(rule, {
        code: 'NUMBER_OF_ANOTHER_PARTNER',
        reason:
          'The WhatsApp Business Account is no longer shared with your provider: connect it again.',
      })
    : allowed(rule);

/** 138014; the pause ends by itself, and Meta says when. */
const notPaused: Judge = (rule, { restrictions }) => {
  const pauses = restrictions.filter(({ type }) => PAUSES.includes(type));
  if (pauses.length === 0) return allowed(rule);
  const ends = pauses.map(({ expiresAt }) => (expiresAt === null ? null : Date.parse(expiresAt)));
  const isOpen = ends.includes(null);
  return refused(rule, {
    code: 'CALLING_PAUSED',
    reason: 'Meta has paused calls of the number for low quality: wait for the end of the pause.',
    retryAt: isOpen ? null : new Date(Math.max(...ends.map(Number))),
  });
};

const notStopped: Judge = (rule, { stop }) => {
  if (stop === null) return allowed(rule);
  const where = stop.ofNumber ? ' from this number' : '';
  const reason = `${STOPPED_BY[stop.by]}${where}: ${stop.reason}`;
  return refused(rule, { code: 'CALLING_STOPPED', reason });
};

const notSuppressed: Judge = (rule, { suppression }) => {
  if (suppression === null) return allowed(rule);
  const { reason, until } = suppression;
  return refused(rule, {
    code: 'CONSUMER_SUPPRESSED',
    reason: `The consumer is on your suppression list: ${reason}`,
    retryAt: until === null ? null : new Date(until),
  });
};

const outsideQuietHours: Judge = (rule, { quietSpans }, { country, now }) => {
  const spans = spansFor(quietSpans, country);
  if (spans.length === 0) return notConfigured(rule);
  const until = quietUntil(spans, now);
  if (until === undefined) return allowed(rule);
  return refused(rule, {
    code: 'QUIET_HOURS',
    reason: 'These are your quiet hours for this consumer: call when they are over.',
    retryAt: until,
  });
};

const JUDGES: Readonly<Record<string, Judge>> = {
  sip_exclusive: sipExclusive,
  right_partner: rightPartner,
  restriction: notPaused,
  kill_switch: notStopped,
  suppression: notSuppressed,
  quiet_hours: outsideQuietHours,
};

/** What Meta, the BSP and the tenant itself have against a call, whatever is counted. */
export const STANDING_RULES: readonly AdmissionRule[] = Object.entries(JUDGES).map(
  ([name, judge]) => ({
    name,
    facts: [STANDING],
    judge: (request, facts) => judge(name, facts.of(STANDING), request),
  }),
);

/** Rules of billing's, until billing registers its own under these names. */
export const OPEN_RULES: readonly AdmissionRule[] = ['spend', 'credit'].map((name) => ({
  name,
  facts: [],
  judge: () => notConfigured(name),
}));
