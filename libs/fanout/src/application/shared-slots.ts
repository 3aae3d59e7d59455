import { Slots } from '#patchbay/kernel';

/** Tenants whose endpoints all hang at once, and still leave places to the others, less one. */
const SHARES = 4;

interface Share {
  readonly slots: Slots;
  /** Places held, and takes that wait. */
  users: number;
}

/**
 * Places of a process, of which one tenant gets a quarter at most: who has a hundred endpoints that
 * hang keeps nobody else waiting. Whoever finds none waits in line.
 */
export class SharedSlots {
  readonly #all: Slots;
  readonly #share: number;
  readonly #byTenant = new Map<string, Share>();

  constructor(size: number) {
    this.#all = new Slots(size);
    this.#share = Math.ceil(size / SHARES);
  }

  /** Waits for one place, then takes up to `wanted` of those that this tenant may have at once. */
  async take(tenantId: string, wanted: number): Promise<number> {
    const share = this.#shareOf(tenantId);
    share.users += 1;
    const own = await share.slots.take(wanted);
    const taken = await this.#all.take(own);
    share.slots.give(own - taken);
    share.users += taken - 1;
    return taken;
  }

  give(tenantId: string, count: number): void {
    this.#all.give(count);
    const share = this.#shareOf(tenantId);
    share.slots.give(count);
    share.users -= count;
    if (share.users === 0) this.#byTenant.delete(tenantId);
  }

  #shareOf(tenantId: string): Share {
    const found = this.#byTenant.get(tenantId);
    if (found !== undefined) return found;
    const share = { slots: new Slots(this.#share), users: 0 };
    this.#byTenant.set(tenantId, share);
    return share;
  }
}
