import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DatabaseModule, databaseConfigSchema } from '#patchbay/database';
import {
  AppError,
  createLogger,
  KernelModule,
  loadConfigOrExit,
  processConfigSchema,
  readSecrets,
  Secret,
  secretsConfigSchema,
  SystemClock,
} from '#patchbay/kernel';
import { OnboardingModule, RotateMetaAppSecret } from '#patchbay/onboarding';

/**
 * Gives a Meta app its new secret, which is read from standard input: on a command line every user
 * of the machine could see it. The present one stays valid for the overlap.
 *
 *   node dist/apps/worker/src/cli/rotate-meta-app-secret.js <app key> [--overlap-hours 24] < secret
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { 'overlap-hours': { type: 'string', default: '24' } },
});
const [appKey = ''] = positionals;
const appSecret = new Secret((await text(process.stdin)).trim());

const config = loadConfigOrExit({
  process: processConfigSchema,
  secrets: secretsConfigSchema,
  database: databaseConfigSchema,
});
const clock = new SystemClock();
const logger = createLogger({ name: 'rotate', level: config.process.LOG_LEVEL });

@Module({})
class RotateModule {}

const root: DynamicModule = {
  module: RotateModule,
  imports: [
    KernelModule.forRoot({
      clock,
      logger,
      secrets: readSecrets(config.secrets.SECRETS_FILE),
      config: config.process,
    }),
    await DatabaseModule.forRoot(config.database, clock, logger),
    OnboardingModule,
  ],
};
const app = await NestFactory.createApplicationContext(root, { logger: ['error', 'warn'] });
try {
  const outcome = await app
    .get(RotateMetaAppSecret)
    .execute(
      { actor: { kind: 'system', id: 'rotate-meta-app-secret', roles: [] } },
      { appKey, appSecret, overlapHours: Number(values['overlap-hours']) },
    );
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
  process.exitCode = outcome.kind === 'rotated' ? 0 : 1;
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.stderr.write(`${error.message} ${JSON.stringify(error.args.fields ?? [])}\n`);
  process.exitCode = 1;
} finally {
  await app.close();
}
