import { Module } from '@nestjs/common';
import { NumbersModule } from '#patchbay/numbers';
import { PhoneNumberLoader } from './phone-number.loader.js';

@Module({
  imports: [NumbersModule],
  providers: [PhoneNumberLoader],
  exports: [PhoneNumberLoader],
})
export class NumbersApiModule {}
