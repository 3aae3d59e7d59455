import { Module } from '@nestjs/common';
import { BillingModule } from '#patchbay/billing';
import { NumbersApiModule } from '../numbers/numbers.api.module.js';
import { UsageRecordsResolver } from './usage-records.resolver.js';

@Module({ imports: [BillingModule, NumbersApiModule], providers: [UsageRecordsResolver] })
export class BillingApiModule {}
