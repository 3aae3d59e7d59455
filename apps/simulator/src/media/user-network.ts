import type { MediaFaults } from './media-faults.js';
import { NetworkPath } from './network-path.js';

/** Faults that a speaker or listener makes itself. */
export type AudioFaults = Pick<MediaFaults, 'mute' | 'dropFirstMs'> &
  Partial<Pick<MediaFaults, 'oneWay' | 'networkChange' | 'network'>>;

interface Paths {
  readonly toUser: NetworkPath;
  readonly toBusiness: NetworkPath;
}

/** What lies between Meta's relay and the user's phone: lets packets pass both ways, or not. */
export class UserNetwork {
  #faults: AudioFaults;
  #paths: Paths | undefined;
  #upAt: number | undefined;
  #firstHeardAt: number | undefined;

  constructor(faults: AudioFaults) {
    this.#faults = faults;
    this.#lay();
  }

  /** Takes other faults from now on; a change of the network counts from here. */
  setFaults(faults: AudioFaults): void {
    this.close();
    this.#faults = faults;
    this.#lay();
    if (this.#upAt !== undefined) this.up();
  }

  get faults(): AudioFaults {
    return this.#faults;
  }

  /** Audio can flow from now on. */
  up(): void {
    this.#upAt = performance.now();
  }

  toUser(arrive: () => void): void {
    if (this.#faults.oneWay === true || this.#isInGap()) return;
    if (this.#paths === undefined) arrive();
    else this.#paths.toUser.pass(arrive);
  }

  toBusiness(leave: () => void): void {
    if (this.#faults.mute || this.#isInGap()) return;
    if (this.#paths === undefined) leave();
    else this.#paths.toBusiness.pass(leave);
  }

  /** Whether the user's ear is open yet; counted from the first packet. */
  hears(): boolean {
    const now = performance.now();
    this.#firstHeardAt ??= now;
    return now - this.#firstHeardAt >= this.#faults.dropFirstMs;
  }

  close(): void {
    this.#paths?.toUser.close();
    this.#paths?.toBusiness.close();
    this.#paths = undefined;
  }

  #lay(): void {
    const { network } = this.#faults;
    if (network === undefined || network === null) return;
    this.#paths = {
      toUser: new NetworkPath(network, 0),
      toBusiness: new NetworkPath(network, 1),
    };
  }

  #isInGap(): boolean {
    const change = this.#faults.networkChange;
    if (change === undefined || change === null || this.#upAt === undefined) return false;
    const sinceMs = performance.now() - this.#upAt;
    return sinceMs >= change.afterMs && sinceMs < change.afterMs + change.gapMs;
  }
}
