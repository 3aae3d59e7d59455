import { z } from 'zod';

const duration = z.coerce.number().int().positive();

/** Settings of the simulator besides those that every process has. */
export const simulatorConfigSchema = z.object({
  /** The world: apps, WABAs, numbers, consumers. */
  SEED_FILE: z.string().default('seed/two-tenants.json'),
  /** Webhooks go to `${WEBHOOK_BASE_URL}/webhooks/meta/<appKey>`; may be set later by control. */
  WEBHOOK_BASE_URL: z.url().optional(),
  /** Address of the media sockets, also what the SDP names. */
  SIM_MEDIA_HOST: z.string().default('127.0.0.1'),
  /** A second address, IPv6, for media; without it there is no IPv6 candidate. */
  SIM_MEDIA_HOST_V6: z.ipv6().optional(),
  /** How long a user's call waits for `accept`. Meta says 30 to 60 seconds. */
  SIM_ANSWER_WINDOW_MS: duration.default(45_000),
  /** How long a user's phone rings. Meta publishes no figure. */
  SIM_RING_TIMEOUT_MS: duration.default(30_000),
  /** `a=setup` in answers to business-initiated offers. Meta's sample says active. */
  SIM_ANSWER_SETUP: z.enum(['active', 'passive']).default('active'),
  /** Without any media of the business for so long after the answer the client gives up. */
  SIM_FIRST_MEDIA_TIMEOUT_MS: duration.default(20_000),
  /** The same in the middle of a call. */
  SIM_MEDIA_TIMEOUT_MS: duration.default(30_000),
});

export type SimulatorConfig = z.output<typeof simulatorConfigSchema>;
