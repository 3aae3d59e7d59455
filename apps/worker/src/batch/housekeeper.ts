import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Counter } from 'prom-client';
import { type Clock, CLOCK, InRounds, type Logger, LOGGER, metrics } from '#patchbay/kernel';
import { type Chore, Housekeeping } from './housekeeping.js';

/** Injection token of all chores, in their order. */
export const CHORES = Symbol('Chores');

// The chores go by business time, which a test may move by weeks: so the clock is looked at often.
const LOOK_EVERY_MS = 1000;
const RETRY_MS = 30_000;

const choresTotal = new Counter({
  name: 'patchbay_chores_total',
  help: 'Rounds of housekeeping by chore and how they ended.',
  labelNames: ['chore', 'outcome'],
  registers: [metrics],
});

/** Does each chore when its time has come, and makes partitions before anything is written. */
@Injectable()
export class Housekeeper extends InRounds implements OnModuleInit {
  readonly #lastDone = new Map<string, number>();
  #isClosing = false;

  constructor(
    private readonly housekeeping: Housekeeping,
    @Inject(CHORES) private readonly chores: readonly Chore[],
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    super();
    this.every({ name: 'housekeeping', everyMs: LOOK_EVERY_MS, logger }, () => this.round());
  }

  /** Does every chore that is due. One that fails keeps none of the others from being done. */
  async round(): Promise<void> {
    for (const chore of this.chores) {
      const lastDone = this.#lastDone.get(chore.name);
      // Also when the clock was set back.
      const isDue =
        lastDone === undefined || Math.abs(this.clock.nowMs() - lastDone) >= chore.everyMs;
      if (isDue && !this.#isClosing) await this.#do(chore);
    }
  }

  async onModuleInit(): Promise<void> {
    await this.housekeeping.makePartitions(this.clock.now());
  }

  override async onModuleDestroy(): Promise<void> {
    this.#isClosing = true;
    await super.onModuleDestroy();
  }

  async #do(chore: Chore): Promise<void> {
    const at = this.clock.now();
    try {
      const count = await chore.run(at);
      this.#lastDone.set(chore.name, at.getTime());
      choresTotal.inc({ chore: chore.name, outcome: 'done' });
      if (count > 0) this.logger.info({ chore: chore.name, count }, 'housekeeping.done');
    } catch (err) {
      this.#lastDone.set(chore.name, at.getTime() - chore.everyMs + RETRY_MS);
      choresTotal.inc({ chore: chore.name, outcome: 'failed' });
      this.logger.warn({ err, chore: chore.name }, 'housekeeping.failed');
    }
  }
}
