import { registerEnumType } from '@nestjs/graphql';
import {
  EVENT_CONTEXTS,
  type EventContext,
  INBOX_EVENT_STATES,
  type InboxEventState,
  QUARANTINE_REASONS,
  type QuarantineReason,
} from '#patchbay/inbox';
import { NUMBER_PROFILES, type NumberProfile } from '#patchbay/numbers';

function enumOf<Name extends string>(names: readonly Name[]): { readonly [N in Name]: N } {
  return Object.fromEntries(names.map((name) => [name, name])) as { readonly [N in Name]: N };
}

/** Where an event of the inbox is. */
export const InboxEventStateEnum: { readonly [N in InboxEventState]: N } =
  enumOf(INBOX_EVENT_STATES);
registerEnumType(InboxEventStateEnum, {
  name: 'InboxEventState',
  description: 'Where an event of the inbox is.',
  valuesMap: {
    WAITING: { description: 'Not handed over yet, or waiting for its next try.' },
    APPLIED: { description: 'Its context has it.' },
    UNHANDLED: { description: 'Kept for a context that is still to come.' },
    FAILED: { description: 'Given up after its last try; replay it when the cause is mended.' },
  },
});

/** Upper case, as GraphQL's enums are. */
export const EventContextEnum: Readonly<Record<string, EventContext>> = Object.fromEntries(
  EVENT_CONTEXTS.map((context) => [context.toUpperCase(), context]),
);
registerEnumType(EventContextEnum, {
  name: 'InboxEventContext',
  description: 'To which part of the platform an event belongs.',
});

/** Why an event is in quarantine. */
export const QuarantineReasonEnum: { readonly [N in QuarantineReason]: N } =
  enumOf(QUARANTINE_REASONS);
registerEnumType(QuarantineReasonEnum, {
  name: 'QuarantineReason',
  description: 'Why an event is in quarantine.',
  valuesMap: {
    UNBOUND_APP: { description: 'The app that brought it may not speak for what it names.' },
    UNKNOWN_NUMBER: { description: 'No tenant has the number: claim it.' },
    UNKNOWN_WABA: { description: 'No tenant has the WABA.' },
    UNKNOWN_PORTFOLIO: { description: 'No tenant, or more than one, has a WABA of the portfolio.' },
    NO_SUBJECT: { description: 'It names neither number nor WABA nor portfolio.' },
    UNREADABLE: { description: 'The body is no webhook that we can read.' },
  },
});

export const QuarantineResolutionEnum = enumOf(['KEPT', 'DUPLICATE']);
registerEnumType(QuarantineResolutionEnum, {
  name: 'QuarantineResolution',
  description: 'What a replay came to: kept, or found to be a copy of an event that was there.',
});

export const NumberProfileEnum: { readonly [N in NumberProfile]: N } = enumOf(NUMBER_PROFILES);
registerEnumType(NumberProfileEnum, {
  name: 'NumberProfile',
  description: 'Which set of limits holds for a number.',
});
