import { Inject, Injectable } from '@nestjs/common';
import { RateUsage, USAGE_RECORDED } from '#patchbay/billing';
import { OutboxRelay, type RelayedEvent } from '#patchbay/database';
import { InRounds, type Logger, LOGGER, traceIdOf } from '#patchbay/kernel';
import { z } from 'zod';

const EVERY_MS = 250;
const AT_ONCE = 100;

const payloadSchema = z.object({ usageRecordId: z.uuid(), callId: z.uuid() });

/** Thrown to keep the event in the outbox: it is rated when what is missing has been added. */
class StillUnrated extends Error {}

/** Rates usage as calls end. What can't be rated is told, and tried again until it can. */
@Injectable()
export class UsageRater extends InRounds {
  constructor(
    private readonly relay: OutboxRelay,
    private readonly rateUsage: RateUsage,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    super();
    this.every({ name: 'billing.rate', everyMs: EVERY_MS, logger }, () => this.rateAll());
  }

  async rateAll(): Promise<void> {
    let rated: number;
    do {
      rated = await this.relay.relay([USAGE_RECORDED], AT_ONCE, (event) => this.#rate(event));
    } while (rated === AT_ONCE);
  }

  async #rate(event: RelayedEvent): Promise<void> {
    const traceId = traceIdOf(event.traceparent);
    const logger = this.logger.child({ tenantId: event.tenantId, eventId: event.id, traceId });
    try {
      const { usageRecordId, callId } = payloadSchema.parse(event.payload);
      const outcome = await this.rateUsage.execute(event.tenantId, usageRecordId);
      if (outcome.kind === 'unrated') {
        const { reason, market } = outcome;
        // Somebody must add a line to the rate card, or a price. Told once a process.
        const fields = { callId, usageRecordId, reason, market };
        if (event.failures === 0) logger.error(fields, 'billing.usage_unrated');
        throw new StillUnrated();
      }
      if (outcome.kind === 'rated') {
        const { pulses, costNano, priceNano } = outcome.rating;
        const money = { costNano: String(costNano), priceNano: String(priceNano) };
        const fields = { callId, usageRecordId, pulses, currency: outcome.currency, ...money };
        logger.info(fields, 'billing.usage_rated');
      }
    } catch (err) {
      if (!(err instanceof StillUnrated)) logger.error({ err }, 'billing.rating_broke');
      throw err;
    }
  }
}
