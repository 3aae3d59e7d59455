import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Clock } from './clock/clock.js';
import type { ProcessConfig } from './config/process-config.js';
import { Envelope } from './crypto/envelope.js';
import type { Secrets } from './crypto/secrets-file.js';
import { EgressGuard } from './egress/egress-guard.js';
import type { Logger } from './logging/logger.js';

/** Injection tokens of what every process has. */
export const CLOCK = Symbol('Clock');
export const LOGGER = Symbol('Logger');
export const ENVELOPE = Symbol('Envelope');
export const SECRETS = Symbol('Secrets');
export const EGRESS_GUARD = Symbol('EgressGuard');
export const PROCESS_CONFIG = Symbol('ProcessConfig');

export interface KernelParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly secrets: Secrets;
  readonly config: ProcessConfig;
}

/** Gives clock, logger, keys and the egress guard to every module of a process. */
@Global()
@Module({})
export class KernelModule {
  static forRoot({ clock, logger, secrets, config }: KernelParts): DynamicModule {
    const providers = [
      { provide: CLOCK, useValue: clock },
      { provide: LOGGER, useValue: logger },
      { provide: SECRETS, useValue: secrets },
      { provide: ENVELOPE, useValue: new Envelope(secrets.keyRing) },
      { provide: EGRESS_GUARD, useValue: new EgressGuard(config.DANGEROUS_EGRESS_ALLOW) },
      { provide: PROCESS_CONFIG, useValue: config },
    ];
    return { module: KernelModule, providers, exports: providers };
  }
}
