import { sha256Hex } from '#patchbay/kernel';
import { z } from 'zod';
import { accountEvent } from './account-events.js';
import { callEvent, callStatusEvent } from './calls-events.js';
import { canonicalJson } from './canonical-json.js';
import { type WebhookChange } from './envelope.js';
import { defined, elementsOf } from './lenient.js';
import { messageEvent, messageStatusEvent, nameOfElement } from './messages-events.js';
import { type MetaEvent, type MetaSubject, type ParsedEvent } from './meta-event.js';
import { type NumberValue, numberValue } from './number-value.js';
import { otherEvent } from './other-events.js';

export interface MetaEvents {
  readonly events: readonly MetaEvent[];
  /** How many of them are of the kind `unknown`. */
  readonly unknown: number;
}

/** An element of a change, with what its field's parser made of it. */
interface Element {
  readonly raw: unknown;
  readonly parsed: ParsedEvent | undefined;
  readonly about?: MetaSubject;
}

const settingsList = z.looseObject({ phone_number_settings: z.array(z.unknown()).min(2) });

type ElementParser = (raw: unknown, value: NumberValue) => ParsedEvent | undefined;

function elementsOfNumber({ field, value: raw }: WebhookChange): Element[] {
  const value = numberValue(raw);
  if (value === undefined) return [{ raw, parsed: undefined }];
  const isCalls = field === 'calls';
  const walk = (list: readonly unknown[], parse: ElementParser): Element[] =>
    list.map((element) => ({ raw: element, parsed: parse(element, value), about: value.subject }));
  const elements = [
    ...walk(isCalls ? value.calls : value.messages, isCalls ? callEvent : messageEvent),
    ...walk(value.statuses, isCalls ? callStatusEvent : messageStatusEvent),
  ];
  // Nothing but errors, or a list of a name that we do not know.
  if (elements.length === 0) return [{ raw, parsed: undefined, about: value.subject }];
  return elements;
}

/** Settings of several numbers in one value are one event for each number. */
function valuesOf(field: string, raw: unknown): readonly unknown[] {
  if (field !== 'account_settings_update') return [raw];
  const value = settingsList.safeParse(raw).data;
  if (value === undefined) return [raw];
  return value.phone_number_settings.map((each) => ({ ...value, phone_number_settings: each }));
}

function elementsOfValue(change: WebhookChange): Element[] {
  const { field, value } = change;
  if (field === 'calls' || field === 'messages') return elementsOfNumber(change);
  return valuesOf(field, value).map((raw) => {
    return { raw, parsed: field === 'account_update' ? accountEvent(raw) : otherEvent(field, raw) };
  });
}

/** The entry's id as what it is: "0" stands where Meta names no account. */
function entrySubject(entryId: string, entry: ParsedEvent['entry']): MetaSubject {
  if (entryId === '' || entryId === '0') return {};
  return entry === 'portfolio' ? { businessId: entryId } : { wabaId: entryId };
}

function eventOf(change: WebhookChange, { raw, parsed, about }: Element): MetaEvent {
  const { field, entryId } = change;
  const atMs = parsed?.atMs ?? change.atMs;
  const subject = { ...entrySubject(entryId, parsed?.entry), ...about, ...parsed?.about };
  // With the entry's time: the same may become true again, such as a restriction or a return.
  const hash = () => sha256Hex(canonicalJson([change.atMs ?? null, raw]));
  return {
    ...(parsed?.detail ?? { kind: 'unknown', field, ...defined({ name: nameOfElement(raw) }) }),
    subject,
    dedupeKey: parsed?.key ?? [field, entryId, hash()].join(':'),
    ...defined({ atMs, consumer: parsed?.consumer }),
  };
}

/**
 * The typed events of a change, one for each element of its list, or one for the change where there
 * is no list. Nothing is lost: what is not known is an event of the kind `unknown`.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
 */
export function metaEvents(change: WebhookChange): MetaEvents {
  const values = elementsOf(change.value);
  const events = (values.length === 0 ? [change.value] : values).flatMap((value) => {
    const one = { ...change, value };
    return elementsOfValue(one).map((element) => eventOf(one, element));
  });
  return { events, unknown: events.filter(({ kind }) => kind === 'unknown').length };
}
