import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { addNumber } from '../graph/assets/number-routes.js';
import type { BusinessNumber, Waba } from '../world/assets.js';
import { newId } from '../world/onboarding/new-id.js';
import { tokenLifeOf } from '../world/onboarding/login-configurations.js';
import { partnersOf, tellPartner } from '../world/onboarding/tell-partners.js';
import { NotPossible, type World } from '../world/world.js';
import { planSignup, type SignupFlow, type SignupPlan } from './signup-plan.js';

export const FINISH_EVENTS = [
  'FINISH',
  'FINISH_ONLY_WABA',
  'FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING',
  'FINISH_GRANT_ONLY_API_ACCESS',
] as const;
export type FinishEvent = (typeof FINISH_EVENTS)[number];

const ids = z.array(z.string()).optional();
const existing = z.strictObject({ id: z.string() });

/** What a customer chose in the popup. */
export const finishSchema = z.strictObject({
  app: z.string().describe('Id or key of the app that launched the popup'),
  configId: z.string().default('').describe('Facebook Login for Business configuration'),
  extras: z.unknown().optional().describe('`extras` of FB.login'),
  event: z
    .enum(FINISH_EVENTS)
    .optional()
    .describe('Must fit the extras and the choice; without extras it says which flow it was'),
  business: z
    .union([existing, z.strictObject({ name: z.string().min(1) })])
    .default({ name: 'New client' })
    .describe('A portfolio there is, or a new one'),
  waba: z
    .union([
      existing,
      z.strictObject({
        name: z.string().min(1).optional(),
        currency: z.string().length(3).default('USD'),
        timeZone: z.string().default('America/Los_Angeles'),
      }),
    ])
    .default({ currency: 'USD', timeZone: 'America/Los_Angeles' })
    .describe('An account there is, or a new one'),
  phoneNumber: z
    .union([
      existing,
      z.strictObject({
        number: z
          .string()
          .regex(/^\+?\d{6,15}$/)
          .optional(),
        verifiedName: z.string().min(1).optional(),
        isVerified: z.boolean().default(true),
      }),
    ])
    .nullable()
    .optional()
    .describe('A number there is, a new one, or null for none'),
  adAccountIds: ids,
  pageIds: ids,
  datasetIds: ids,
});

export type FinishChoice = z.output<typeof finishSchema>;

export interface FinishedSignup {
  readonly event: FinishEvent;
  /** The session message as the page gets it: a JSON text. */
  readonly message: string;
  /** For the FB.login callback; lives 30 seconds. */
  readonly code: string;
  readonly businessId: string;
  readonly wabaId: string;
  readonly phoneNumberId: string | null;
}

const EVENT_OF_FLOW: Readonly<Record<SignupFlow, FinishEvent>> = {
  usual: 'FINISH',
  only_waba: 'FINISH_ONLY_WABA',
  business_app: 'FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING',
  app_only: 'FINISH_GRANT_ONLY_API_ACCESS',
};

/** A headless caller names the event alone; what the popup would have been asked for follows. */
function extrasOf({ event, extras }: FinishChoice): unknown {
  if (extras !== undefined) return extras;
  if (event === 'FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING') {
    return { setup: {}, featureType: 'whatsapp_business_app_onboarding' };
  }
  if (event === 'FINISH_GRANT_ONLY_API_ACCESS') {
    return { setup: {}, features: [{ name: 'app_only_install' }] };
  }
  return { setup: {} };
}

/** The app by its id or by our key of it. */
export function appIdOf(world: World, app: string): string {
  const found = world.directory.app(app) ?? world.directory.appByKey(app);
  if (found === undefined) throw new NotPossible(`there is no app ${app}`);
  return found.appId;
}

