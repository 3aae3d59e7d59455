import type { Logger } from '../logging/logger.js';

interface Part {
  readonly name: string;
  readonly close: () => Promise<void> | void;
}

/** How long a closing process may take when no call is up. */
export const SHUTDOWN_LIMIT_MS = 2000;
const TICK_MS = 100;

/** Closes a process's parts in the reverse order of their making; a second call joins the first. */
export class Shutdown {
  readonly #parts: Part[] = [];
  #closing: Promise<void> | undefined;
  #current: string | undefined;

  /** The part that is being closed now. */
  get current(): string | undefined {
    return this.#current;
  }

  add(name: string, close: () => Promise<void> | void): void {
    this.#parts.push({ name, close });
  }

  close(logger?: Logger): Promise<void> {
    this.#closing ??= this.#closeAll(logger);
    return this.#closing;
  }

  async #closeAll(logger?: Logger): Promise<void> {
    for (const part of this.#parts.reverse()) {
      this.#current = part.name;
      try {
        await part.close();
      } catch (err) {
        logger?.warn({ err, part: part.name }, 'process.part_failed_to_close');
      }
    }
  }
}

/** Closes on SIGTERM and SIGINT and exits 0; a part that hangs is cut after the limit with exit 1. */
export function exitOnSignals(
  shutdown: Shutdown,
  logger: Logger,
  limitMs = SHUTDOWN_LIMIT_MS,
): void {
  const onSignal = (signal: NodeJS.Signals): void => {
    const stop = afterRunningFor(limitMs, () => {
      logger.error(
        { signal, part: shutdown.current, waitsFor: process.getActiveResourcesInfo() },
        'process.close_timed_out',
      );
      process.exit(1);
    });
    void shutdown.close(logger).then(() => {
      stop();
      process.exit(0);
    });
  };
  process.once('SIGTERM', onSignal);
  process.once('SIGINT', onSignal);
}

/** A machine that stood still is no part that hangs: time in which no timer could run hardly counts. */
function afterRunningFor(limitMs: number, then: () => void): () => void {
  let leftMs = limitMs;
  const timer = setInterval(() => {
    leftMs -= TICK_MS;
    if (leftMs <= 0) then();
  }, TICK_MS).unref();
  return () => {
    clearInterval(timer);
  };
}

/** An error nobody awaited is a bug: say so and die, the supervisor starts us again. */
export function exitOnUnhandledErrors(logger: Logger): void {
  const die = (err: unknown): void => {
    logger.fatal({ err }, 'process.unhandled_error');
    process.exit(70);
  };
  process.on('unhandledRejection', die);
  process.on('uncaughtException', die);
}
