import { secretSchema } from '#patchbay/kernel';
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
  FANOUT_IN_FLIGHT: z.coerce.number().int().min(1).max(10_000).default(1024),
  /** How long a result waits for others to be committed with it, milliseconds. */
  FANOUT_GROUP_MS: z.coerce.number().int().min(0).max(100).default(3),
  /** How long a live message's URL may take before the failover URL is tried too, milliseconds. */
  FANOUT_FAILOVER_AFTER_MS: milliseconds.max(60_000).default(1500),
  /** How often the poller looks for due rows whose doorbell was lost, milliseconds. */
  FANOUT_POLL_MS: milliseconds.max(10_000).default(250),
  /** Ports of endpoints, comma separated; no others are connected to. */
  FANOUT_PORTS: ports.default([443, 8443]),
  /** Failures in a row after which an endpoint is only sent a probe at a time. */
  FANOUT_CIRCUIT_FAILURES: z.coerce.number().int().min(1).max(1000).default(10),
  /** Wait before the first probe, milliseconds; it doubles with every probe that fails. */
  FANOUT_CIRCUIT_FIRST_MS: milliseconds.max(600_000).default(1000),
  /** Longest wait between two probes, milliseconds: calls are lost so long after a receiver is back. */
  FANOUT_CIRCUIT_LONGEST_MS: milliseconds.max(3600_000).default(20_000),
  /** Failures in a row that disable an endpoint; its tenant is told at 50, 70 and 90 % of them. */
  FANOUT_DISABLE_AFTER_FAILURES: z.coerce.number().int().min(10).max(100_000).default(100),
  /** An endpoint is disabled only when nothing has come through for so long, milliseconds. */
  FANOUT_DISABLE_AFTER_MS: milliseconds.max(30 * 86_400_000).default(86_400_000),
  /**
   * Gets a POST of JSON {to, subject, text, event, percent, tenantId, endpointId} for every e-mail to
   * an endpoint's alertEmails. Without it no e-mails are sent; the events endpoint.failing and
   * endpoint.disabled are.
   */
  FANOUT_EMAIL_HOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Sent to the e-mail hook as a bearer token. */
  FANOUT_EMAIL_HOOK_TOKEN: secretSchema.optional(),
  /** Longest wait for the answer of the e-mail hook, milliseconds. */
  FANOUT_EMAIL_HOOK_TIMEOUT_MS: milliseconds.max(30_000).default(5000),
});

export type FanoutConfig = z.output<typeof fanoutConfigSchema>;
