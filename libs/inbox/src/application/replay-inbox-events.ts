import { advanceCallJob } from '#patchbay/calls';
import type { PlatformDatabase, PlatformRequests, StaffDatabase } from '#patchbay/database';
import {
  AppError,
  badInput,
  type Clock,
  newTraceparent,
  type StaffContext,
} from '#patchbay/kernel';
import type { Doorbell } from '#patchbay/queue';
import { requireStaffRole } from '#patchbay/tenants';
import { dispatchInboxJob } from '../inbox.jobs.js';
import { INBOX_USE_CASES } from '../inbox.roles.js';
import {
  type EventRef,
  findEventRefs,
  findEventRefsByIds,
  type InboxEventFilter,
} from '../persistence/inbox-list.repository.js';
import { makeEventsWait, type ReplayedEvent } from '../persistence/inbox-replay.repository.js';
import {
  findKnownQuarantinedIds,
  findQuarantinedIds,
  type QuarantineFilter,
} from '../persistence/quarantine.repository.js';
import type { QuarantineReplayer } from './quarantine-replayer.js';
import { replayedTotal } from './replay-parts.js';
import type { QuarantineReplay } from './replay-quarantined.js';

/** What is to be replayed: events by id or by what they have in common, of the inbox or the quarantine. */
export type ReplaySelection =
  | { readonly kind: 'events'; readonly ids: readonly string[] }
  | { readonly kind: 'range'; readonly filter: InboxEventFilter }
  | { readonly kind: 'quarantined'; readonly ids: readonly string[] }
  | { readonly kind: 'quarantined_range'; readonly filter: QuarantineFilter };

export interface ReplayInboxEventsInput {
  readonly selection: ReplaySelection;
  /** For the audit. */
  readonly reason: string;
  readonly idempotencyKey?: string | undefined;
}

export interface Replayed {
  readonly kind: 'replayed';
  /** Events of the inbox that now wait again. */
  readonly events: number;
  /** Events of the inbox that were waiting anyway. */
  readonly alreadyWaiting: number;
  readonly quarantined: readonly QuarantineReplay[];
}

export interface ReplayParts {
  readonly requests: PlatformRequests;
  readonly platform: PlatformDatabase;
  readonly staffDatabase: StaffDatabase;
  readonly quarantine: QuarantineReplayer;
  readonly doorbell: Doorbell;
  readonly clock: Clock;
}

export type ReplayInboxEventsOutcome =
  Replayed | { readonly kind: 'replay_too_large'; readonly limit: number };

/** The most events that one request replays. */
export const REPLAY_LIMIT = 5000;

function checkSelection(selection: ReplaySelection): void {
  if ('ids' in selection && selection.ids.length === 0) throw badInput('ids', 'must name an event');
  if (selection.kind !== 'range') return;
  const { from, to } = selection.filter;
  if (from === undefined || to === undefined) {
    throw badInput('range', 'must have both ends: from and to');
  }
  if (from >= to) throw badInput('range', 'must end after it begins');
}

/**
 * Replays events. One of the inbox waits again and is handed to its context once more; contexts know
 * what they have seen, so nothing happens twice. A quarantined one is taken out of its raw delivery
 * and kept as if it came now, once its tenant is known.
 */
export class ReplayInboxEvents {
  readonly #parts: ReplayParts;

  constructor(parts: ReplayParts) {
    this.#parts = parts;
  }

