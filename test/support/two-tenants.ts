import { randomBytes, randomInt } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { PlatformDatabase, UseCases } from '#patchbay/database';
import {
  CreateApiClient,
  CreateStaffClient,
  IDENTITY_CONFIG,
  type IdentityConfig,
  identityConfigSchema,
  SigningKeys,
  SignToken,
  staffPrincipal,
  tenantPrincipal,
} from '#patchbay/identity';
import {
  type Clock,
  CLOCK,
  encodeId,
  type Envelope,
  ENVELOPE,
  Secret,
  type Secrets,
  SECRETS,
  type StaffContext,
  systemTenantContext,
  type TenantContext,
  tenantContext,
  type TenantRole,
} from '#patchbay/kernel';
import type { NumberView } from '#patchbay/numbers';
import { BindWaba, RegisterMetaApp } from '#patchbay/onboarding';
import { CreateTenant } from '#patchbay/tenants';

export interface TestClient {
  /** The UUID behind the client id. */
  readonly id: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface TestWaba {
  readonly id: string;
  readonly wabaId: string;
  readonly accessToken: string;
  readonly apps: readonly TestMetaApp[];
  readonly numbers: readonly NumberView[];
}

export interface TestMetaApp {
  readonly appKey: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly verifyToken: string;
}

export interface TestTenant {
  /** The UUID; `publicId` is what the API shows. */
  readonly tenantId: string;
  readonly publicId: string;
  readonly key: string;
  readonly name: string;
  /** The context of `client`, which is TENANT_ADMIN and TENANT_APP. */
  readonly context: TenantContext;
  readonly client: TestClient;
  /** An access token of `client`. */
  readonly token: string;
  readonly wabas: readonly TestWaba[];
  /** The numbers of all WABAs. */
  readonly numbers: readonly NumberView[];
}

export interface TwoTenants {
  /** Two WABAs (apps alpha; alpha and beta), three numbers; calling is off on the second. */
  readonly acme: TestTenant;
  /** One WABA (app alpha) with one number. */
  readonly globex: TestTenant;
  readonly staff: { readonly context: StaffContext; readonly client: TestClient; token: string };
  readonly apps: { readonly alpha: TestMetaApp; readonly beta: TestMetaApp };
}

function digits(length: number, first: string): string {
  return `${first}${Array.from({ length: length - first.length }, () => randomInt(10)).join('')}`;
}

/** What the fixtures need of a process: any Nest context with the kernel and database modules. */
class Fixtures {
  readonly run = randomBytes(4).toString('hex');
  readonly #clock: Clock;
  readonly #platform: PlatformDatabase;
  readonly #useCases: UseCases;
  readonly #envelope: Envelope;
  readonly #signToken: SignToken;

  constructor(context: INestApplicationContext) {
    this.#clock = context.get<Clock>(CLOCK);
    this.#platform = context.get(PlatformDatabase);
    this.#useCases = context.get(UseCases);
    this.#envelope = context.get<Envelope>(ENVELOPE);
    this.#signToken = new SignToken(
      new SigningKeys(context.get<Secrets>(SECRETS)),
      identityConfigOf(context),
      this.#clock,
    );
  }

  async staff(): Promise<TwoTenants['staff']> {
    const outcome = await new CreateStaffClient(this.#platform, this.#clock).execute(
      { kind: 'system', id: 'test', roles: [] },
      { name: `staff-${this.run}`, roles: ['BSP_ADMIN'] },
    );
    if (outcome.kind !== 'created') throw new Error('the staff client is not new');
    const { id, roles } = outcome.client;
    const context: StaffContext = { actor: { kind: 'staff_client', id, roles } };
    const token = await this.#signToken.execute(staffPrincipal(context.actor), 900);
    return {
      context,
      client: clientOf(id, outcome.clientSecret),
      token: token.accessToken.reveal(),
    };
  }