function takeBusiness(world: World, { business }: FinishChoice): string {
  if ('id' in business) {
    if (world.directory.business(business.id) !== undefined) return business.id;
    throw new NotPossible(`there is no portfolio ${business.id}`);
  }
  const businessId = newId();
  world.directory.putBusiness({ businessId, name: business.name, isPartner: false });
  world.onboarding.profiles.ofBusiness(businessId).verificationStatus = 'not_verified';
  return businessId;
}

function takeWaba(world: World, { waba }: FinishChoice, businessId: string): Waba {
  if ('id' in waba) {
    const found = world.directory.waba(waba.id);
    if (found?.businessId === businessId) return found;
    throw new NotPossible(`portfolio ${businessId} has no account ${waba.id}`);
  }
  const business = world.directory.business(businessId)?.name ?? '';
  const created: Waba = {
    wabaId: newId(),
    businessId,
    name: waba.name ?? business,
    currency: waba.currency,
    timeZone: waba.timeZone,
    hasPaymentMethod: false,
    subscribedApps: new Map(),
  };
  world.directory.putWaba(created);
  const createdAtMs = world.clock.nowMs();
  world.onboarding.profiles.addWaba(created.wabaId, { createdAtMs, partnerIds: [] });
  return created;
}

/** A number of Ofcom's block for films that nobody has here yet. */
function freeNumber(world: World): string {
  for (;;) {
    const digits = `4477009${String(randomInt(100_000)).padStart(5, '0')}`;
    if (!isTaken(world, digits)) return digits;
  }
}

function isTaken(world: World, digits: string): boolean {
  return world.directory.numbers.some((number) => number.displayPhoneNumber === digits);
}

function existingNumber(world: World, id: string, { wabaId }: Waba): BusinessNumber {
  const found = world.directory.number(id);
  if (found?.wabaId === wabaId) return found;
  throw new NotPossible(`account ${wabaId} has no number ${id}`);
}

/** Undefined: finished without a number. */
function takeNumber(
  world: World,
  { phoneNumber: choice = { isVerified: true } }: FinishChoice,
  waba: Waba,
): BusinessNumber | undefined {
  if (choice === null) return undefined;
  if ('id' in choice) return existingNumber(world, choice.id, waba);
  const digits = choice.number?.replace('+', '') ?? freeNumber(world);
  const verifiedName = choice.verifiedName ?? waba.name;
  const added = addNumber(world, waba, { digits, verifiedName });
  if (choice.isVerified) added.codeVerificationStatus = 'VERIFIED';
  return added;
}

/** The event that a launch and a choice end in. */
function expectedEvent({ flow }: SignupPlan, hasNumber: boolean): FinishEvent {
  return flow === 'usual' && !hasNumber ? 'FINISH_ONLY_WABA' : EVENT_OF_FLOW[flow];
}

function misfitOfNumber(
  { flow, isNumberOptional }: SignupPlan,
  hasNumber: boolean,
): string | undefined {
  if (flow === 'only_waba' && hasNumber) return 'this launch asks for an account without a number';
  if (hasNumber) return undefined;
  if (flow === 'usual' && !isNumberOptional) return 'version 2 wants a number';
  return flow === 'business_app' ? 'the WhatsApp Business app brings its number' : undefined;
}

function misfitOfWaba({ wabaIds }: SignupPlan, { waba }: FinishChoice): string | undefined {
  const isOffered = wabaIds.length === 0 || ('id' in waba && wabaIds.includes(waba.id));
  return isOffered ? undefined : `the launch offers the accounts ${wabaIds.join(', ')} only`;
}

function misfitOfDigits(world: World, { phoneNumber }: FinishChoice): string | undefined {
  const given = phoneNumber !== undefined && phoneNumber !== null && !('id' in phoneNumber);
  const digits = given ? phoneNumber.number?.replace('+', '') : undefined;
  const isInUse = digits !== undefined && isTaken(world, digits);
  return isInUse ? `the number ${digits} is in use already` : undefined;
}

