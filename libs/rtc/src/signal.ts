/** Told of an error that a listener threw; the emitter goes on. */
export type ReportError = (error: unknown) => void;

/**
 * One kind of event with typed listeners. A listener that throws reaches neither the emitter (the
 * packet path) nor the other listeners; its error is reported. After `end` nothing is delivered.
 */
export class Signal<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly #report: ReportError;
  #isEnded = false;

  constructor(report: ReportError) {
    this.#report = report;
  }

  /** Adds a listener and returns what removes it. */
  on(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  emit(value: T): void {
    if (this.#isEnded) return;
    for (const listener of this.#listeners) {
      try {
        listener(value);
      } catch (error) {
        this.#report(error);
      }
    }
  }

  end(): void {
    this.#isEnded = true;
    this.#listeners.clear();
  }
}
