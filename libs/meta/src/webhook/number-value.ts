import { z } from 'zod';
import { type BesideCall, contactSchema, digitsOf, errorSchema } from './calls-value.js';
import { defined, elements, idText, lenient, lenientList, lenientOne } from './lenient.js';
import { type MetaSubject } from './meta-event.js';

const numberValueSchema = z.object({
  metadata: lenientOne(
    z.object({ display_phone_number: lenient(idText), phone_number_id: lenient(idText) }),
  ),
  contacts: lenientList(contactSchema),
  errors: lenientList(errorSchema),
  calls: elements,
  messages: elements,
  statuses: elements,
});

/** The value of a field that tells of one number: `calls` or `messages`. */
export interface NumberValue {
  readonly subject: MetaSubject;
  /** Empty when Meta does not say it. */
  readonly phoneNumberId: string;
  readonly beside: BesideCall;
  readonly calls: readonly unknown[];
  readonly messages: readonly unknown[];
  readonly statuses: readonly unknown[];
}

/** The subject that a display phone number names, in whatever form it is written. */
export function subjectOfDisplay(display: string | undefined): MetaSubject {
  const digits = digitsOf(display);
  return digits === '' ? {} : { displayPhoneNumber: digits };
}

/** Takes such a value apart; undefined when it is no object. */
export function numberValue(value: unknown): NumberValue | undefined {
  const parsed = numberValueSchema.safeParse(value).data;
  if (parsed === undefined) return undefined;
  const { metadata, contacts, errors, calls, messages, statuses } = parsed;
  const phoneNumberId = metadata?.phone_number_id;
  // A message takes the place of the call: one contact beside one of them is who sent it.
  const beside = { metadata, contacts, errors, calls: [...calls, ...messages] };
  return {
    subject: {
      ...defined({ phoneNumberId }),
      ...subjectOfDisplay(metadata?.display_phone_number),
    },
    phoneNumberId: phoneNumberId ?? '',
    beside,
    calls,
    messages,
    statuses,
  };
}