  async execute(
    staff: StaffContext,
    { selection, reason, idempotencyKey }: ReplayInboxEventsInput,
  ): Promise<ReplayInboxEventsOutcome> {
    const definition = INBOX_USE_CASES.replayInboxEvent;
    requireStaffRole(staff.actor, definition);
    checkSelection(selection);
    const subjectId = JSON.stringify(selection);
    const act = { actor: staff.actor, action: definition.name, subjectId, reason };
    return this.#parts.requests.once(
      { act, idempotency: { key: idempotencyKey, input: selection } },
      () => this.#replay(staff, selection, reason),
    );
  }

  async #replay(
    staff: StaffContext,
    selection: ReplaySelection,
    reason: string,
  ): Promise<ReplayInboxEventsOutcome> {
    if (selection.kind === 'events' || selection.kind === 'range') {
      const found = await this.#findEvents(staff, selection, reason);
      if (found.length > REPLAY_LIMIT) return { kind: 'replay_too_large', limit: REPLAY_LIMIT };
      return this.#replayEvents(staff, found, reason);
    }
    const ids = await this.#findQuarantined(staff, selection, reason);
    if (ids.length > REPLAY_LIMIT) return { kind: 'replay_too_large', limit: REPLAY_LIMIT };
    const quarantined = await this.#parts.quarantine.replay(ids);
    return { kind: 'replayed', events: 0, alreadyWaiting: 0, quarantined };
  }

  #findEvents(
    staff: StaffContext,
    selection: Extract<ReplaySelection, { kind: 'events' | 'range' }>,
    reason: string,
  ): Promise<EventRef[]> {
    return this.#parts.staffDatabase.read(staff, reason, async (tx) => {
      if (selection.kind === 'range') return findEventRefs(tx, selection.filter, REPLAY_LIMIT + 1);
      const found = await findEventRefsByIds(tx, selection.ids);
      const isAll = new Set(selection.ids).size === found.length;
      if (!isAll) throw new AppError('NOT_FOUND', { what: 'inbox event' });
      return found;
    });
  }

  async #findQuarantined(
    staff: StaffContext,
    selection: Extract<ReplaySelection, { kind: 'quarantined' | 'quarantined_range' }>,
    reason: string,
  ): Promise<readonly string[]> {
    return this.#parts.staffDatabase.read(staff, reason, async (tx) => {
      if (selection.kind === 'quarantined_range') {
        return findQuarantinedIds(tx, { ...selection.filter, isOpen: true }, REPLAY_LIMIT + 1);
      }
      const found = await findKnownQuarantinedIds(tx, selection.ids);
      const isAll = new Set(selection.ids).size === found.length;
      if (!isAll) throw new AppError('NOT_FOUND', { what: 'quarantined event' });
      return found;
    });
  }

  /** Each tenant's events in a transaction of its own, with an audit row. */
  async #replayEvents(
    staff: StaffContext,
    found: readonly EventRef[],
    reason: string,
  ): Promise<Replayed> {
    const { actor } = staff;
    const action = INBOX_USE_CASES.replayInboxEvent.name;
    let events = 0;
    for (const tenantId of new Set(found.map((ref) => ref.tenantId))) {
      const ids = found.filter((ref) => ref.tenantId === tenantId).map(({ id }) => id);
      const subjectId = `tenant ${tenantId}: ${ids.length} events`;
      const waiting = await this.#parts.platform.runForTenant(
        { actor, action, subjectId, reason },
        tenantId,
        (tx) => makeEventsWait(tx, ids, this.#parts.clock.now()),
      );
      events += waiting.length;
      await this.#ring(tenantId, waiting);
    }
    replayedTotal.inc({ from: 'inbox', result: 'WAITING' }, events);
    return {
      kind: 'replayed',
      events,
      alreadyWaiting: found.length - events,
      quarantined: [],
    };
  }

  /** What no bell announces is found by the sweeper and the poller. */
  async #ring(tenantId: string, events: readonly ReplayedEvent[]): Promise<void> {
    const traceparent = newTraceparent();
    const callIds = new Set(events.map(({ callId }) => callId));
    const calls = [...callIds].filter((callId) => callId !== null);
    const { doorbell } = this.#parts;
    await doorbell.ringAll(
      advanceCallJob,
      calls.map((callId) => ({ tenantId, callId, traceparent })),
    );
    if (callIds.has(null)) await doorbell.ring(dispatchInboxJob, { tenantId, traceparent });
  }
}
