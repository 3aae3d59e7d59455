import type { TenantDatabase } from '#patchbay/database';
import { type Clock, systemTenantContext, timeOfUuidv7 } from '#patchbay/kernel';
import type { MediaEvent, MediaEventBatch, NodeContact, NodeContactReply } from '#patchbay/rpc';
import type { FactData, FactKind } from '../domain/call-fact.js';
import { figuresAsData } from '../domain/media-figures.js';
import { claimDedupeKey, insertInboxEvent } from '../persistence/call-inbox.repository.js';
import { isAskedFor } from '../persistence/effect.repository.js';
import type { OpenCall, OverlookedCalls } from '../persistence/sweep.repository.js';
import type { CallPump } from './call-pump.js';
import type { MediaOwners } from './media-owners.js';

/** How long a node may keep its calls after the last contact. */
const HARD_STOP_AFTER_MS = 60_000;
/** A call this young may be on a node that has not listed it yet. */
const YOUNG_MS = 10_000;

export interface ReportMediaParts {
  readonly database: TenantDatabase;
  readonly overlooked: OverlookedCalls;
  readonly pump: CallPump;
  readonly clock: Clock;
  readonly owners: MediaOwners;
}

function factOf(event: MediaEvent): { kind: FactKind; data: FactData } {
  switch (event.kind) {
    case 'leg.connected':
      return {
        kind: event.data.leg === 'META' ? 'meta_leg_connected' : 'pbx_leg_connected',
        data: {},
      };
    case 'leg.failed':
      return { kind: 'leg_failed', data: { ...event.data } };
    case 'session.ended':
      return {
        kind: 'media_ended',
        data: { reason: event.data.reason, ...figuresAsData(event.data.stats) },
      };
  }
}

/** What media nodes tell signalling: events of calls, and once a second which sessions they hold. */
export class ReportMedia {
  readonly #parts: ReportMediaParts;

  constructor(parts: ReportMediaParts) {
    this.#parts = parts;
  }

  /** Resolves once every event is committed; then the node may forget it. */
  async onEvents({ bootId, events }: MediaEventBatch): Promise<void> {
    const { database, clock, pump } = this.#parts;
    for (const event of events) {
      const { tenantId, callId, epoch, seq, traceparent } = event;
      await database.step(systemTenantContext(tenantId, 'media'), async (tx) => {
        const key = ['media', bootId, callId, epoch, seq].join(':');
        if (!(await claimDedupeKey(tx, tenantId, { key, now: clock.now() }))) return;
        const occurredAt = new Date(event.atMs);
        const source = 'MEDIA';
        await insertInboxEvent(tx, clock, tenantId, {
          callId,
          source,
          occurredAt,
          traceparent,
          ...factOf(event),
        });
      });
    }
    const calls = new Map(events.map(({ callId, tenantId }) => [callId, tenantId]));
    for (const [callId, tenantId] of calls) pump.start(tenantId, callId);
  }

  /** Compares what the node holds with what the database says it holds, both ways. */
  async onContact({ nodeId, bootId, url, sessions }: NodeContact): Promise<NodeContactReply> {
    const { clock, overlooked, owners } = this.#parts;
    const expected = (await overlooked.onNode(nodeId)).filter((call) => call.bootId === bootId);
    const expectedIds = new Set(expected.map((call) => call.callId));
    const heldIds = new Set(sessions.map((session) => session.callId));
    const isYoung = ({ callId }: OpenCall): boolean =>
      clock.nowMs() - timeOfUuidv7(callId) < YOUNG_MS;
    const missing = expected.filter((call) => !heldIds.has(call.callId) && !isYoung(call));
    // What it told may be older than what is in the database by now: it is asked.
    const answer = await owners.ask({ url, bootId }, missing);
    for (const { tenantId, callId } of answer.gone) {
      await this.loseNode(tenantId, callId, 'NO_SESSION');
    }
    return {
      close: [...heldIds].filter((callId) => !expectedIds.has(callId)),
      hardStopAtMs: clock.nowMs() + HARD_STOP_AFTER_MS,
    };
  }

  /** The call's media is gone: it must end at Meta. A session that was told to close is no loss. */
  async loseNode(tenantId: string, callId: string, reason: string): Promise<void> {
    const { database, clock, pump } = this.#parts;
    await database.run(systemTenantContext(tenantId, 'signalling'), async (tx) => {
      if (await isAskedFor(tx, callId, 'media.close')) return;
      const key = ['node_lost', callId].join(':');
      if (!(await claimDedupeKey(tx, tenantId, { key, now: clock.now() }))) return;
      await insertInboxEvent(tx, clock, tenantId, {
        callId,
        source: 'PLATFORM',
        kind: 'node_lost',
        data: { reason },
        occurredAt: clock.now(),
        traceparent: null,
      });
    });
    pump.start(tenantId, callId);
  }
}
