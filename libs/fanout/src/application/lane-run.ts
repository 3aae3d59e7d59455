/** A lane that is being worked on: more work may be announced while it runs. */
export class LaneRun {
  /** Settles when the lane is empty. */
  done: Promise<number> = Promise.resolve(0);
  /** Most messages that may be under way, as far as known. */
  most: number;
  /** The last look left nothing behind that is due. */
  isDrained = false;
  #isWoken = false;
  #wake: (() => void) | undefined;

  constructor(most: number) {
    this.most = most;
  }

  wake(): void {
    this.#isWoken = true;
    this.#wake?.();
  }

  /** Whether another look at the lane could bring something. */
  get isWorthALook(): boolean {
    return this.#isWoken || !this.isDrained;
  }

  /** Whether it was woken since the last time this was asked. */
  takeWake(): boolean {
    const wasWoken = this.#isWoken;
    this.#isWoken = false;
    return wasWoken;
  }

  /** Waits until one of the promises settles or the lane is woken. */
  async untilNews(underWay: ReadonlySet<Promise<void>>): Promise<void> {
    if (this.#isWoken) return;
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    await Promise.race([...underWay, woken]);
    this.#wake = undefined;
  }
}
