import { Module } from '@nestjs/common';
import { ReadCallBounds } from './application/read-call-bounds.js';
import { ReadPlatformKillSwitch } from './application/read-platform-kill-switch.js';
import { SetKillSwitch } from './application/set-kill-switch.js';
import { SetPlatformKillSwitch } from './application/set-platform-kill-switch.js';
import { SetQuietHours } from './application/set-quiet-hours.js';
import { SetTenantQuota } from './application/set-tenant-quota.js';

const USE_CASES = [
  ReadCallBounds,
  ReadPlatformKillSwitch,
  SetKillSwitch,
  SetPlatformKillSwitch,
  SetQuietHours,
  SetTenantQuota,
];

/** What staff and tenants bound calls with. Needs kernel and database modules in the root. */
@Module({ providers: USE_CASES, exports: USE_CASES })
export class AdmissionModule {}
