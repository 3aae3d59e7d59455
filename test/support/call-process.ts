import { callsJobs, CallsModule } from '#patchbay/calls';
import { fanoutConfigSchema, fanoutJobs, FanoutModule } from '#patchbay/fanout';
import { IdentityModule, identityConfigSchema } from '#patchbay/identity';
import { createLogger } from '#patchbay/kernel';
import { graphConfigSchema } from '#patchbay/meta';
import { OnboardingModule } from '#patchbay/onboarding';
import { QUEUE_NAMES, QueueModule } from '#patchbay/queue';
import { TenantsModule } from '#patchbay/tenants';
import { createTestContext } from './create-test-context.js';

export type CallProcess = Awaited<ReturnType<typeof createTestContext>>;

/**
 * A process that drains calls and carries out what follows. There is no media node, and nobody answers
 * for Meta: a command that should not be sent fails at once.
 */
export function startCallProcess(): Promise<CallProcess> {
  const logger = createLogger({ name: 'test', level: 'silent' });
  const url = process.env.REDIS_URL!;
  return createTestContext([
    QueueModule.forRoot({
      redisUrl: url,
      logger,
      jobs: [...callsJobs, ...fanoutJobs],
      queues: [...QUEUE_NAMES],
      consume: [],
    }),
    FanoutModule.forRoot(fanoutConfigSchema.parse({})),
    CallsModule.forRoot({
      graph: graphConfigSchema.parse({ META_GRAPH_URL: 'http://127.0.0.1:9' }),
      stateUrl: url,
    }),
    IdentityModule.forRoot(identityConfigSchema.parse({ ISSUER_URL: 'http://127.0.0.1' })),
    TenantsModule,
    OnboardingModule,
  ]);
}
