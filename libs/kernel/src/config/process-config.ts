import { z } from 'zod';
import { parseCidrs } from '../egress/cidr.js';
import { secretSchema } from './secret.js';

const port = z.coerce.number().int().min(0).max(65535);
const flag = z
  .enum(['0', '1'])
  .default('0')
  .transform((value) => value === '1');

const cidrs = z
  .string()
  .default('')
  .transform((text, context) => {
    try {
      return parseCidrs(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'must be CIDRs such as 127.0.0.0/8,::1/128' });
      return z.NEVER;
    }
  });

/** The points at which `DANGEROUS_CRASH_AT` may kill the process. */
export const CRASH_POINTS = [
  'ingest.after-commit',
  'drain.before-commit',
  'drain.after-commit',
  'effect.after-send',
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** Settings that every process has. */
export const processConfigSchema = z
  .object({
    /** `production` refuses every DANGEROUS_ switch. */
    NODE_ENV: z.enum(['production', 'development', 'test']).default('development'),
    /** pino level. */
    LOG_LEVEL: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
      .default('info'),
    /** Address that the listeners bind. */
    HOST: z.string().default('127.0.0.1'),
    /** Port of the public listener; 0 takes a free one. */
    PUBLIC_PORT: port.default(0),
    /** Port of the private listener (RPC, metrics, health); 0 takes a free one. */
    PRIVATE_PORT: port.default(0),
    /** Bearer token of the private listeners. */
    INTERNAL_TOKEN: secretSchema,
    /** Opens POST /internal/v1/clock on the private listener. Tests only. */
    DANGEROUS_VIRTUAL_CLOCK: flag,
    /** How far business time is ahead when the process begins, milliseconds. Tests only. */
    DANGEROUS_CLOCK_OFFSET_MS: z.coerce.number().int().default(0),
    /** Kills the process at a named point. Tests only. */
    DANGEROUS_CRASH_AT: z.enum(CRASH_POINTS).optional(),
    /** CIDRs, comma separated, that the egress guard lets through. Laptop only. */
    DANGEROUS_EGRESS_ALLOW: cidrs,
  })
  .superRefine((config, context) => {
    if (config.NODE_ENV !== 'production') return;
    const dangerous = {
      DANGEROUS_VIRTUAL_CLOCK: config.DANGEROUS_VIRTUAL_CLOCK,
      DANGEROUS_CLOCK_OFFSET_MS: config.DANGEROUS_CLOCK_OFFSET_MS !== 0,
      DANGEROUS_CRASH_AT: config.DANGEROUS_CRASH_AT !== undefined,
      DANGEROUS_EGRESS_ALLOW: config.DANGEROUS_EGRESS_ALLOW.length > 0,
    };
    for (const [name, isOn] of Object.entries(dangerous)) {
      if (isOn) {
        context.addIssue({ code: 'custom', path: [name], message: 'is refused in production' });
      }
    }
  });

export type ProcessConfig = z.output<typeof processConfigSchema>;
