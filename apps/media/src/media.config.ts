import { isIP } from 'node:net';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const milliseconds = z.coerce.number().int().min(1);
const address = z.string().refine((text) => isIP(text) !== 0, 'must be an IP address, not a name');

const LOWEST_PORT = 1024;
const PORTS_PER_SESSION = 2;

/** Settings of a media node. It has no database and no queue. */
export const mediaConfigSchema = z
  .object({
    /** Signalling's private listener, where events and contacts go. */
    CONTROL_URL: z.url(),
    /** Name of this node in the registry; by default made of host name and private port. */
    MEDIA_NODE_ID: z.string().min(1).max(100).optional(),
    /** Where this node stands, for choosing one near Meta's relay. */
    MEDIA_REGION: z.string().min(1).default('local'),
    /** How signalling reaches the private listener; by default the address it bound. */
    MEDIA_RPC_URL: z.url().optional(),
    /** Address that media sockets bind. */
    MEDIA_BIND_ADDRESS: address.default('127.0.0.1'),
    /** Address that SDPs name; differs from the bound one behind a 1:1 NAT. */
    MEDIA_ANNOUNCED_ADDRESS: address.optional(),
    /** First UDP port for media; 0 (and 0 as the last) lets the kernel choose. */
    MEDIA_PORT_MIN: port.default(0),
    /** Last UDP port for media. */
    MEDIA_PORT_MAX: port.default(0),
    /** Calls this node takes at once; the next create is answered FULL. */
    MEDIA_MAX_SESSIONS: z.coerce.number().int().min(1).default(100),
    /** From the first connectivity check to a nominated pair. Meta has our password only after it
     * processed pre_accept, and gives a call up after 20 s without media. */
    MEDIA_ICE_TIMEOUT_MS: milliseconds.default(30_000),
    /** From the nominated pair to the SRTP keys: some retransmissions on a bad network. */
    MEDIA_DTLS_TIMEOUT_MS: milliseconds.default(10_000),
    /** A session that nobody committed dies after this: its creator did. */
    MEDIA_COMMIT_TIMEOUT_MS: milliseconds.default(10_000),
    /** How long calls go on without contact to signalling. */
    MEDIA_HARD_STOP_MS: milliseconds.default(60_000),
  })
  .transform((config) => ({
    ...config,
    MEDIA_ANNOUNCED_ADDRESS: config.MEDIA_ANNOUNCED_ADDRESS ?? config.MEDIA_BIND_ADDRESS,
  }))
  .superRefine((config, context) => {
    const refuse = (name: keyof typeof config, message: string): void => {
      context.addIssue({ code: 'custom', path: [name], message });
    };
    const { MEDIA_PORT_MIN: min, MEDIA_PORT_MAX: max } = config;
    const announced = config.MEDIA_ANNOUNCED_ADDRESS;
    if (isIP(announced) !== isIP(config.MEDIA_BIND_ADDRESS)) {
      refuse('MEDIA_ANNOUNCED_ADDRESS', 'must be of the same IP version as MEDIA_BIND_ADDRESS');
    }
    if (announced === '0.0.0.0' || announced === '::') {
      refuse('MEDIA_ANNOUNCED_ADDRESS', 'is missing: peers cannot send to the unspecified address');
    }
    if (max === 0 && min === 0) return;
    if (min < LOWEST_PORT || max < min) {
      refuse('MEDIA_PORT_MIN', `must be ${LOWEST_PORT} or more and not above MEDIA_PORT_MAX`);
    } else if (max - min + 1 < config.MEDIA_MAX_SESSIONS * PORTS_PER_SESSION) {
      refuse('MEDIA_PORT_MAX', 'leaves fewer than two ports for each of MEDIA_MAX_SESSIONS');
    }
  });

export type MediaConfig = z.output<typeof mediaConfigSchema>;
