import { readFileSync } from 'node:fs';
import { z } from 'zod';

const digits = z.string().regex(/^\d+$/, 'digits only');
const token = z.string().min(16);

const permissionSchema = z.object({
  phoneNumberId: digits,
  status: z.enum(['temporary', 'permanent']),
});

export const consumerSchema = z.object({
  waId: digits,
  userId: z.string().regex(/^[A-Z]{2}\.\w+$/, 'a BSUID such as KE.1234'),
  name: z.string(),
  /** BSUID across the portfolios of one parent, when parent BSUIDs are enabled. */
  parentUserId: z.string().optional(),
  username: z.string().optional(),
  /** With a username adopted: webhooks carry no phone number of this user. */
  isNumberHidden: z.boolean().default(false),
  /** False: no WhatsApp on this number, or a client that cannot be called. */
  isCallable: z.boolean().default(true),
  /** A client too old for permission requests: messages fail later with 131026. */
  hasOldClient: z.boolean().default(false),
  permissions: z.array(permissionSchema).default([]),
});

const metaAppSchema = z.object({
  appKey: z.string(),
  appId: digits,
  appSecret: z.string().min(16),
  verifyToken: z.string().default(''),
});

const wabaSchema = z.object({
  wabaId: digits,
  businessId: digits,
  name: z.string(),
  currency: z.string().default('USD'),
  timeZone: z.string().default('America/Los_Angeles'),
  apps: z.array(z.string()).min(1),
  accessToken: token,
  hasPaymentMethod: z.boolean().default(true),
});

const phoneNumberSchema = z.object({
  phoneNumberId: digits,
  displayPhoneNumber: digits,
  wabaId: digits,
  callingEnabled: z.boolean(),
  verifiedName: z.string().optional(),
  /** How many people a day the portfolio may message; calling wants TIER_2K. */
  messagingLimit: z
    .enum(['TIER_250', 'TIER_2K', 'TIER_10K', 'TIER_100K', 'TIER_UNLIMITED'])
    .default('TIER_2K'),
  accountMode: z.enum(['LIVE', 'SANDBOX']).default('LIVE'),
  /** On a public test number only these users can be called and messaged; null: everybody. */
  recipients: z.array(digits).nullable().default(null),
});

/** The solution provider itself: its portfolio, its own token and its line of credit. */
const partnerSchema = z.object({
  businessId: digits,
  name: z.string(),
  systemToken: token,
  creditLineId: digits,
});

/** Meta's side of the seed: the simulator reads the keys it needs and leaves the rest alone. */
const seedSchema = z.object({
  partner: partnerSchema.default({
    businessId: '600000000000001',
    name: 'Patchbay Partner',
    systemToken: 'EAA-system-token-of-the-partner',
    creditLineId: '620000000000001',
  }),
  metaApps: z.array(metaAppSchema),
  wabas: z.array(wabaSchema),
  phoneNumbers: z.array(phoneNumberSchema),
  consumers: z.array(consumerSchema),
});

export type Seed = z.output<typeof seedSchema>;
export type PartnerSeed = Seed['partner'];
export type MetaAppSeed = Seed['metaApps'][number];
export type WabaSeed = Seed['wabas'][number];
export type PhoneNumberSeed = Seed['phoneNumbers'][number];
export type ConsumerSeed = z.output<typeof consumerSchema>;

/** Checks a seed, including that its parts refer to each other. */
export function parseSeed(value: unknown): Seed {
  const seed = seedSchema.parse(value);
  const apps = new Set(seed.metaApps.map((app) => app.appKey));
  const wabas = new Set(seed.wabas.map((waba) => waba.wabaId));
  const problems = [
    ...seed.wabas.flatMap((waba) =>
      waba.apps.filter((key) => !apps.has(key)).map((key) => `no app ${key} for ${waba.wabaId}`),
    ),
    ...seed.phoneNumbers
      .filter((number) => !wabas.has(number.wabaId))
      .map((number) => `no WABA ${number.wabaId} for ${number.phoneNumberId}`),
  ];
  if (problems.length > 0) throw new Error(`The seed is not valid: ${problems.join('; ')}`);
  return seed;
}

/** Reads the seed from the file that `npm run seed` reads too. */
export function readSeed(path: string): Seed {
  return parseSeed(JSON.parse(readFileSync(path, 'utf8')));
}
