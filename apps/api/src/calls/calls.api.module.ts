import { Module } from '@nestjs/common';
import { NumbersModule } from '#patchbay/numbers';
import { NumbersApiModule } from '../numbers/numbers.api.module.js';
import { AnswerCallResolver } from './answer-call.resolver.js';
import { subscriptionServer } from '../graphql/subscriptions/subscription-server.js';
import { CallEventsResolver } from './call-events.resolver.js';
import { CallMediaApiModule } from './call-media.api.module.js';
import { CallsResolver } from './calls.resolver.js';
import { LiveCallsResolver } from './live-calls.resolver.js';
import { PlaceCallResolver } from './place-call.resolver.js';
import { SupportBundleResolver } from './support-bundle.resolver.js';

/** The use cases of calls come from CallsModule in the root. */
@Module({
  imports: [NumbersModule, NumbersApiModule, CallMediaApiModule],
  providers: [
    CallEventsResolver,
    subscriptionServer,
    CallsResolver,
    LiveCallsResolver,
    SupportBundleResolver,
    PlaceCallResolver,
    AnswerCallResolver,
  ],
})
export class CallsApiModule {}
