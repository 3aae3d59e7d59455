import type { Logger } from '#patchbay/kernel';
import type { HeldSession, NodeContactReply } from '#patchbay/rpc';

export interface ContactLoopOptions {
  readonly contact: (sessions: HeldSession[]) => Promise<NodeContactReply>;
  readonly committed: () => HeldSession[];
  readonly closeUnknown: (session: HeldSession) => void;
  /** Signalling was out of reach for too long: nobody would end or bill these calls any more. */
  readonly onHardStop: () => void;
  readonly hardStopMs: number;
  readonly logger: Logger;
  readonly intervalMs?: number;
}

const INTERVAL_MS = 1000;

/**
 * Tells signalling once a second which calls this node holds, ends those that signalling does not
 * know, and ends all of them when it was out of reach for the hard-stop time. That time is measured
 * here, on a monotonic clock: the two machines' clocks may differ, and tests move the business one.
 */
export class ContactLoop {
  readonly #options: ContactLoopOptions;
  #timer: NodeJS.Timeout | undefined;
  #lastContactAt = performance.now();
  #isAway = false;
  #isClosed = false;

  constructor(options: ContactLoopOptions) {
    this.#options = options;
  }

  /** Makes the first contact and goes on until closed. Never fails. */
  async start(): Promise<void> {
    const startedAt = performance.now();
    await this.#contact();
    if (this.#isClosed) return;
    const interval = this.#options.intervalMs ?? INTERVAL_MS;
    const rest = Math.max(0, interval - (performance.now() - startedAt));
    this.#timer = setTimeout(() => void this.start(), rest);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async #contact(): Promise<void> {
    const { committed, contact, closeUnknown, logger } = this.#options;
    const held = committed();
    try {
      const { close } = await contact(held);
      this.#lastContactAt = performance.now();
      if (this.#isAway) logger.info('media.control_back');
      this.#isAway = false;
      for (const session of held) if (close.includes(session.callId)) closeUnknown(session);
    } catch (err) {
      if (!this.#isAway) logger.warn({ err }, 'media.control_away');
      this.#isAway = true;
      this.#stopWhenTooLong();
    }
  }

  #stopWhenTooLong(): void {
    const { hardStopMs, onHardStop, logger } = this.#options;
    if (performance.now() - this.#lastContactAt < hardStopMs) return;
    logger.error({ hardStopMs }, 'media.hard_stop');
    this.#lastContactAt = performance.now();
    onHardStop();
  }
}
