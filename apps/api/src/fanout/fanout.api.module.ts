import { Module } from '@nestjs/common';
import { EndpointsResolver } from './endpoints.resolver.js';
import { MessagesResolver } from './messages.resolver.js';
import { ReplayResolver } from './replay.resolver.js';

/** The fan-out's use cases come from FanoutModule in the root. */
@Module({ providers: [EndpointsResolver, MessagesResolver, ReplayResolver] })
export class FanoutApiModule {}
