import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { IdentityModule, type IdentityConfig } from '#patchbay/identity';
import { KernelModule, type KernelParts } from '#patchbay/kernel';
import type { ApiConfig } from './api.config.js';
import { AuthApiModule } from './auth/auth.api.module.js';
import { graphqlOptions } from './graphql/graphql-options.js';
import { IdentityApiModule } from './identity/identity.api.module.js';
import { TenantsApiModule } from './tenants/tenants.api.module.js';

export interface ApiParts {
  readonly kernel: KernelParts;
  readonly database: DynamicModule;
  readonly identity: IdentityConfig;
  readonly api: ApiConfig;
}

type Imports = NonNullable<ModuleMetadata['imports']>;

/** Modules of the role `ingest`: Meta's webhooks. */
const INGEST_MODULES: Imports = [];

/** Modules of the role `graphql`: one per context, and the token endpoint. */
const GRAPHQL_MODULES: Imports = [AuthApiModule, IdentityApiModule, TenantsApiModule];

/** The API process, playing the roles it was told to. */
@Module({})
export class ApiModule {
  static forRoot({ kernel, database, identity, api }: ApiParts): DynamicModule {
    const isProduction = kernel.config.NODE_ENV === 'production';
    const graphql = [
      GraphQLModule.forRoot(graphqlOptions({ isProduction, logger: kernel.logger })),
      IdentityModule.forRoot(identity),
      ...GRAPHQL_MODULES,
    ];
    return {
      module: ApiModule,
      imports: [
        KernelModule.forRoot(kernel),
        database,
        ...(api.API_ROLES.includes('graphql') ? graphql : []),
        ...(api.API_ROLES.includes('ingest') ? INGEST_MODULES : []),
      ],
    };
  }
}
