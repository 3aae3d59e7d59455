import type { Clock } from '#patchbay/kernel';
import type { Seed } from '../../seed-file.js';
import type { BusinessNumber, Consumer } from '../assets.js';
import { PermissionPair, type PermissionState } from './permission-pair.js';

export type { PermissionState } from './permission-pair.js';

/** Who let which business call, and what each pair has used of its limits. */
export class CallPermissions {
  readonly #clock: Clock;
  readonly #pairs = new Map<string, PermissionPair>();
  /** The people of the seed have talked with every business before. */
  readonly #acquainted: ReadonlySet<string>;

  constructor(clock: Clock, seed: Seed) {
    this.#clock = clock;
    this.#acquainted = new Set(seed.consumers.map(({ waId }) => waId));
    for (const { permissions, waId } of seed.consumers) {
      for (const { phoneNumberId, status } of permissions) {
        this.#pair(phoneNumberId, waId).grant(status, clock.nowMs());
      }
    }
  }

  /** What is kept of a number and a user; made when first asked for. */
  pair(number: BusinessNumber, consumer: Consumer): PermissionPair {
    return this.#pair(number.phoneNumberId, consumer.waId);
  }

  state(number: BusinessNumber, consumer: Consumer): PermissionState {
    return this.pair(number, consumer).state(this.#clock.nowMs());
  }

  /** Grants without anybody being told, as if it had been so before the simulator began. */
  grant(number: BusinessNumber, consumer: Consumer, status: 'temporary' | 'permanent'): void {
    const pair = this.pair(number, consumer);
    pair.grant(status, this.#clock.nowMs());
    pair.hasConversation = true;
  }

  #pair(phoneNumberId: string, waId: string): PermissionPair {
    // By phone number, which outlives a change of the BSUID.
    const key = `${phoneNumberId} ${waId}`;
    const known = this.#pairs.get(key);
    if (known !== undefined) return known;
    const pair = new PermissionPair();
    pair.hasConversation = this.#acquainted.has(waId);
    this.#pairs.set(key, pair);
    return pair;
  }
}
