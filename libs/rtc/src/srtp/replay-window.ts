const SIZE = 64n;
const MASK = (1n << SIZE) - 1n;

/**
 * RFC 3711 §3.3.2: remembers which of the last 64 indices were seen. What is older than the window
 * counts as seen.
 */
export class ReplayWindow {
  #highest = -1;
  /** Bit n is set when index (highest - n) was seen. */
  #seen = 0n;

  get highest(): number {
    return this.#highest;
  }

  has(index: number): boolean {
    const age = this.#highest - index;
    if (age < 0) return false;
    return BigInt(age) >= SIZE || ((this.#seen >> BigInt(age)) & 1n) === 1n;
  }

  add(index: number): void {
    const ahead = index - this.#highest;
    if (ahead <= 0) {
      this.#seen |= 1n << BigInt(-ahead);
      return;
    }
    this.#seen = BigInt(ahead) >= SIZE ? 1n : ((this.#seen << BigInt(ahead)) | 1n) & MASK;
    this.#highest = index;
  }
}
