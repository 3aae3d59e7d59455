import type { Clock } from '#patchbay/kernel';
import type { Seed } from '../../seed-file.js';
import type { BusinessNumber, Consumer } from '../assets.js';

export interface PermissionState {
  readonly status: 'no_permission' | 'temporary' | 'permanent';
  readonly expiresAtMs: number | undefined;
}

/** Who let which business call, and what each pair has used of its limits. */
export class CallPermissions {
  readonly #granted = new Set<string>();

  constructor(_clock: Clock, seed: Seed) {
    for (const { permissions, waId } of seed.consumers) {
      for (const { phoneNumberId } of permissions) this.#granted.add(`${phoneNumberId} ${waId}`);
    }
  }

  state(number: BusinessNumber, consumer: Consumer): PermissionState {
    const isGranted = this.#granted.has(`${number.phoneNumberId} ${consumer.waId}`);
    return { status: isGranted ? 'permanent' : 'no_permission', expiresAtMs: undefined };
  }

  grant(number: BusinessNumber, consumer: Consumer, _status: 'temporary' | 'permanent'): void {
    this.#granted.add(`${number.phoneNumberId} ${consumer.waId}`);
  }
}
