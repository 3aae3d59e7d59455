import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { EndpointHealth, MeasureDeliveries, SendEndpointEmails } from '#patchbay/fanout';
import { InRounds, type Logger, LOGGER } from '#patchbay/kernel';

/** How old other processes' knowledge of a circuit may be. */
const REFRESH_MS = 1000;
const EMAILS_MS = 2000;
const MEASURE_MS = 10_000;

/**
 * Keeps this process's knowledge of endpoints' health fresh, sends the e-mails about them and
 * measures what waits. Every process of the delivery role does so.
 */
@Injectable()
export class HealthKeeper extends InRounds implements OnModuleInit {
  constructor(
    private readonly health: EndpointHealth,
    emails: SendEndpointEmails,
    measure: MeasureDeliveries,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    super();
    this.every({ name: 'endpoint.health', everyMs: REFRESH_MS, logger }, () => health.refresh());
    this.every({ name: 'endpoint.emails', everyMs: EMAILS_MS, logger }, () => emails.execute());
    this.every({ name: 'delivery.measure', everyMs: MEASURE_MS, logger }, () => measure.execute());
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
}
