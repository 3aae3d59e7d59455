import { randomUUID } from 'node:crypto';
import type { TenantDatabase, TenantTransaction } from '#patchbay/database';
import { createLogger, type TenantContext } from '#patchbay/kernel';
import { FrozenClock } from '#patchbay/kernel/testing';
import type { NumberView } from '#patchbay/numbers';
import type { StateConnection } from '#patchbay/state';
import type { SystemDatabase } from '../../../database/src/system-database.js';
import {
  Admission,
  type Decision,
  type Reading,
  type Reservation,
} from '../application/admission.js';
import { AdmissionRules } from '../application/admission-rules.js';
import { RenewSlots } from '../application/renew-slots.js';
import { SlotBook } from '../application/slot-book.js';
import type { TenantQuota } from '../domain/admission-rule.js';
import type { Slot } from '../domain/slot.js';
import { OpenSlots } from '../persistence/open-slots.js';
import { SlotCounters } from '../persistence/slot-counters.js';

export interface AdmissionWorldParts {
  readonly database: TenantDatabase;
  readonly system: SystemDatabase;
  readonly state: StateConnection;
  readonly tenant: TenantContext;
  readonly number: NumberView;
  /** How long a lease holds, milliseconds. */
  readonly ttlMs?: number;
}

/** One process's admission for one number, with a clock that stands still. */
export class AdmissionWorld {
  readonly clock = new FrozenClock();
  readonly admission: Admission;
  readonly book: SlotBook;
  readonly counters: SlotCounters;
  readonly renew: RenewSlots;
  quota: TenantQuota = { concurrentCalls: null, dailyCalls: null };
  readonly #parts: AdmissionWorldParts;

  constructor(parts: AdmissionWorldParts) {
    this.#parts = parts;
    const { database, system, state, ttlMs } = parts;
    const { clock } = this;
    const logger = createLogger({ name: 'test', level: 'silent' });
    const rules = new AdmissionRules();
    rules.takeQuotaFrom({ name: 'quota', sql: 'null', parse: () => this.quota });
    this.counters = new SlotCounters(state, ttlMs === undefined ? {} : { ttlMs });
    this.book = new SlotBook({ database, counters: this.counters, clock, logger });
    this.admission = new Admission({ rules, counters: this.counters, book: this.book });
    this.renew = new RenewSlots(new OpenSlots(system), this.book);
  }

  run<T>(work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    return this.#parts.database.run(this.#parts.tenant, work);
  }

  /** Somebody to call. */
  async consumer(): Promise<string> {
    const id = randomUUID();
    await this.run((tx) =>
      tx.query(
        `insert into consumer (tenant_id, id, wa_hash, created_at) values ($1, $2, $3, $4)`,
        [tx.tenantId, id, id, this.clock.now()],
      ),
    );
    return id;
  }

  /** The decision about a call to the consumer; takes nothing. */
  async decide(consumerId: string): Promise<Decision> {
    return this.admission.look(await this.#read(consumerId));
  }

  /** The rules that refuse a call to the consumer now. */
  async refusals(consumerId: string): Promise<string[]> {
    const { verdicts } = await this.decide(consumerId);
    return verdicts
      .filter(({ outcome }) => outcome === 'REFUSED' || outcome === 'UNKNOWN')
      .map(({ rule, outcome }) => (outcome === 'UNKNOWN' ? `${rule}?` : rule));
  }

  /** Takes a place without writing it; the rules that refuse, when it is not to be had. */
  async reserve(consumerId: string): Promise<Reservation | string[]> {
    const outcome = await this.admission.reserve(await this.#read(consumerId), randomUUID());
    if (outcome.kind === 'reserved') return outcome.reservation;
    return outcome.verdicts.flatMap(({ rule, outcome: said }) => (said === 'REFUSED' ? rule : []));
  }

  /** Writes a reservation as `placeCall` does; false when its epoch is over. */
  keep(reservation: Reservation): Promise<boolean> {
    return this.run((tx) => this.admission.keep(tx, reservation));
  }

  /** A call that is up: reserved and written. */
  async place(consumerId: string): Promise<Slot> {
    const reservation = await this.reserve(consumerId);
    if (Array.isArray(reservation)) throw new Error(`refused by ${reservation.join(', ')}`);
    if (!(await this.keep(reservation))) throw new Error('the epoch is over');
    return reservation.slot;
  }

  /** A step of a call, as the drain writes it; `isTold` false loses what Redis would be told. */
  async step(slot: Slot, changes: Partial<Slot>, isTold = true): Promise<Slot> {
    const next = { ...slot, ...changes };
    const book = isTold ? this.book : this.#deafBook();
    await this.run((tx) => book.write(tx, next, this.clock.now()));
    await this.book.close();
    return next;
  }

  /** A call that was connected and is over. */
  async connected(consumerId: string): Promise<Slot> {
    const now = this.clock.now();
    const slot = await this.place(consumerId);
    return this.step(await this.step(slot, { committedAt: now }), { endedAt: now });
  }

  async #read(consumerId: string): Promise<Reading> {
    const asked = {
      numberId: this.#parts.number.id,
      consumer: { consumerId },
      country: 'KE',
      now: this.clock.now(),
    };
    const read = await this.run((tx) => this.admission.read(tx, asked));
    if (read === undefined) throw new Error('no such number');
    return read;
  }

  #deafBook(): SlotBook {
    const { database } = this.#parts;
    const logger = createLogger({ name: 'test', level: 'silent' });
    const counters = Object.assign(Object.create(this.counters) as SlotCounters, {
      settle: () => Promise.resolve(),
    });
    return new SlotBook({ database, counters, clock: this.clock, logger });
  }
}
