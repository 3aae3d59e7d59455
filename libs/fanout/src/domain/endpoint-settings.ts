import type { FieldProblem } from '#patchbay/kernel';
import { type CustomHeader, problemOfHeaders } from './endpoint-headers.js';
import { problemOfEndpointUrl } from './endpoint-url.js';
import { EVENT_TYPE_NAMES, type EventType, eventTypeFacts, isEventType } from './event-types.js';
import { API_VERSIONS } from './message-body.js';

/** Our own body, or one like Meta's for clients that already speak Cloud API. */
export type EndpointFormat = 'STANDARD' | 'META';

/** What a tenant decides about an endpoint. */
export interface EndpointSettings {
  readonly url: string;
  readonly description: string | null;
  readonly eventTypes: readonly string[];
  /** Only events of these numbers (our ids); null for all. */
  readonly numberIds: readonly string[] | null;
  /** Only events of these WABAs (our ids); null for all. */
  readonly wabaRowIds: readonly string[] | null;
  readonly apiVersion: string;
  readonly format: EndpointFormat;
  readonly headers: readonly CustomHeader[];
  /** Where an event with a deadline goes too, when `url` does not take it at once. */
  readonly failoverUrl: string | null;
  /** Requests per second; null for no limit of its own. */
  readonly rateLimitPerSecond: number | null;
  /** Requests under way at a time; null for the platform's own limit. */
  readonly maxInFlight: number | null;
  /** Who is told when the endpoint keeps failing. */
  readonly alertEmails: readonly string[];
}

/** Settings of which some are left out. */
export type SomeSettings = {
  readonly [Key in keyof EndpointSettings]?: EndpointSettings[Key] | undefined;
};

/** A valid endpoint's settings: types and URLs in their canonical form. */
export type CheckedSettings = Omit<EndpointSettings, 'eventTypes'> & {
  readonly eventTypes: readonly EventType[];
};

/** `settings` with those of `some` that are there. */
export function withSettings(settings: EndpointSettings, some: SomeSettings): EndpointSettings {
  const given = Object.entries(some).filter(([, value]) => value !== undefined);
  return { ...settings, ...(Object.fromEntries(given) as Partial<EndpointSettings>) };
}

const MAX_DESCRIPTION = 500;
const MAX_FILTER = 200;
const MAX_RATE = 10_000;
const MAX_IN_FLIGHT = 100;
const MAX_EMAILS = 10;
const MAX_EMAIL = 254;
const EMAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}$/;

type Problem = string | undefined;

function problemOfEventTypes({ eventTypes, format }: EndpointSettings): Problem {
  if (eventTypes.length === 0) return 'must name at least one event type';
  const unknown = eventTypes.filter((type) => !isEventType(type));
  if (unknown.length > 0) {
    return `has the unknown ${unknown.slice(0, 5).join(', ')}; known are ${EVENT_TYPE_NAMES.join(', ')}`;
  }
  if (format === 'STANDARD') return undefined;
  const types = eventTypes.filter(isEventType);
  const unlike = types.filter((type) => !eventTypeFacts(type).hasMetaBody);
  if (unlike.length === 0) return undefined;
  return `has ${unlike.slice(0, 5).join(', ')}, for which Meta has no webhook: give them an endpoint of the format STANDARD`;
}

function problemOfFilter(ids: readonly string[] | null, what: string): Problem {
  if (ids === null) return undefined;
  if (ids.length === 0) return `must name at least one ${what}, or be null for all`;
  return ids.length > MAX_FILTER ? `must be at most ${MAX_FILTER}` : undefined;
}

function problemOfCount(count: number | null, max: number): Problem {
  if (count === null || (Number.isInteger(count) && count >= 1 && count <= max)) return undefined;
  return `must be a whole number from 1 to ${max}, or null`;
}

function problemOfFailover({ url, failoverUrl }: EndpointSettings): Problem {
  if (failoverUrl === null) return undefined;
  const problem = problemOfEndpointUrl(failoverUrl);
  if (problem !== undefined) return problem;
  const isSame = URL.canParse(url) && new URL(url).href === new URL(failoverUrl).href;
  return isSame ? 'must be another URL than the endpoint has' : undefined;
}

function problemOfEmails(emails: readonly string[]): Problem {
  if (emails.length > MAX_EMAILS) return `must be at most ${MAX_EMAILS}`;
  const index = emails.findIndex((email) => email.length > MAX_EMAIL || !EMAIL.test(email));
  return index < 0 ? undefined : `has at place ${index + 1} what is no e-mail address`;
}

function problemOfDescription({ description }: EndpointSettings): Problem {
  const isLong = (description?.length ?? 0) > MAX_DESCRIPTION;
  return isLong ? `must be at most ${MAX_DESCRIPTION} characters` : undefined;
}

function problemOfVersion({ apiVersion }: EndpointSettings): Problem {
  if (API_VERSIONS.includes(apiVersion)) return undefined;
  return `must be one of ${API_VERSIONS.join(', ')}`;
}

/** Everything that is wrong with an endpoint's settings, field by field. */
export function problemsOfSettings(settings: EndpointSettings): FieldProblem[] {
  const problems: Readonly<Record<string, Problem>> = {
    url: problemOfEndpointUrl(settings.url),
    description: problemOfDescription(settings),
    eventTypes: problemOfEventTypes(settings),
    phoneNumberIds: problemOfFilter(settings.numberIds, 'phone number'),
    wabaIds: problemOfFilter(settings.wabaRowIds, 'WABA'),
    apiVersion: problemOfVersion(settings),
    headers: problemOfHeaders(settings.headers),
    failoverUrl: problemOfFailover(settings),
    rateLimitPerSecond: problemOfCount(settings.rateLimitPerSecond, MAX_RATE),
    maxInFlight: problemOfCount(settings.maxInFlight, MAX_IN_FLIGHT),
    alertEmails: problemOfEmails(settings.alertEmails),
  };
  return Object.entries(problems).flatMap(([field, problem]) =>
    problem === undefined ? [] : [{ field, problem }],
  );
}

const unique = <T>(list: readonly T[]): T[] => [...new Set(list)];

/** Settings that have no problem, in the form in which they are kept. */
export function canonical(settings: EndpointSettings): CheckedSettings {
  const { url, failoverUrl, eventTypes, numberIds, wabaRowIds, alertEmails } = settings;
  return {
    ...settings,
    url: new URL(url).href,
    failoverUrl: failoverUrl === null ? null : new URL(failoverUrl).href,
    eventTypes: unique(eventTypes).filter(isEventType),
    numberIds: numberIds && unique(numberIds),
    wabaRowIds: wabaRowIds && unique(wabaRowIds),
    alertEmails: unique(alertEmails),
  };
}
