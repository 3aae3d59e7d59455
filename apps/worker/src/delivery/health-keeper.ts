import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { EndpointHealth, MeasureDeliveries, SendEndpointEmails } from '#patchbay/fanout';
import { type Logger, LOGGER } from '#patchbay/kernel';
import { Ticker } from '../ticker.js';

/** How old other processes' knowledge of a circuit may be. */
const REFRESH_MS = 1000;
const EMAILS_MS = 2000;
const MEASURE_MS = 10_000;

/**
 * Keeps this process's knowledge of endpoints' health fresh, sends the e-mails about them and
 * measures what waits. Every process of the delivery role does so.
 */
@Injectable()
export class HealthKeeper implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  readonly #tickers: readonly Ticker[];

  constructor(
    private readonly health: EndpointHealth,
    emails: SendEndpointEmails,
    measure: MeasureDeliveries,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#tickers = [
      new Ticker({ name: 'endpoint.health', everyMs: REFRESH_MS, logger }, () => health.refresh()),
      new Ticker({ name: 'endpoint.emails', everyMs: EMAILS_MS, logger }, async () => {
        await emails.execute();
      }),
      new Ticker({ name: 'delivery.measure', everyMs: MEASURE_MS, logger }, () =>
        measure.execute(),
      ),
    ];
  }

  /** The circuits are known before the first message is sent, or a restart would close them all. */
  async onModuleInit(): Promise<void> {
    try {
      await this.health.refresh();
    } catch (err) {
      // PostgreSQL is away: then nothing is sent either, and the ticker tries again.
      this.logger.warn({ err }, 'endpoint.health_unknown');
    }
  }

  onApplicationBootstrap(): void {
    for (const ticker of this.#tickers) ticker.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.#tickers.map((ticker) => ticker.stop()));
  }
}
