import { Module } from '@nestjs/common';
import { NumbersModule } from '#patchbay/numbers';
import { EndpointLifeResolver } from './endpoint-life.resolver.js';
import { EndpointSettingsResolver } from './endpoint-settings.resolver.js';
import { EndpointSubjects } from './endpoint-subjects.js';
import { EndpointsResolver } from './endpoints.resolver.js';
import { EventTypesResolver } from './event-types.resolver.js';
import { TestEndpointResolver } from './test-endpoint.resolver.js';
import { MessagesResolver } from './messages.resolver.js';
import { ReplayResolver } from './replay.resolver.js';

/** The fan-out's use cases come from FanoutModule in the root. */
@Module({
  imports: [NumbersModule],
  providers: [
    EndpointSubjects,
    EndpointsResolver,
    EndpointSettingsResolver,
    EndpointLifeResolver,
    TestEndpointResolver,
    EventTypesResolver,
    MessagesResolver,
    ReplayResolver,
  ],
})
export class FanoutApiModule {}
