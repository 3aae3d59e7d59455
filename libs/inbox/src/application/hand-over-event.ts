import { applyVolumeTier } from '#patchbay/billing';
import { type CallMediaEvent, keepCallMedia } from '#patchbay/calls';
import type { TenantTransaction } from '#patchbay/database';
import type { EventType } from '#patchbay/fanout';
import type { Clock } from '#patchbay/kernel';
import type { MetaDetailOf } from '#patchbay/meta';
import { applyNumberEvent } from '#patchbay/numbers';
import { applyWabaEvent } from '#patchbay/onboarding';
import { applyMessageEvent, applyPermissionEvent } from '#patchbay/permissions';
import type { EventContext, HandledKind } from '../domain/event-contexts.js';
import type { WaitingEvent } from '../persistence/inbox-event.repository.js';

/** What a tenant must be told of, in the words of whichever context found it. */
export interface EventNews {
  readonly type: EventType;
  readonly numberId?: string | null;
  readonly wabaRowId?: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Gives an event to its context, in the transaction, and brings back what the tenant must be told.
 * Undefined when nobody can do anything with it. Throws what the context throws.
 */
export type HandOverEvent = (
  tx: TenantTransaction,
  event: WaitingEvent,
  clock: Clock,
) => Promise<readonly EventNews[] | undefined>;

/** What the events say that a context handles: the table of kinds has sent it no others. */
type DetailFor<Context extends EventContext> = MetaDetailOf<HandledKind<Context>>;

/** The contexts of events that are about no call. */
export const handOverEvent: HandOverEvent = async (tx, event, clock) => {
  const { id: toldBy, occurredAt: toldAt, wabaId, numberId, consumerId, payload } = event;
  switch (event.context) {
    case 'numbers': {
      const detail = payload as DetailFor<'numbers'>;
      return applyNumberEvent(tx, { detail, numberId, wabaId, toldAt, toldBy });
    }
    case 'permissions': {
      const detail = payload as DetailFor<'permissions'>;
      const told = { detail, numberId, consumerId, toldAt, toldBy };
      return applyPermissionEvent(tx, told, clock);
    }
    case 'messages': {
      const detail = payload as DetailFor<'messages'>;
      return applyMessageEvent(tx, { detail, wabaId, toldAt }, clock);
    }
    case 'onboarding': {
      const detail = payload as DetailFor<'onboarding'>;
      return applyWabaEvent(tx, { detail, wabaId, toldAt, toldBy });
    }
    case 'calls': {
      // Its consumers were joined as it was kept, for their identities are in no row of the inbox.
      if (event.kind === 'messages.user_changed_user_id') return [];
      // Only the files of calls: what advances a call is read by its drain.
      const detail = payload as CallMediaEvent['detail'];
      const { occurredAt, traceparent } = event;
      return keepCallMedia(tx, { detail, occurredAt, traceparent }, clock);
    }
    case 'billing': {
      const tier = payload as DetailFor<'billing'>;
      const isKept = await applyVolumeTier(tx, { ...tier, wabaId, toldAt, toldBy });
      return isKept ? [] : undefined;
    }
    default:
      return undefined;
  }
};
