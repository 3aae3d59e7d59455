import { Counter, Gauge } from 'prom-client';
import { metrics } from '#patchbay/kernel';

/** What followers of events get. */
export const feedMetrics = {
  /** Events that no news had told of when the database was asked. */
  missed: new Counter({
    name: 'patchbay_followed_events_missed_total',
    help: 'Events for followers that were found by looking, not by news.',
    registers: [metrics],
  }),
  /** Followers there are. */
  followers: new Gauge({
    name: 'patchbay_event_followers',
    help: 'Followers of tenants’ events in this process.',
    registers: [metrics],
  }),
  /** Followers that took too slowly and were let go. */
  overrun: new Counter({
    name: 'patchbay_event_followers_overrun_total',
    help: 'Followers that were let go because they took too slowly.',
    registers: [metrics],
  }),
};