/** A refused choice must leave nothing behind, so it is looked at first. */
function requireFit(world: World, plan: SignupPlan, choice: FinishChoice): void {
  const hasNumber = choice.phoneNumber !== null;
  const misfit =
    misfitOfNumber(plan, hasNumber) ?? misfitOfWaba(plan, choice) ?? misfitOfDigits(world, choice);
  if (misfit !== undefined) throw new NotPossible(misfit);
  const expected = expectedEvent(plan, hasNumber);
  if (choice.event === undefined || choice.event === expected) return;
  throw new NotPossible(`this launch and choice finish with ${expected}, not ${choice.event}`);
}

/** The WABA is shared with the partners, and all of them hear of it. */
function share(world: World, waba: Waba, plan: SignupPlan, appId: string): void {
  const { profiles, solutions } = world.onboarding;
  const profile = profiles.ofWaba(waba);
  const solution = solutions.find(plan.solutionId ?? '');
  profile.solutionId = plan.solutionId ?? profile.solutionId;
  const owner = profiles.ownerOfApp(appId);
  const partners = solution === undefined ? [owner] : new Set(partnersOf(world, solution));
  for (const partnerId of partners) {
    const isNew = !profile.partnerIds.has(partnerId);
    if (plan.flow !== 'app_only' && isNew) {
      profile.partnerIds.add(partnerId);
      tellPartner(world, 'PARTNER_ADDED', { partnerId, waba });
    }
  }
  tellPartner(world, 'PARTNER_APP_INSTALLED', { partnerId: owner, waba, appId });
}

function messageOf(
  event: FinishEvent,
  choice: FinishChoice,
  {
    businessId,
    number,
    plan,
    waba,
  }: Readonly<{
    businessId: string;
    number: BusinessNumber | undefined;
    plan: SignupPlan;
    waba: Waba;
  }>,
): string {
  const { adAccountIds, datasetIds, pageIds } = choice;
  return JSON.stringify({
    data: {
      ...(number === undefined ? {} : { phone_number_id: number.phoneNumberId }),
      waba_id: waba.wabaId,
      business_id: businessId,
      ...(adAccountIds === undefined ? {} : { ad_account_ids: adAccountIds }),
      ...(pageIds === undefined ? {} : { page_ids: pageIds }),
      ...(datasetIds === undefined ? {} : { dataset_ids: datasetIds }),
    },
    type: 'WA_EMBEDDED_SIGNUP',
    event,
    ...(plan.version.startsWith('v2') ? { version: '3' } : {}),
  });
}

/** The customer reached the last step: assets are there, partners are told, a code is issued. */
export function finishSignup(world: World, given: FinishChoice): FinishedSignup {
  const appId = appIdOf(world, given.app);
  const plan = planSignup(world, appId, extrasOf(given));
  const isWithout = plan.flow === 'only_waba' || given.event === 'FINISH_ONLY_WABA';
  const choice =
    isWithout && given.phoneNumber === undefined ? { ...given, phoneNumber: null } : given;
  requireFit(world, plan, choice);
  const businessId = takeBusiness(world, choice);
  const waba = takeWaba(world, choice, businessId);
  const number = takeNumber(world, choice, waba);
  if (plan.flow === 'business_app' && number !== undefined) {
    world.onboarding.profiles.ofNumber(number).isOnBusinessApp = true;
    number.isRegistered = true;
  }
  share(world, waba, plan, appId);
  const event = expectedEvent(plan, number !== undefined);
  const configuration = world.onboarding.configurations.get(choice.configId);
  const code = world.onboarding.codes.issue({
    appId,
    businessId,
    wabaIds: [waba.wabaId],
    scopes: new Set(configuration.scopes),
    tokenLifeMs: tokenLifeOf(configuration),
  });
  return {
    event,
    message: messageOf(event, choice, { businessId, number, plan, waba }),
    code,
    businessId,
    wabaId: waba.wabaId,
    phoneNumberId: number?.phoneNumberId ?? null,
  };
}
