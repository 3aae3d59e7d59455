import { Module } from '@nestjs/common';
import { EndpointsResolver } from './endpoints.resolver.js';

/** The fan-out's use cases come from FanoutModule in the root. */
@Module({ providers: [EndpointsResolver] })
export class FanoutApiModule {}
