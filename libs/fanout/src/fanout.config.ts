import { z } from 'zod';

/** Injection token of FanoutConfig. */
export const FANOUT_CONFIG = Symbol('FanoutConfig');

const milliseconds = z.coerce.number().int().positive();

const ports = z
  .string()
  .regex(/^\d{1,5}(?:,\d{1,5})*$/, 'must be ports such as 443,8443')
  .transform((text) => text.split(',').map(Number))
  .refine(
    (list) => list.every((port) => port >= 1 && port <= 65_535),
    'must be between 1 and 65535',
  );

/** How tenants' webhooks are sent. */
export const fanoutConfigSchema = z.object({
  /** Longest attempt from look-up of the name to the end of the answer, milliseconds. */
  FANOUT_TIMEOUT_MS: milliseconds.max(60_000).default(15_000),
  /** Longest wait for a connection within that, milliseconds. */
  FANOUT_CONNECT_TIMEOUT_MS: milliseconds.max(60_000).default(5000),
  /** Messages under way to one endpoint, over all processes, live and other each. */
  FANOUT_IN_FLIGHT_PER_ENDPOINT: z.coerce.number().int().min(1).max(100).default(8),
  /** Messages under way in one process, live and other each. */
  FANOUT_IN_FLIGHT: z.coerce.number().int().min(1).max(10_000).default(256),
  /** How often the poller looks for due rows whose doorbell was lost, milliseconds. */
  FANOUT_POLL_MS: milliseconds.max(10_000).default(250),
  /** Ports of endpoints, comma separated; no others are connected to. */
  FANOUT_PORTS: ports.default([443, 8443]),
});

export type FanoutConfig = z.output<typeof fanoutConfigSchema>;
