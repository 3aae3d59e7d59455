import { type DynamicModule, Inject, Module, type OnModuleDestroy } from '@nestjs/common';
import { type Clock, CLOCK, Secret } from '#patchbay/kernel';
import { DirectoryStore } from './directory-store.js';
import { OBJECT_STORE, type ObjectStore } from './object-store.js';
import { S3Store } from './s3-store.js';
import type { StorageConfig } from './storage.config.js';

/** The store that the configuration names. */
export function objectStore(config: StorageConfig, clock: Clock): ObjectStore {
  if (config.OBJECT_STORE === 'directory') return new DirectoryStore(config.OBJECT_DIRECTORY);
  const place = {
    endpoint: config.S3_ENDPOINT ?? '',
    bucket: config.S3_BUCKET ?? '',
    region: config.S3_REGION,
    accessKeyId: config.S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: config.S3_SECRET_ACCESS_KEY ?? new Secret(''),
  };
  return new S3Store(place, clock);
}

/** Files, in the root of every process that stores or shows some. Needs the kernel module. */
@Module({})
export class StorageModule implements OnModuleDestroy {
  constructor(@Inject(OBJECT_STORE) private readonly store: ObjectStore) {}

  static forRoot(config: StorageConfig): DynamicModule {
    return {
      module: StorageModule,
      global: true,
      providers: [
        {
          provide: OBJECT_STORE,
          inject: [CLOCK],
          useFactory: (clock: Clock) => objectStore(config, clock),
        },
      ],
      exports: [OBJECT_STORE],
    };
  }

  async onModuleDestroy(): Promise<void> {
    await this.store.close();
  }
}
