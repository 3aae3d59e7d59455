import { metrics } from '#patchbay/kernel';
import { Gauge } from 'prom-client';

export interface Measured {
  readonly sessions: () => number;
  readonly capacity: number;
  readonly events: () => number;
  readonly ports: () => number;
}

/** Publishes the node's load; read only when somebody asks for the metrics. */
export function publishMetrics(measured: Measured): void {
  const gauge = (name: string, help: string, read: () => number): void => {
    metrics.removeSingleMetric(name);
    new Gauge({
      name,
      help,
      registers: [metrics],
      collect() {
        this.set(read());
      },
    });
  };
  gauge('patchbay_media_sessions', 'Calls on this node', measured.sessions);
  gauge('patchbay_media_capacity', 'Calls this node takes', () => measured.capacity);
  gauge('patchbay_media_events_waiting', 'Events not yet acknowledged', measured.events);
  gauge('patchbay_media_ports', 'UDP ports in use', measured.ports);
}
