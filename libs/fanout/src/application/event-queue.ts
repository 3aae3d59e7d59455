/**
 * What is pushed on one side and iterated on the other. It ends by itself when nobody takes: `most`
 * values wait, the next one closes it. What waits is still handed out.
 */
export class EventQueue<Value> implements AsyncIterableIterator<Value> {
  readonly #most: number;
  readonly #onEnd: () => void;
  readonly #waiting: Value[] = [];
  #taker: ((result: IteratorResult<Value>) => void) | undefined;
  #hasEnded = false;

  constructor(most: number, onEnd: () => void) {
    this.#most = most;
    this.#onEnd = onEnd;
  }

  /** False when the value came too much, or after the end. */
  push(value: Value): boolean {
    if (this.#hasEnded) return false;
    const taker = this.#taker;
    if (taker !== undefined) {
      this.#taker = undefined;
      taker({ value, done: false });
      return true;
    } else if (this.#waiting.length < this.#most) {
      this.#waiting.push(value);
      return true;
    }
    this.end();
    return false;
  }

  /** Nothing more comes. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#taker?.({ value: undefined, done: true });
    this.#taker = undefined;
    this.#onEnd();
  }

  next(): Promise<IteratorResult<Value>> {
    const value = this.#waiting.shift();
    if (value !== undefined) return Promise.resolve({ value, done: false });
    if (this.#hasEnded) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => {
      this.#taker = resolve;
    });
  }

  return(): Promise<IteratorResult<Value>> {
    this.#waiting.length = 0;
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
