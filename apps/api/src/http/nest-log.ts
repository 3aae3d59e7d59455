import type { LoggerService } from '@nestjs/common';
import type { Logger } from '#patchbay/kernel';

/** Sends what Nest itself has to say into our JSON lines. */
export class NestLog implements LoggerService {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.#logger.debug({ detail: [message, ...rest] }, 'nest.log');
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#logger.warn({ detail: [message, ...rest] }, 'nest.warned');
  }

  error(message: unknown, ...rest: unknown[]): void {
    const field = message instanceof Error ? { err: message } : { detail: [message, ...rest] };
    this.#logger.error(field, 'nest.failed');
  }
}
