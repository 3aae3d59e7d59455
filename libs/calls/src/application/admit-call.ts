import { Injectable } from '@nestjs/common';
import { Admission, type AdmissionRequest, type Reading, type Verdict } from '#patchbay/admission';
import type { TenantTransaction, UseCaseCall } from '#patchbay/database';
import { AppError, uuidv7 } from '#patchbay/kernel';
import { findNumberById } from '#patchbay/numbers';
import { isDoubtful, PermissionDoubts } from '#patchbay/permissions';
import type { ConsumerIdentity } from '../persistence/consumer.repository.js';
import { CallCommands } from './call-commands.js';
import { Consumers } from './consumers.js';

/** Somebody wants to call this consumer from this number. */
export interface CallWish {
  readonly numberId: string;
  readonly consumer: ConsumerIdentity;
}

export type AdmittedCall =
  | { readonly kind: 'begun'; readonly callId: string }
  | { readonly kind: 'not_admitted'; readonly verdicts: readonly Verdict[] };

/** What writes a call that is admitted, in the transaction that writes its place. */
export type WriteCall = (
  tx: TenantTransaction,
  callId: string,
  request: AdmissionRequest,
) => Promise<void>;

/** The counters were made anew while the call was on its way to its row. */
interface Fenced {
  readonly kind: 'fenced';
}

const MAX_TRIES = 4;

/**
 * Begins a business-initiated call: asks every rule, takes a place, and writes the call with its
 * place. Of a call that is not admitted nothing is kept, so its idempotency key is free again.
 */
@Injectable()
export class AdmitCall {
  /** Requests with an idempotency key that are on their way, by whose key it is. */
  readonly #underWay = new Map<string, Promise<unknown>>();

  constructor(
    private readonly commands: CallCommands,
    private readonly consumers: Consumers,
    private readonly admission: Admission,
    private readonly doubts: PermissionDoubts,
  ) {}

  execute(call: UseCaseCall, wish: CallWish, write: WriteCall): Promise<AdmittedCall> {
    return this.#inTurn(call, () => this.#execute(call, wish, write));
  }

  /** A repeat waits for the first, whose place would be in its way until its outcome is written. */
  async #inTurn<Result>(call: UseCaseCall, work: () => Promise<Result>): Promise<Result> {
    const { tenant, definition, idempotency } = call;
    if (idempotency?.key === undefined) return work();
    const whose = [tenant.tenantId, tenant.actor.id, definition.name, idempotency.key].join('|');
    const before = this.#underWay.get(whose) ?? Promise.resolve();
    const turn = before.then(work);
    const settled = turn.catch(() => undefined);
    this.#underWay.set(whose, settled);
    try {
      return await turn;
    } finally {
      if (this.#underWay.get(whose) === settled) this.#underWay.delete(whose);
    }
  }

  async #execute(call: UseCaseCall, wish: CallWish, write: WriteCall): Promise<AdmittedCall> {
    const { useCases } = this.commands;
    const read = await useCases.read(call, async (tx) => {
      const known = await useCases.recall<AdmittedCall>(tx, call);
      return known ?? (await this.read(tx, wish));
    });
    if ('kind' in read) return read;
    const reading = await this.settled(read, () =>
      useCases.read(call, (tx) => this.read(tx, wish)),
    );
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#begin(call, reading, write);
      if (outcome.kind !== 'fenced') return outcome;
      if (attempt > 1) await this.admission.recount(read.request.tenantId);
      if (attempt >= MAX_TRIES) throw new AppError('UPSTREAM_UNAVAILABLE', { what: 'Admission' });
    }
  }

  /** The request of a wish, in the caller's transaction. */
  async requestOf(tx: TenantTransaction, wish: CallWish): Promise<AdmissionRequest> {
    const { tenantId } = tx;
    const [number, consumerId] = await tx.together(() => [
      findNumberById(tx, wish.numberId),
      this.consumers.ensure(tx, tenantId, wish.consumer),
    ]);
    if (number === undefined) throw new AppError('NOT_FOUND', { what: 'phone number' });
    const country =
      this.consumers.countryIn(wish.consumer) ?? (await this.consumers.countryOf(tx, consumerId));
    return { tenantId, number, consumerId, country, now: this.commands.clock.now() };
  }

  /** What the rules say about a wish, in the caller's transaction. */
  async read(tx: TenantTransaction, wish: CallWish): Promise<Reading> {
    return this.admission.read(tx, await this.requestOf(tx, wish));
  }

  /** What the rules said, or say again after Meta has settled a doubt about a permission. */
  async settled(read: Reading, again: () => Promise<Reading>): Promise<Reading> {
    if (!isDoubtful(read.verdicts)) return read;
    return (await this.doubts.settle(read.request)) ? again() : read;
  }

  async #begin(
    call: UseCaseCall,
    reading: Reading,
    write: WriteCall,
  ): Promise<AdmittedCall | Fenced> {
    const { useCases, clock } = this.commands;
    const reserved = await this.admission.reserve(reading, uuidv7(clock));
    if (reserved.kind === 'refused') {
      const refusal: AdmittedCall = { kind: 'not_admitted', verdicts: reserved.verdicts };
      if (call.idempotency?.key === undefined) return refusal;
      // The same request may have been admitted a moment ago, and its place be what is in the way.
      return useCases.change<AdmittedCall>(call, (tx) => tx.refuse(refusal));
    }
    const { reservation } = reserved;
    const { callId } = reservation.slot;
    // When this throws, nobody knows whether it was committed: the place stays until its lease ends.
    const written = await useCases.change<AdmittedCall | Fenced>(call, async (tx) => {
      if (!(await this.admission.keep(tx, reservation))) tx.refuse({ kind: 'fenced' });
      await write(tx, callId, reading.request);
      return { kind: 'begun', callId };
    });
    const isMine = written.kind === 'begun' && written.callId === callId;
    if (!isMine) this.admission.withdraw(reservation);
    return written;
  }
}
