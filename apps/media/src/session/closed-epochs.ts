const MAX_REMEMBERED = 10_000;

/**
 * The last epoch of calls that ended here. A create that was delayed on its way and comes after the
 * close must not bring the call back to life.
 */
export class ClosedEpochs {
  readonly #epochs = new Map<string, number>();

  remember(callId: string, epoch: number): void {
    const last = this.of(callId);
    this.#epochs.delete(callId);
    this.#epochs.set(callId, Math.max(last, epoch));
    if (this.#epochs.size <= MAX_REMEMBERED) return;
    for (const oldest of this.#epochs.keys()) {
      this.#epochs.delete(oldest);
      return;
    }
  }

  /** -1 for a call that did not end here. */
  of(callId: string): number {
    return this.#epochs.get(callId) ?? -1;
  }
}
