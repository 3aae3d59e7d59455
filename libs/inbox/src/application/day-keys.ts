import { randomBytes } from 'node:crypto';
import type { Transaction } from '#patchbay/database';
import { type Clock, Envelope } from '#patchbay/kernel';
import { ensureDayKey } from '../persistence/delivery.repository.js';

const PURPOSE = 'inbox_delivery';

interface SealedRaw {
  readonly day: string;
  readonly sealed: string;
}

/**
 * Raw webhooks hold identities and SDP, so each day has its own key: destroying it when retention
 * ends makes the day's bytes unreadable everywhere, backups included.
 */
export class DayKeys {
  readonly #envelope: Envelope;
  readonly #clock: Clock;
  readonly #kept = new Map<string, Envelope>();

  constructor(envelope: Envelope, clock: Clock) {
    this.#envelope = envelope;
    this.#clock = clock;
  }

  async seal(tx: Transaction, rowId: string, raw: Buffer): Promise<SealedRaw> {
    const day = this.#clock.now().toISOString().slice(0, 10);
    const envelope = this.#kept.get(day) ?? (await this.#open(tx, day));
    const owner = { tenantId: 'platform', table: PURPOSE, column: 'raw_sealed', rowId };
    return { day, sealed: envelope.seal(raw, owner) };
  }

  async #open(tx: Transaction, day: string): Promise<Envelope> {
    const owner = { tenantId: 'platform', table: 'day_key', column: 'key_sealed', rowId: day };
    const fresh = this.#envelope.seal(randomBytes(32), owner);
    const sealed = await ensureDayKey(
      tx,
      { day, purpose: PURPOSE, sealed: fresh },
      this.#clock.now(),
    );
    const opened = new Envelope({
      activeKek: day,
      keks: { [day]: this.#envelope.open(sealed, owner) },
    });
    tx.afterCommit(() => {
      this.#kept.clear();
      this.#kept.set(day, opened);
    });
    return opened;
  }
}
