import { Counter } from 'prom-client';
import { Injectable } from '@nestjs/common';
import { metrics } from '#patchbay/kernel';
import { OverlookedCalls } from '../persistence/sweep.repository.js';
import { CallPump } from './call-pump.js';

const rescued = new Counter({
  name: 'patchbay_calls_rescued_total',
  help: 'Calls that a process without the signalling role took up, because none that has it did.',
  registers: [metrics],
});

/**
 * Takes up the calls that nobody in the signalling role looks after, as when all its processes are
 * dead: a call that has ended gives its place back, whoever is alive.
 */
@Injectable()
export class RescueCalls {
  constructor(
    private readonly overlooked: OverlookedCalls,
    private readonly pump: CallPump,
  ) {}

  /** `lateMs`: how long news has lain unread that a living signalling process would have read. */
  async execute(lateMs: number): Promise<void> {
    await this.overlooked.whileLeading(async (overlooked) => {
      const calls = await overlooked.find({ lateMs });
      rescued.inc(calls.length);
      await Promise.all(calls.map(({ tenantId, callId }) => this.pump.work(tenantId, callId)));
    }, 'rescue');
  }
}
