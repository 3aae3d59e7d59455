import { Inject, Injectable } from '@nestjs/common';
import { RescueCalls } from '#patchbay/calls';
import { InRounds, type Logger, LOGGER } from '#patchbay/kernel';
import { API_CONFIG, type ApiConfig } from '../api.config.js';

const EVERY_MS = 1000;

/** Looks for calls that have no signalling process any more, again and again. */
@Injectable()
export class CallRescuer extends InRounds {
  constructor(
    rescue: RescueCalls,
    @Inject(API_CONFIG) { api }: ApiConfig,
    @Inject(LOGGER) logger: Logger,
  ) {
    super();
    const lateMs = api.CALLS_RESCUE_AFTER_MS;
    this.every({ name: 'calls.rescue', everyMs: EVERY_MS, logger }, () => rescue.execute(lateMs));
  }
}
