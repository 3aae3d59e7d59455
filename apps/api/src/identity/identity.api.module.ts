import { Module } from '@nestjs/common';
import { TenantsModule } from '#patchbay/tenants';
import { ApiClientsResolver } from './api-clients.resolver.js';
import { ViewerResolver } from './viewer.resolver.js';

@Module({ imports: [TenantsModule], providers: [ViewerResolver, ApiClientsResolver] })
export class IdentityApiModule {}
