import { readFileSync } from 'node:fs';
import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { z } from 'zod';
import { BillingModule, ImportRateCardLine, SetTenantPrice } from '#patchbay/billing';
import { DatabaseModule, databaseConfigSchema } from '#patchbay/database';
import {
  CreateApiClient,
  CreateStaffClient,
  identityConfigSchema,
  IdentityModule,
} from '#patchbay/identity';
import {
  createLogger,
  encodeId,
  KernelModule,
  loadConfigOrExit,
  processConfigSchema,
  readSecrets,
  Secret,
  secretsConfigSchema,
  type StaffContext,
  systemTenantContext,
  SystemClock,
  type TenantRole,
} from '#patchbay/kernel';
import { NUMBER_ROUTES } from '#patchbay/numbers';
import { BindWaba, OnboardingModule, RegisterMetaApp } from '#patchbay/onboarding';
import { CreateTenant, FindTenantByKey, TenantsModule } from '#patchbay/tenants';

const rate = {
  market: z.string(),
  currency: z.string(),
  perMinute: z.string(),
  effectiveFrom: z.string(),
};

/** Our side of the seed; what only the simulator needs is left alone. */
const seedSchema = z.object({
  tenants: z.array(z.object({ key: z.string(), name: z.string() })).min(1),
  metaApps: z.array(
    z.object({
      appKey: z.string(),
      appId: z.string(),
      appSecret: z.string(),
      verifyToken: z.string(),
    }),
  ),
  wabas: z.array(
    z.object({
      wabaId: z.string(),
      businessId: z.string(),
      name: z.string(),
      currency: z.string(),
      timeZone: z.string(),
      tenant: z.string(),
      apps: z.array(z.string()),
      accessToken: z.string(),
    }),
  ),
  phoneNumbers: z.array(
    z.object({
      phoneNumberId: z.string(),
      displayPhoneNumber: z.string(),
      wabaId: z.string(),
      callingEnabled: z.boolean(),
      route: z.enum(NUMBER_ROUTES),
    }),
  ),
  /** Meta's rate card and what tenants pay, as dated lines. */
  rateCard: z.array(z.object({ ...rate, minutesFrom: z.number(), source: z.string() })),
  prices: z.array(z.object({ ...rate, tenant: z.string() })),
});

type Seed = z.output<typeof seedSchema>;

/** A client as the seed tells it: the secret only in the run that made it. */
interface Login {
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly roles: readonly string[];
}

interface SeededTenant {
  readonly key: string;
  readonly tenantId: string;
  readonly name: string;
  readonly clients: readonly Login[];
}

const STAFF_NAME = 'seed';
const MACHINE_NAME = 'sample-application';
const MACHINE_ROLES: TenantRole[] = ['TENANT_ADMIN', 'TENANT_APP'];

@Module({})
class SeedModule {}

/**
 * Fills an installation through the use cases that everybody else goes through. Again and again it
 * comes to the same rows; a client's secret is told once.
 */
class Seeding {
  readonly #app: INestApplicationContext;
  readonly #seed: Seed;
  readonly #tenantIds = new Map<string, string>();

  constructor(app: INestApplicationContext, seed: Seed) {
    this.#app = app;
    this.#seed = seed;
  }

