import { z } from 'zod';
import type { ConsumerSeed, PhoneNumberSeed, Seed, WabaSeed } from '../seed-file.js';
import type { Business, BusinessNumber, Consumer, MetaApp, Waba } from './assets.js';
import { countryOf } from './country.js';

/** What a WhatsApp user does when a business calls, and how long they talk. */
export const behaviourSchema = z.strictObject({
  onRing: z
    .enum(['answer', 'reject', 'ignore', 'unreachable'])
    .default('answer')
    .describe('unreachable: the phone is off and never rings'),
  answerAfterMs: z.number().int().min(0).default(300),
  /** Hangs up so long after the answer; null: never by themselves. */
  talkMs: z.number().int().positive().nullable().default(null),
  media: z.boolean().default(true).describe('false: signalling only, for load'),
  voicemailMs: z
    .number()
    .int()
    .positive()
    .nullable()
    .default(2000)
    .describe('Length of the message left on a voicemail; null: none'),
  /** What they answer to a call permission request as soon as it arrives. */
  onPermissionRequest: z
    .enum(['accept-temporary', 'accept-permanent', 'reject', 'ignore'])
    .default('ignore'),
  /** Whether messages arrive, are read at once, or wait until control delivers them. */
  onMessage: z.enum(['deliver', 'read', 'hold']).default('deliver'),
});

export type Behaviour = z.output<typeof behaviourSchema>;

/** Fields a seeded app is subscribed to. */
export const DEFAULT_FIELDS = [
  'calls',
  'messages',
  'account_update',
  'account_settings_update',
  'account_alerts',
  'account_review_update',
  'phone_number_quality_update',
  'phone_number_name_update',
  'business_capability_update',
  'message_template_status_update',
  'partner_solutions',
  'security',
] as const;

export function createNumber(seed: PhoneNumberSeed): BusinessNumber {
  const { callingEnabled, displayPhoneNumber, recipients } = seed;
  return {
    ...seed,
    country: countryOf(displayPhoneNumber),
    verifiedName: seed.verifiedName ?? `Business ${displayPhoneNumber}`,
    recipients: recipients === null ? null : new Set(recipients),
    qualityRating: 'GREEN',
    isRegistered: true,
    pin: undefined,
    codeVerificationStatus: 'VERIFIED',
    webhookOverrides: new Map(),
    calling: callingEnabled ? { status: 'ENABLED', callIconVisibility: 'DEFAULT' } : {},
    otherSettings: {},
    restrictions: [],
  };
}

function idsOf({ parentUserId, userId, waId }: Consumer): string[] {
  return [waId, userId, ...(parentUserId === undefined ? [] : [parentUserId])];
}

/** Who and what exists on Meta's side: portfolios, apps, WABAs, numbers and users. */
export class Directory {
  readonly #businesses = new Map<string, Business>();
  readonly #apps = new Map<string, MetaApp>();
  readonly #wabas = new Map<string, Waba>();
  readonly #numbers = new Map<string, BusinessNumber>();
  readonly #consumers = new Map<string, Consumer>();
  readonly #behaviours = new Map<string, Behaviour>();
  readonly partner: Seed['partner'];

  constructor(seed: Seed) {
    this.partner = seed.partner;
    const { businessId, name } = seed.partner;
    this.putBusiness({ businessId, name, isPartner: true });
    for (const app of seed.metaApps) {
      this.#apps.set(app.appId, {
        ...app,
        name: app.appKey,
        callbackUrl: undefined,
        fields: new Set(DEFAULT_FIELDS),
      });
    }
    for (const waba of seed.wabas) this.#putSeededWaba(waba);
    for (const number of seed.phoneNumbers) this.putNumber(createNumber(number));
    for (const consumer of seed.consumers) this.putConsumer(consumer);
  }

  get apps(): MetaApp[] {
    return [...this.#apps.values()];
  }

  get businesses(): Business[] {
    return [...this.#businesses.values()];
  }

  get wabas(): Waba[] {
    return [...this.#wabas.values()];
  }

  get numbers(): BusinessNumber[] {
    return [...this.#numbers.values()];
  }

  get consumers(): Consumer[] {
    return [...new Set(this.#consumers.values())];
  }

  app(appId: string): MetaApp | undefined {
    return this.#apps.get(appId);
  }

  appByKey(appKey: string): MetaApp | undefined {
    return this.apps.find((app) => app.appKey === appKey);
  }

  business(businessId: string): Business | undefined {
    return this.#businesses.get(businessId);
  }

  waba(wabaId: string): Waba | undefined {
    return this.#wabas.get(wabaId);
  }

  number(phoneNumberId: string): BusinessNumber | undefined {
    return this.#numbers.get(phoneNumberId);
  }

  numbersOf(wabaId: string): BusinessNumber[] {
    return this.numbers.filter((number) => number.wabaId === wabaId);
  }

  /** By phone number, BSUID or parent BSUID. */
  consumer(waIdOrUserId: string): Consumer | undefined {
    return this.#consumers.get(waIdOrUserId);
  }

  putApp(app: MetaApp): void {
    this.#apps.set(app.appId, app);
  }

  putBusiness(business: Business): void {
    this.#businesses.set(business.businessId, business);
  }

  putWaba(waba: Waba): void {
    this.#wabas.set(waba.wabaId, waba);
  }

  putNumber(number: BusinessNumber): void {
    this.#numbers.set(number.phoneNumberId, number);
  }

  putConsumer(seed: Omit<ConsumerSeed, 'permissions'>): Consumer {
    const consumer: Consumer = {
      waId: seed.waId,
      userId: seed.userId,
      name: seed.name,
      isNumberHidden: seed.isNumberHidden,
      isCallable: seed.isCallable,
      hasOldClient: seed.hasOldClient,
      parentUserId: seed.parentUserId,
      username: seed.username,
      country: countryOf(seed.waId),
    };
    const previous = this.#consumers.get(consumer.waId);
    if (previous !== undefined) for (const id of idsOf(previous)) this.#consumers.delete(id);
    for (const id of idsOf(consumer)) this.#consumers.set(id, consumer);
    return consumer;
  }

  behaviour(consumer: Consumer): Behaviour {
    return this.#behaviours.get(consumer.waId) ?? behaviourSchema.parse({});
  }

  setBehaviour(consumer: Consumer, behaviour: Behaviour): void {
    this.#behaviours.set(consumer.waId, behaviour);
  }

  #putSeededWaba({ apps, ...waba }: WabaSeed): void {
    const { businessId, name } = waba;
    if (this.business(businessId) === undefined) {
      this.putBusiness({ businessId, name, isPartner: false });
    }
    const subscribed = this.apps.filter((app) => apps.includes(app.appKey));
    this.putWaba({
      ...waba,
      subscribedApps: new Map(subscribed.map((app) => [app.appId, { override: undefined }])),
    });
  }
}
