export { applyVolumeTier, type VolumeTierEvent } from './application/apply-volume-tier.js';
export {
  ImportRateCardLine,
  type ImportRateCardLineOutcome,
  type RateCardLineInput,
} from './application/import-rate-card-line.js';
export {
  ListUsageRecords,
  type ListUsageRecordsInput,
  type UsageRecordPage,
} from './application/list-usage-records.js';
export { RateUsage, type RateUsageOutcome, type UnratedReason } from './application/rate-usage.js';
export { recordUsage, USAGE_RECORDED, type UsageOfCall } from './application/record-usage.js';
export { SetTenantPrice, type SetTenantPriceOutcome } from './application/set-tenant-price.js';
export { BillingModule } from './billing.module.js';
export type { DatedRateInput } from './domain/dated-rate.js';
export { marketOf, MARKETS, type WhoIsCalled } from './domain/market.js';
export { amountOf, decimalOfNano, type Money } from './domain/money.js';
export { pulsesOf } from './domain/pulses.js';
export type { UsageRecordView } from './persistence/usage-list.repository.js';
