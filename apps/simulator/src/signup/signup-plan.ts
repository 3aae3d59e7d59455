import { z } from 'zod';
import type { World } from '../world/world.js';

/** Version 2, its preview, and version 3 end in October 2026; after that only version 4 is there. */
const OLD_VERSIONS_END_MS = Date.UTC(2026, 9, 15);

export const VERSIONS = ['v2', 'v2-public-preview', 'v3', 'v3-public-preview', 'v4'] as const;
export type SignupVersion = (typeof VERSIONS)[number];

/** Which of the ways through the popup the launch asks for. */
export type SignupFlow = 'usual' | 'only_waba' | 'business_app' | 'app_only';

/** `extras` of FB.login; keys that Meta adds later are let through. */
const extrasSchema = z.looseObject({
  version: z.string().optional(),
  sessionInfoVersion: z.union([z.string(), z.number()]).optional(),
  featureType: z.string().optional(),
  features: z.array(z.looseObject({ name: z.string() })).default([]),
  setup: z
    .looseObject({
      business: z
        .looseObject({
          id: z.string().nullish(),
          name: z.string().nullish(),
          email: z.string().nullish(),
          website: z.string().nullish(),
          timezone: z.string().nullish(),
        })
        .optional(),
      phone: z
        .looseObject({ displayName: z.string().nullish(), category: z.string().nullish() })
        .optional(),
      preVerifiedPhone: z.looseObject({ ids: z.array(z.string()).nullish() }).optional(),
      whatsAppBusinessAccount: z
        .looseObject({ ids: z.union([z.array(z.string()), z.string()]).nullish() })
        .optional(),
      solutionID: z.union([z.string(), z.number()]).nullish(),
    })
    .default({}),
});

type Extras = z.output<typeof extrasSchema>;

/** What a launch of Embedded Signup amounts to. */
export interface SignupPlan {
  readonly version: SignupVersion;
  readonly flow: SignupFlow;
  /** From version 3 on a customer may finish without a verified number. */
  readonly isNumberOptional: boolean;
  readonly solutionId: string | undefined;
  /** Pre-filled by the partner. */
  readonly businessId: string | undefined;
  readonly businessName: string | undefined;
  readonly displayName: string | undefined;
  /** Accounts the customer can choose from; empty: all. */
  readonly wabaIds: readonly string[];
}

/** What the popup says instead of its first step. */
export class SignupRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SignupRefused';
  }
}

/** Version 4 has no version in its extras: its login configuration says it. */
function versionOf({ sessionInfoVersion, version }: Extras): SignupVersion {
  if (version === undefined) return sessionInfoVersion === undefined ? 'v4' : 'v2';
  const known = VERSIONS.find((one) => one === version);
  if (known !== undefined) return known;
  throw new SignupRefused(`There is no version ${version} of Embedded Signup.`);
}

function versionNow(world: World, extras: Extras): SignupVersion {
  const version = versionOf(extras);
  if (version === 'v4' || world.clock.nowMs() < OLD_VERSIONS_END_MS) return version;
  if (world.switches.oldSignupVersions === 'upgraded') return 'v4';
  throw new SignupRefused(`Embedded Signup ${version} has ended; launch version 4.`);
}

function flowOf({ features, featureType = '' }: Extras): SignupFlow {
  const isAppOnly = features.some(({ name }) => name === 'app_only_install');
  const isBusinessApp = featureType === 'whatsapp_business_app_onboarding';
  if (isAppOnly && isBusinessApp) {
    throw new SignupRefused('app_only_install cannot onboard users of the WhatsApp Business app.');
  }
  if (isAppOnly) return 'app_only';
  if (isBusinessApp) return 'business_app';
  if (featureType === 'only_waba_sharing') return 'only_waba';
  if (['', 'marketing_messages_lite'].includes(featureType)) return 'usual';
  throw new SignupRefused(`There is no featureType ${featureType}.`);
}

function solutionOf(world: World, appId: string, { setup }: Extras): string | undefined {
  if (setup.solutionID === undefined || setup.solutionID === null || setup.solutionID === '') {
    return undefined;
  }
  const solution = world.onboarding.solutions.find(String(setup.solutionID));
  const isPart = solution?.ownerAppId === appId || solution?.partnerAppId === appId;
  if (solution?.status === 'ACTIVE' && isPart) return solution.solutionId;
  throw new SignupRefused('solutionID must be the id of an active solution of this app.');
}

function idsOf(ids: readonly string[] | string | null | undefined): readonly string[] {
  if (ids === undefined || ids === null) return [];
  return typeof ids === 'string' ? [ids] : ids;
}

/** Reads the `extras` of a launch; throws SignupRefused with what is wrong about them. */
export function planSignup(world: World, appId: string, given: unknown): SignupPlan {
  const parsed = extrasSchema.safeParse(given ?? {});
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ message, path }) => `${path.join('.')}: ${message}`,
    );
    throw new SignupRefused(`extras cannot be read: ${problems.join('; ')}`);
  }
  const extras = parsed.data;
  const version = versionNow(world, extras);
  const { business, phone, whatsAppBusinessAccount } = extras.setup;
  return {
    version,
    flow: flowOf(extras),
    isNumberOptional: version !== 'v2',
    solutionId: solutionOf(world, appId, extras),
    businessId: business?.id ?? undefined,
    businessName: business?.name ?? undefined,
    displayName: phone?.displayName ?? undefined,
    wabaIds: idsOf(whatsAppBusinessAccount?.ids),
  };
}
