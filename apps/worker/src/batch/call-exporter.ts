import { Inject, Injectable } from '@nestjs/common';
import { WriteCallExports } from '#patchbay/calls';
import { InRounds, type Logger, LOGGER } from '#patchbay/kernel';
import { WORKER_CONFIG, type WorkerConfig } from '../worker.config.js';

/** Writes the exports that tenants asked for, a part at a time, until none is due. */
@Injectable()
export class CallExporter extends InRounds {
  readonly #closing = new AbortController();

  constructor(
    private readonly writeCallExports: WriteCallExports,
    @Inject(WORKER_CONFIG) config: WorkerConfig,
    @Inject(LOGGER) logger: Logger,
  ) {
    super();
    const everyMs = config.CALL_EXPORT_POLL_MS;
    this.every({ name: 'calls.export', everyMs, logger }, () => this.round());
  }

  async round(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted && (await this.writeCallExports.turn(signal)));
  }

  /** The turn under way is given back between two pages: another process goes on with it. */
  override async onModuleDestroy(): Promise<void> {
    this.#closing.abort();
    await super.onModuleDestroy();
  }
}
