import type { MessageNews } from './message-news.js';

/** Injection token of the DeliveryDoorbell. */
export const DELIVERY_DOORBELL = Symbol('DeliveryDoorbell');

/** "This endpoint has work." The work itself is in PostgreSQL. */
export interface DeliveryRing {
  readonly tenantId: string;
  readonly endpointId: string;
  readonly isLive: boolean;
  readonly traceparent: string | null;
}

/** Wakes the delivery role after a commit. It may be lost or repeated: the poller finds due rows. */
export interface DeliveryDoorbell {
  ring(ring: DeliveryRing): void;
  /** Tells those who follow the tenant's events as they happen. May be lost: they look, too. */
  announce?(news: MessageNews): void;
}
