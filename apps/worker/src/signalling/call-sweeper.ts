import { Inject, Injectable } from '@nestjs/common';
import { SweepCalls } from '#patchbay/calls';
import { InRounds, type Logger, LOGGER } from '#patchbay/kernel';
import { WORKER_CONFIG, type WorkerConfig } from '../worker.config.js';

/** Looks for calls that no doorbell announced, again and again. */
@Injectable()
export class CallSweeper extends InRounds {
  constructor(
    sweep: SweepCalls,
    @Inject(WORKER_CONFIG) config: WorkerConfig,
    @Inject(LOGGER) logger: Logger,
  ) {
    super();
    const everyMs = config.SIGNALLING_SWEEP_MS;
    this.every({ name: 'signalling.sweep', everyMs, logger }, () => sweep.execute());
  }
}
