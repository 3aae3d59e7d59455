import { Module } from '@nestjs/common';
import { NumbersModule } from '#patchbay/numbers';
import { NumbersApiModule } from '../numbers/numbers.api.module.js';
import { CallPermissionChangedResolver } from './call-permission-changed.resolver.js';
import { CallPermissionsResolver } from './call-permissions.resolver.js';

/** The ledger of permissions; its use cases come with CallsModule in the root. */
@Module({
  imports: [NumbersModule, NumbersApiModule],
  providers: [CallPermissionsResolver, CallPermissionChangedResolver],
})
export class PermissionsApiModule {}
