import { Module } from '@nestjs/common';
import { CallExportModule, CallMediaModule } from '#patchbay/calls';
import { CallFileRetentionResolver } from './call-file-retention.resolver.js';
import { CallExportController } from './call-export.controller.js';
import { CallExportsResolver } from './call-exports.resolver.js';
import { CallMediaController } from './call-media.controller.js';
import { CallMediaLoader } from './call-media.loader.js';
import { CallMediaResolver } from './call-media.resolver.js';

/** Files of calls and exports of calls: which there are, and the files themselves. */
@Module({
  imports: [CallMediaModule, CallExportModule],
  controllers: [CallMediaController, CallExportController],
  providers: [CallMediaLoader, CallMediaResolver, CallExportsResolver, CallFileRetentionResolver],
})
export class CallMediaApiModule {}
