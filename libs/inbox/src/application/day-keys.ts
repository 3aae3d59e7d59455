import { randomBytes } from 'node:crypto';
import type { Transaction } from '#patchbay/database';
import { type Clock, Envelope, type SealedFor } from '#patchbay/kernel';
import { ensureDayKey, type StoredDelivery } from '../persistence/delivery.repository.js';

const PURPOSE = 'inbox_delivery';

/** The key of today, opened. */
export interface DayKey {
  /** `2026-11-21`, UTC. */
  readonly day: string;
  /** The sealed form of a delivery's raw bytes. */
  readonly seal: (deliveryId: string, raw: Buffer) => string;
}

function keyOwner(day: string): SealedFor {
  return { tenantId: 'platform', table: 'day_key', column: 'key_sealed', rowId: day };
}

function rawOwner(deliveryId: string): SealedFor {
  return { tenantId: 'platform', table: PURPOSE, column: 'raw_sealed', rowId: deliveryId };
}

/**
 * Raw webhooks hold identities and SDP, so each day has its own key: destroying it when retention
 * ends makes the day's bytes unreadable everywhere. A backup of the database made before
 * still has the key: keep backups no longer than the policy.
 */
export class DayKeys {
  readonly #envelope: Envelope;
  readonly #clock: Clock;
  #today: DayKey | undefined;

  constructor(envelope: Envelope, clock: Clock) {
    this.#envelope = envelope;
    this.#clock = clock;
  }

  /** Today's key, made by whoever comes first; kept in memory once it is committed. */
  async today(tx: Transaction): Promise<DayKey> {
    const now = this.#clock.now();
    const day = now.toISOString().slice(0, 10);
    if (this.#today?.day === day) return this.#today;
    const fresh = this.#envelope.seal(randomBytes(32), keyOwner(day));
    const sealed = await ensureDayKey(tx, { day, purpose: PURPOSE, sealed: fresh }, now);
    const envelope = this.#openKey(day, sealed);
    const key = {
      day,
      seal: (deliveryId: string, raw: Buffer) => envelope.seal(raw, rawOwner(deliveryId)),
    };
    tx.afterCommit(() => {
      this.#today = key;
    });
    return key;
  }

  /** The raw bytes of a webhook that was kept; undefined once the key of its day was destroyed. */
  open({ id, keyDay, keySealed, rawSealed }: StoredDelivery): Buffer | undefined {
    return keySealed === null
      ? undefined
      : this.#openKey(keyDay, keySealed).open(rawSealed, rawOwner(id));
  }

  #openKey(day: string, sealed: string): Envelope {
    const key = this.#envelope.open(sealed, keyOwner(day));
    return new Envelope({ activeKek: day, keks: { [day]: key } });
  }
}
