import type { TenantQuota } from './admission-rule.js';
import type { QuietSpan } from './quiet-hours.js';

/** A kill switch that is on. */
export interface KillSwitchView {
  readonly stoppedBy: 'PLATFORM' | 'STAFF' | 'TENANT';
  /** Meta's id of the number that it stops; null: all numbers. */
  readonly phoneNumberId: string | null;
  readonly reason: string;
  readonly since: Date;
}

/** What staff and a tenant itself have set against the tenant's calls. */
export interface CallBounds {
  readonly tenantId: string;
  readonly quota: TenantQuota;
  /** Those of staff and of the tenant that are on, the widest first. */
  readonly killSwitches: readonly KillSwitchView[];
  readonly quietHours: readonly QuietSpan[];
}
