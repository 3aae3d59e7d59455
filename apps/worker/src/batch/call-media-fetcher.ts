import { Inject, Injectable } from '@nestjs/common';
import { FetchCallMedia } from '#patchbay/calls';
import { InRounds, type Logger, LOGGER } from '#patchbay/kernel';
import { WORKER_CONFIG, type WorkerConfig } from '../worker.config.js';

/** Fetches the files of calls that Meta told of, again and again until none is due. */
@Injectable()
export class CallMediaFetcher extends InRounds {
  constructor(
    private readonly fetchCallMedia: FetchCallMedia,
    @Inject(WORKER_CONFIG) config: WorkerConfig,
    @Inject(LOGGER) logger: Logger,
  ) {
    super();
    const everyMs = config.CALL_MEDIA_POLL_MS;
    this.every({ name: 'calls.media', everyMs, logger }, () => this.round());
  }

  async round(): Promise<void> {
    await this.fetchCallMedia.execute();
  }
}
