import { Injectable } from '@nestjs/common';
import { Admission, type AdmissionRequest, type Reading, type Verdict } from '#patchbay/admission';
import type { TenantTransaction, UseCaseCall } from '#patchbay/database';
import { AppError, systemTenantContext, uuidv7 } from '#patchbay/kernel';
import { isDoubtful, PermissionDoubts, permissionVerdicts } from '#patchbay/permissions';
import type { ConsumerIdentity } from '../persistence/consumer.repository.js';
import { CallCommands } from './call-commands.js';
import { Consumers } from './consumers.js';
import type { PlacingRequest } from './placing-requests.js';

/** Somebody wants to call this consumer from this number. */
export interface CallWish {
  readonly numberId: string;
  readonly consumer: ConsumerIdentity;
}

/** What the rules say about a wish. */
export interface CallReading extends Reading {
  /** How the consumer is known, where nothing is kept of it: the id in the request is nobody's then. */
  readonly stranger: ConsumerIdentity | null;
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
 * place. Of a call that is not admitted nothing is kept, so its idempotency key is free again. Its
 * caller is in turn, see PlacingRequests.
 */
@Injectable()
export class AdmitCall {
  constructor(
    private readonly commands: CallCommands,
    private readonly consumers: Consumers,
    private readonly admission: Admission,
    private readonly doubts: PermissionDoubts,
  ) {}

  async execute(call: PlacingRequest, wish: CallWish, write: WriteCall): Promise<AdmittedCall> {
    const { useCases } = this.commands;
    const [known, read] = await useCases.glance(call, (tx) =>
      tx.together(() => [useCases.recall<AdmittedCall>(tx, call), this.read(tx, wish)]),
    );
    if (known !== undefined) return known;
    const again = (): Promise<CallReading> => useCases.glance(call, (tx) => this.read(tx, wish));
    const kept = read.stranger === null ? read : await this.#introduce(call, wish, again);
    // Meta is asked in a doubt: nobody must wait for its answer but this request.
    const reading = isDoubtful(kept.verdicts)
      ? await call.outside(() => this.settled(kept, again))
      : kept;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#begin(call, reading, write);
      if (outcome.kind !== 'fenced') return outcome;
      if (attempt > 1) await this.admission.recount(read.request.tenantId);
      if (attempt >= MAX_TRIES) throw new AppError('UPSTREAM_UNAVAILABLE', { what: 'Admission' });
    }
  }

  /** What the rules say about a wish, in the caller's transaction; nothing is written. */
  async read(tx: TenantTransaction, { numberId, consumer }: CallWish): Promise<CallReading> {
    const read = await this.admission.read(tx, {
      numberId,
      consumer: this.consumers.hashesOf(tx.tenantId, consumer),
      country: this.consumers.countryIn(consumer),
      now: this.commands.clock.now(),
    });
    if (read === undefined) throw new AppError('NOT_FOUND', { what: 'phone number' });
    return { ...read, stranger: read.isKnown ? null : consumer };
  }

  /** What the rules said, or say again after Meta has settled a doubt about a permission. */
  async settled(read: CallReading, again: () => Promise<CallReading>): Promise<Reading> {
    const { request, stranger, verdicts } = read;
    if (!isDoubtful(verdicts)) return read;
    if (stranger === null) return (await this.doubts.settle(request)) ? again() : read;
    const told = await this.doubts.ofStranger({ ...request, ids: stranger });
    if (told?.kind !== 'told') return told === undefined ? read : again();
    const tenant = systemTenantContext(request.tenantId, 'admission');
    const judged = await this.commands.database.read(tenant, (tx) =>
      permissionVerdicts(tx, request, told.record),
    );
    const byRule = new Map(judged.map((verdict) => [verdict.rule, verdict]));
    return { ...read, verdicts: verdicts.map((one) => byRule.get(one.rule) ?? one) };
  }

  /** Keeps the consumer whom the call is for: a place is a number's and a consumer's. */
  async #introduce(
    { tenant }: UseCaseCall,
    { consumer }: CallWish,
    again: () => Promise<CallReading>,
  ): Promise<CallReading> {
    await this.commands.database.run(tenant, (tx) =>
      this.consumers.ensure(tx, tx.tenantId, consumer),
    );
    return again();
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
