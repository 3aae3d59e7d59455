import type { EgressGuard } from '#patchbay/kernel';

export interface Target {
  readonly address: string;
  readonly port: number;
}

/** How many packets may go to an address before it has shown that it knows the key. */
export const MAX_UNPROVEN_PACKETS = 25;

/**
 * Where a tenant's leg sends to. An SDP may name anybody's address, so it gets few packets until an
 * authenticated one has come back from it. A peer behind NAT sends from another address than its
 * SDP says: it is followed, but only on an authenticated packet and only where the egress guard
 * lets us go.
 */
export class ProvenAddress {
  readonly #guard: EgressGuard;
  #target: Target;
  #isProven = false;
  #unproven = 0;

  /** Throws EgressRefused when the SDP's address may not be reached. */
  constructor(target: Target, guard: EgressGuard) {
    guard.assertAddressAllowed(target.address);
    this.#guard = guard;
    this.#target = target;
  }

  /** The address for one more packet; undefined when the allowance is used up. */
  next(): Target | undefined {
    if (this.#isProven) return this.#target;
    if (this.#unproven >= MAX_UNPROVEN_PACKETS) return undefined;
    this.#unproven += 1;
    return this.#target;
  }

  /** Told where an authenticated packet came from. */
  prove(address: string, port: number): void {
    if (this.#target.address !== address || this.#target.port !== port) {
      if (!this.#isAllowed(address)) return;
      this.#target = { address, port };
    }
    this.#isProven = true;
  }

  #isAllowed(address: string): boolean {
    if (address === this.#target.address) return true;
    try {
      this.#guard.assertAddressAllowed(address);
      return true;
    } catch {
      return false;
    }
  }
}
