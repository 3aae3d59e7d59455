import { Module } from '@nestjs/common';
import { NumbersModule } from '#patchbay/numbers';
import { NumberRouteLoader } from './number-route.loader.js';
import { PhoneNumberLoader } from './phone-number.loader.js';
import { PhoneNumbersResolver } from './phone-numbers.resolver.js';

/** The use cases of routes come from CallsModule in the root. */
@Module({
  imports: [NumbersModule],
  providers: [PhoneNumberLoader, NumberRouteLoader, PhoneNumbersResolver],
  exports: [PhoneNumberLoader],
})
export class NumbersApiModule {}
