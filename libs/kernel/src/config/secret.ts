import { inspect } from 'node:util';
import { z } from 'zod';

/** A text that never shows itself: printing, logging or serialising it gives `[redacted]`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[redacted]';
  }

  toJSON(): string {
    return '[redacted]';
  }

  [inspect.custom](): string {
    return '[redacted]';
  }
}

/** A non-empty secret from the environment. */
export const secretSchema = z
  .string()
  .min(1)
  .transform((value) => new Secret(value));
