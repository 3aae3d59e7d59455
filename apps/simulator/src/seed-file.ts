import { readFileSync } from 'node:fs';
import { z } from 'zod';

const digits = z.string().regex(/^\d+$/, 'digits only');

const permissionSchema = z.object({
  phoneNumberId: digits,
  status: z.enum(['temporary', 'permanent']),
});

export const consumerSchema = z.object({
  waId: digits,
  userId: z.string().regex(/^[A-Z]{2}\.\w+$/, 'a BSUID such as KE.1234'),
  name: z.string(),
  permissions: z.array(permissionSchema).default([]),
});

/** Meta's side of the seed: the simulator reads the keys it needs and leaves the rest alone. */
const seedSchema = z.object({
  metaApps: z.array(z.object({ appKey: z.string(), appId: digits, appSecret: z.string().min(16) })),
  wabas: z.array(
    z.object({
      wabaId: digits,
      businessId: digits,
      name: z.string(),
      apps: z.array(z.string()).min(1),
      accessToken: z.string().min(16),
    }),
  ),
  phoneNumbers: z.array(
    z.object({
      phoneNumberId: digits,
      displayPhoneNumber: digits,
      wabaId: digits,
      callingEnabled: z.boolean(),
    }),
  ),
  consumers: z.array(consumerSchema),
});

export type Seed = z.output<typeof seedSchema>;
export type MetaApp = Seed['metaApps'][number];
export type Waba = Seed['wabas'][number];
export type BusinessNumber = Seed['phoneNumbers'][number];
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
