import { Module } from '@nestjs/common';
import { TenantsModule } from '#patchbay/tenants';
import { TenantsResolver } from './tenants.resolver.js';

@Module({ imports: [TenantsModule], providers: [TenantsResolver] })
export class TenantsApiModule {}
