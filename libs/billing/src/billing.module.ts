import { Module } from '@nestjs/common';
import { ImportRateCardLine } from './application/import-rate-card-line.js';
import { ListUsageRecords } from './application/list-usage-records.js';
import { RateUsage } from './application/rate-usage.js';
import { SetTenantPrice } from './application/set-tenant-price.js';

const USE_CASES = [RateUsage, ListUsageRecords, ImportRateCardLine, SetTenantPrice];

/** Usage, Meta's rate card, tenants' prices. Needs the kernel and database modules in the root. */
@Module({ providers: USE_CASES, exports: USE_CASES })
export class BillingModule {}