  async run(): Promise<{ tenants: SeededTenant[]; staff: Login }> {
    const { staff, login } = await this.#staff();
    for (const tenant of this.#seed.tenants) await this.#tenant(staff, tenant);
    for (const app of this.#seed.metaApps) await this.#metaApp(staff, app);
    for (const waba of this.#seed.wabas) await this.#waba(staff, waba);
    await this.#rates(staff);
    const tenants: SeededTenant[] = [];
    for (const { key, name } of this.#seed.tenants) {
      const tenantId = this.#tenantId(key);
      const clients = [await this.#machine(tenantId)];
      tenants.push({ key, tenantId: encodeId('tenant', tenantId), name, clients });
    }
    return { tenants, staff: login };
  }

  #tenantId(key: string): string {
    const id = this.#tenantIds.get(key);
    if (id === undefined) throw new Error(`the seed names the tenant ${key}, but has none`);
    return id;
  }

  /** Nobody has signed up yet who could make the first credential of staff, so `system` does. */
  async #staff(): Promise<{ staff: StaffContext; login: Login }> {
    const outcome = await this.#app
      .get(CreateStaffClient)
      .execute(
        { kind: 'system', id: 'seed', roles: [] },
        { name: STAFF_NAME, roles: ['BSP_ADMIN'] },
      );
    const { id, name, roles } = outcome.kind === 'created' ? outcome.client : outcome.existing;
    return {
      staff: { actor: { kind: 'staff_client', id, roles } },
      login: {
        name,
        clientId: encodeId('apiClient', id),
        ...(outcome.kind === 'created' ? { clientSecret: outcome.clientSecret.reveal() } : {}),
        roles,
      },
    };
  }

  async #tenant(staff: StaffContext, tenant: Seed['tenants'][number]): Promise<void> {
    const outcome = await this.#app.get(CreateTenant).execute(staff, tenant);
    const found =
      outcome.kind === 'created'
        ? outcome.tenant
        : await this.#app.get(FindTenantByKey).execute(staff, tenant.key, 'seed');
    if (found === undefined) throw new Error(`the tenant ${tenant.key} is there and is not`);
    this.#tenantIds.set(tenant.key, found.id);
  }

  async #metaApp(staff: StaffContext, app: Seed['metaApps'][number]): Promise<void> {
    const outcome = await this.#app.get(RegisterMetaApp).execute(staff, {
      ...app,
      appSecret: new Secret(app.appSecret),
      verifyToken: new Secret(app.verifyToken),
    });
    if (outcome.kind !== 'registered') refuse(`app ${app.appKey}`, outcome);
  }

  async #waba(staff: StaffContext, waba: Seed['wabas'][number]): Promise<void> {
    const { apps, tenant, accessToken, ...facts } = waba;
    const numbers = this.#seed.phoneNumbers.filter((number) => number.wabaId === waba.wabaId);
    const outcome = await this.#app.get(BindWaba).execute(staff, {
      ...facts,
      tenantId: this.#tenantId(tenant),
      accessToken: new Secret(accessToken),
      appKeys: apps,
      phoneNumbers: numbers.map(({ callingEnabled, phoneNumberId, displayPhoneNumber, route }) => ({
        phoneNumberId,
        displayPhoneNumber,
        isCallingEnabled: callingEnabled,
        profile: 'PRODUCTION',
        route,
      })),
    });
    if (outcome.kind !== 'bound') refuse(`WABA ${waba.wabaId}`, outcome);
  }

  async #rates(staff: StaffContext): Promise<void> {
    const { rateCard, prices } = this.#seed;
    for (const line of rateCard) {
      const outcome = await this.#app.get(ImportRateCardLine).execute(staff, line);
      if (outcome.kind === 'rate_differs') refuse(`rate of ${line.market}`, outcome);
    }
    for (const { tenant, ...line } of prices) {
      const tenantId = this.#tenantId(tenant);
      const outcome = await this.#app.get(SetTenantPrice).execute(staff, tenantId, line);
      if (outcome.kind === 'price_differs') refuse(`price of ${line.market}`, outcome);
    }
  }

  async #machine(tenantId: string): Promise<Login> {
    const outcome = await this.#app
      .get(CreateApiClient)
      .execute(systemTenantContext(tenantId, 'seed'), { name: MACHINE_NAME, roles: MACHINE_ROLES });
    const { id, name, roles } = outcome.kind === 'created' ? outcome.client : outcome.existing;
    return {
      name,
      clientId: encodeId('apiClient', id),
      ...(outcome.kind === 'created' ? { clientSecret: outcome.clientSecret.reveal() } : {}),
      roles,
    };
  }
}

function refuse(what: string, outcome: object): never {
  throw new Error(`the seed was refused at ${what}: ${JSON.stringify(outcome)}`);
}

const config = loadConfigOrExit({
  process: processConfigSchema,
  secrets: secretsConfigSchema,
  database: databaseConfigSchema,
  identity: identityConfigSchema,
  seed: z.object({
    /** Path of the JSON file with tenants, apps, WABAs, numbers and rates. */
    SEED_FILE: z.string(),
  }),
});
const clock = new SystemClock();
const logger = createLogger({ name: 'seed', level: config.process.LOG_LEVEL });
const seed = seedSchema.parse(JSON.parse(readFileSync(config.seed.SEED_FILE, 'utf8')));

const root: DynamicModule = {
  module: SeedModule,
  imports: [
    KernelModule.forRoot({
      clock,
      logger,
      secrets: readSecrets(config.secrets.SECRETS_FILE),
      config: config.process,
    }),
    await DatabaseModule.forRoot(config.database, clock, logger),
    IdentityModule.forRoot(config.identity),
    TenantsModule,
    OnboardingModule,
    BillingModule,
  ],
};
const app = await NestFactory.createApplicationContext(root, { logger: ['error', 'warn'] });
try {
  const seeded = await new Seeding(app, seed).run();
  process.stdout.write(`${JSON.stringify(seeded)}\n`);
} finally {
  await app.close();
}
