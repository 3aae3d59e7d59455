import { Module } from '@nestjs/common';
import { CallMediaModule } from '#patchbay/calls';
import { CallMediaController } from './call-media.controller.js';
import { CallMediaLoader } from './call-media.loader.js';
import { CallMediaResolver } from './call-media.resolver.js';

/** Files of calls: which there are, and the files themselves. */
@Module({
  imports: [CallMediaModule],
  controllers: [CallMediaController],
  providers: [CallMediaLoader, CallMediaResolver],
})
export class CallMediaApiModule {}
