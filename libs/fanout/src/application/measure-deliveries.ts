import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK } from '#patchbay/kernel';
import { DeliveryBacklogTable } from '../persistence/delivery-backlog.js';
import { deliveryMetrics } from './delivery-metrics.js';
import { EndpointHealth } from './endpoint-health.js';

/** Endpoints whose backlog is told, those with the largest. */
const MOST_ENDPOINTS = 500;

/** Brings the gauges of waiting messages and of circuits up to date. */
@Injectable()
export class MeasureDeliveries {
  constructor(
    private readonly table: DeliveryBacklogTable,
    private readonly health: EndpointHealth,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(): Promise<void> {
    const backlogs = await this.table.largest(MOST_ENDPOINTS);
    const nowMs = this.clock.nowMs();
    deliveryMetrics.state(
      backlogs.map(({ oldestAt, ...backlog }) => ({
        ...backlog,
        oldestSeconds: Math.max(0, (nowMs - oldestAt.getTime()) / 1000),
      })),
      this.health.outEndpoints(),
    );
  }
}
