import {
  type CallHead,
  callIdInOpaque,
  callIdOf,
  claimDedupeKey,
  type Consumers,
  factOfMetaEvent,
  insertInboxEvent,
  isCallOfNumber,
  saveSdp,
} from '#patchbay/calls';
import type { Transaction } from '#patchbay/database';
import { type Clock, type Envelope, uuidv7 } from '#patchbay/kernel';
import { type CallChange, dedupeKeyOf } from '#patchbay/meta';
import type { EventOwner } from '../persistence/webhook-directory.js';

export interface KeepCallEventParts {
  readonly clock: Clock;
  readonly envelope: Envelope;
  readonly consumers: Consumers;
}

export interface CallEventToKeep {
  readonly owner: EventOwner;
  readonly phoneNumberId: string;
  readonly change: CallChange;
  readonly deliveryId: string;
  readonly traceparent: string;
}

/** Splits a call event into what may be kept: ids and times here, SDP and identity in their vaults. */
export class KeepCallEvent {
  readonly #parts: KeepCallEventParts;

  constructor(parts: KeepCallEventParts) {
    this.#parts = parts;
  }

  /** The id of the event's call; undefined when the event is a copy of one we have. */
  async execute(tx: Transaction, event: CallEventToKeep): Promise<string | undefined> {
    const { clock, envelope, consumers } = this.#parts;
    const { owner, change, deliveryId, traceparent } = event;
    const { tenantId, numberId } = owner;
    const now = clock.now();
    const key = dedupeKeyOf(event.phoneNumberId, change);
    if (!(await claimDedupeKey(tx, tenantId, { key, now }))) return undefined;
    const callId = await this.#callIdOf(tx, event);
    const hasIdentity = (change.consumer.waId ?? change.consumer.userId) !== undefined;
    const consumerId = hasIdentity ? await consumers.ensure(tx, tenantId, change.consumer) : null;
    if (change.event === 'connect' && change.sdp !== undefined) {
      const sdp = { kind: 'META_REMOTE' as const, sdp: change.sdp, now };
      await saveSdp(tx, envelope, { tenantId, callId }, sdp);
    }
    const head: CallHead = {
      direction: change.direction,
      numberId,
      consumerId,
      wacid: change.wacid,
      ...(change.bizOpaqueCallbackData !== undefined && {
        bizOpaqueCallbackData: change.bizOpaqueCallbackData,
      }),
    };
    await insertInboxEvent(tx, clock, tenantId, {
      callId,
      source: 'META',
      ...factOfMetaEvent(change),
      head,
      occurredAt: new Date(change.atMs),
      deliveryId,
      traceparent,
    });
    return callId;
  }

  /** Our own echo names the call when it is this tenant's and this number's; else wacid decides. */
  async #callIdOf(tx: Transaction, { owner, change }: CallEventToKeep): Promise<string> {
    const { tenantId, numberId } = owner;
    const { clock } = this.#parts;
    const echoed = callIdInOpaque(change.bizOpaqueCallbackData);
    const isOurs =
      echoed !== undefined && (await isCallOfNumber(tx, { tenantId, callId: echoed, numberId }));
    const proposed = isOurs ? echoed : uuidv7(clock);
    return callIdOf(tx, { tenantId, wacid: change.wacid, proposed }, clock.now());
  }
}