  async metaApp(staff: StaffContext, name: string): Promise<TestMetaApp> {
    const app = {
      appKey: `${name}-${this.run}`,
      appId: digits(15, '77'),
      appSecret: randomBytes(16).toString('hex'),
      verifyToken: `verify-${name}`,
    };
    const register = new RegisterMetaApp(this.#platform, this.#clock, this.#envelope);
    const outcome = await register.execute(staff, {
      ...app,
      appSecret: new Secret(app.appSecret),
      verifyToken: new Secret(app.verifyToken),
    });
    if (outcome.kind !== 'registered') throw new Error(outcome.kind);
    return app;
  }

  async tenant(
    staff: StaffContext,
    name: string,
    wabas: readonly { apps: readonly TestMetaApp[]; isCallingEnabled: readonly boolean[] }[],
  ): Promise<TestTenant> {
    const key = `${name.toLowerCase()}-${this.run}`;
    const created = await new CreateTenant(this.#platform, this.#clock).execute(staff, {
      key,
      name,
    });
    if (created.kind !== 'created') throw new Error(created.kind);
    const tenantId = created.tenant.id;
    const bound: TestWaba[] = [];
    for (const waba of wabas) bound.push(await this.#waba(staff, tenantId, waba));
    const roles: TenantRole[] = ['TENANT_ADMIN', 'TENANT_APP'];
    const client = await this.#apiClient(tenantId, roles);
    const actor = { kind: 'api_client', id: client.id, roles } as const;
    const token = await this.#signToken.execute(tenantPrincipal(tenantId, actor), 900);
    return {
      tenantId,
      publicId: encodeId('tenant', tenantId),
      key,
      name,
      context: tenantContext(tenantId, actor),
      client,
      token: token.accessToken.reveal(),
      wabas: bound,
      numbers: bound.flatMap((waba) => waba.numbers),
    };
  }

  async #waba(
    staff: StaffContext,
    tenantId: string,
    {
      apps,
      isCallingEnabled,
    }: { apps: readonly TestMetaApp[]; isCallingEnabled: readonly boolean[] },
  ): Promise<TestWaba> {
    const wabaId = digits(15, '51');
    const accessToken = `EAA${randomBytes(20).toString('hex')}`;
    const outcome = await new BindWaba(this.#platform, this.#clock, this.#envelope).execute(staff, {
      tenantId,
      wabaId,
      businessId: digits(15, '61'),
      name: `WABA ${wabaId}`,
      currency: 'USD',
      timeZone: 'Europe/Berlin',
      accessToken: new Secret(accessToken),
      appKeys: apps.map((app) => app.appKey),
      phoneNumbers: isCallingEnabled.map((isEnabled) => ({
        phoneNumberId: digits(15, '41'),
        displayPhoneNumber: digits(12, '4477'),
        isCallingEnabled: isEnabled,
        profile: 'PRODUCTION',
        route: 'SDES',
      })),
    });
    if (outcome.kind !== 'bound') throw new Error(outcome.kind);
    return { id: outcome.wabaRowId, wabaId, accessToken, apps, numbers: outcome.numbers };
  }

  async #apiClient(tenantId: string, roles: readonly TenantRole[]): Promise<TestClient> {
    const create = new CreateApiClient(this.#useCases, this.#clock, this.#envelope);
    const context = systemTenantContext(tenantId, 'test');
    const outcome = await create.execute(context, { name: 'main', roles });
    if (outcome.kind !== 'created') throw new Error(outcome.kind);
    return clientOf(outcome.client.id, outcome.clientSecret);
  }
}

function clientOf(id: string, secret: Secret): TestClient {
  return { id, clientId: encodeId('apiClient', id), clientSecret: secret.reveal() };
}

function identityConfigOf(context: INestApplicationContext): IdentityConfig {
  try {
    return context.get<IdentityConfig>(IDENTITY_CONFIG);
  } catch {
    // A process without tokens of its own; the API's defaults fit.
    return identityConfigSchema.parse({});
  }
}

/**
 * Two fresh tenants, made through the use cases, so a test file shares no row with another one and
 * needs no clean-up. Works in every process that has the kernel and database modules.
 */
export async function twoTenants(
  of: INestApplicationContext | { app: INestApplicationContext },
): Promise<TwoTenants> {
  const fixtures = new Fixtures('app' in of ? of.app : of);
  const staff = await fixtures.staff();
  const alpha = await fixtures.metaApp(staff.context, 'alpha');
  const beta = await fixtures.metaApp(staff.context, 'beta');
  const acme = await fixtures.tenant(staff.context, 'Acme', [
    { apps: [alpha], isCallingEnabled: [true] },
    { apps: [alpha, beta], isCallingEnabled: [false, true] },
  ]);
  const globex = await fixtures.tenant(staff.context, 'Globex', [
    { apps: [alpha], isCallingEnabled: [true] },
  ]);
  return { acme, globex, staff, apps: { alpha, beta } };
}
