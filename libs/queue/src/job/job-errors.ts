/** Thrown by a handler when trying again cannot help: the job fails at once and is kept. */
export class Unrecoverable extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'Unrecoverable';
  }
}

/** Thrown by a handler to be called again after `delayMs`. Not a failure: no attempt is used up. */
export class RetryLater extends Error {
  constructor(
    readonly delayMs: number,
    message = `asked to be called again in ${delayMs} ms`,
  ) {
    super(message);
    this.name = 'RetryLater';
  }
}
