import {
  type DynamicModule,
  type INestApplicationContext,
  Module,
  type ModuleMetadata,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DatabaseModule, databaseConfigSchema } from '#patchbay/database';
import {
  createLogger,
  KernelModule,
  loadConfig,
  processConfigSchema,
  readSecrets,
  secretsConfigSchema,
  SystemClock,
} from '#patchbay/kernel';

@Module({})
class TestModule {}

/** Use cases on real rows without a transport; `twoTenants` takes it. Close it in `afterAll`. */
export async function createTestContext(
  imports: NonNullable<ModuleMetadata['imports']>,
): Promise<INestApplicationContext> {
  const config = loadConfig({
    process: processConfigSchema,
    secrets: secretsConfigSchema,
    database: databaseConfigSchema,
  });
  const clock = new SystemClock();
  const logger = createLogger({ name: 'test', level: 'silent' });
  const root: DynamicModule = {
    module: TestModule,
    imports: [
      KernelModule.forRoot({
        clock,
        logger,
        secrets: readSecrets(config.secrets.SECRETS_FILE),
        config: config.process,
      }),
      await DatabaseModule.forRoot(config.database, clock, logger),
      ...imports,
    ],
  };
  return NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
}
