import { Module } from '@nestjs/common';
import { AdmissionModule } from '#patchbay/admission';
import { NumbersModule } from '#patchbay/numbers';
import { CallBoundsLoader } from './call-bounds.loader.js';
import { CallBoundsResolver } from './call-bounds.resolver.js';
import { CanCallResolver } from './can-call.resolver.js';
import { KillSwitchesResolver } from './kill-switches.resolver.js';
import { LimitPoliciesResolver } from './limit-policies.resolver.js';
import { QuietHoursResolver } from './quiet-hours.resolver.js';
import { SuppressionsResolver } from './suppressions.resolver.js';
import { TenantBoundsResolver } from './tenant-bounds.resolver.js';

/** What decides whether a call may be placed. The use cases of calls come from the root. */
@Module({
  imports: [AdmissionModule, NumbersModule],
  providers: [
    CallBoundsLoader,
    TenantBoundsResolver,
    KillSwitchesResolver,
    CanCallResolver,
    LimitPoliciesResolver,
    CallBoundsResolver,
    SuppressionsResolver,
    QuietHoursResolver,
  ],
})
export class AdmissionApiModule {}
