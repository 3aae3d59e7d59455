import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { cancelMessage, cancelSchema } from '../signup/cancel-signup.js';
import { appIdOf, finishSchema, finishSignup } from '../signup/finish-signup.js';
import { SignupRefused } from '../signup/signup-plan.js';
import { DEFAULT_FIELDS } from '../world/directory.js';
import { newId } from '../world/onboarding/new-id.js';
import { BROWSER_ORDERS } from '../world/onboarding/onboarding.js';
import { NotPossible, type World } from '../world/world.js';
import { assetControls } from './asset-controls.js';
import { type ControlRoute, controlRoute } from './control-route.js';
import { tokenControls } from './token-controls.js';

const tag = 'onboarding';

/** A launch that the popup would refuse is the caller's mistake here. */
function orNotPossible<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof SignupRefused) throw new NotPossible(error.message);
    throw error;
  }
}

function signupControls(world: World): ControlRoute[] {
  return [
    controlRoute({
      method: 'POST',
      path: '/signup/finish',
      tag,
      summary: 'A customer goes through Embedded Signup: gives the session message and the code',
      body: finishSchema,
      handle: ({ body }) => orNotPossible(() => finishSignup(world, body)),
    }),
    controlRoute({
      method: 'POST',
      path: '/signup/cancel',
      tag,
      summary: 'A customer gives up, or reports an error: gives the session message',
      body: cancelSchema,
      handle: ({ body }) => ({ message: cancelMessage(world, body), code: null }),
    }),
    controlRoute({
      method: 'PUT',
      path: '/signup/order',
      tag,
      summary: 'Which the page hears first, the session message or the code',
      body: z.strictObject({ order: z.enum(BROWSER_ORDERS) }),
      handle: ({ body }) => {
        world.onboarding.browserOrder = body.order;
        return body;
      },
    }),
    controlRoute({
      method: 'PUT',
      path: '/login-configurations/:configId',
      tag,
      summary: 'What the tokens of signups with this configuration can do, and how long',
      body: z.strictObject({
        tokenExpiry: z.enum(['60_days', 'never']).default('60_days'),
        scopes: z
          .array(
            z.enum([
              'whatsapp_business_messaging',
              'whatsapp_business_management',
              'business_management',
            ]),
          )
          .default(['whatsapp_business_management', 'whatsapp_business_messaging']),
      }),
      handle: ({ body, params }) =>
        world.onboarding.configurations.put({ configId: params.configId ?? '', ...body }),
    }),
  ];
}

/** More apps, such as the one of another partner. */
function appControls(world: World): ControlRoute[] {
  return [
    controlRoute({
      method: 'POST',
      path: '/apps',
      tag,
      summary: 'One more app, of the partner or of another portfolio; gives its secret and tokens',
      status: 201,
      body: z.strictObject({
        appKey: z.string().min(1),
        ownerName: z.string().optional().describe('A new portfolio that owns it'),
      }),
      handle: ({ body: { appKey, ownerName } }) => {
        if (world.directory.appByKey(appKey) !== undefined) {
          throw new NotPossible(`there is an app ${appKey} already`);
        }
        return createApp(world, appKey, ownerName);
      },
    }),
    controlRoute({
      method: 'GET',
      path: '/apps',
      tag,
      summary: 'All apps with their owners',
      handle: () => ({
        apps: world.directory.apps.map(({ appId, appKey, name }) => ({
          ...{ appId, appKey, name },
          businessId: world.onboarding.profiles.ownerOfApp(appId),
        })),
      }),
    }),
  ];
}

function createApp(world: World, appKey: string, ownerName: string | undefined): object {
  const { directory, onboarding, tokens } = world;
  const appId = newId();
  const appSecret = randomBytes(16).toString('hex');
  directory.putApp({
    ...{ appKey, appId, appSecret, name: appKey, verifyToken: '' },
    callbackUrl: undefined,
    fields: new Set(DEFAULT_FIELDS),
  });
  const businessId = ownerName === undefined ? directory.partner.businessId : newId();
  if (ownerName !== undefined) {
    directory.putBusiness({ businessId, name: ownerName, isPartner: true });
    onboarding.people.add({ businessId, name: `${ownerName} admin`, role: 'ADMIN' });
  }
  onboarding.profiles.setOwnerOfApp(appId, businessId);
  const system = tokens.issue({
    ...{ kind: 'SYSTEM_USER', appId, businessId, wabaIds: undefined, expiresAtMs: undefined },
    scopes: new Set([
      'whatsapp_business_messaging',
      'whatsapp_business_management',
      'business_management',
    ]),
  });
  const appToken = tokens.issueAppToken({ appId, appSecret }).value;
  return { appId, appSecret, businessId, appToken, systemToken: system.value };
}

/** Operations on onboardings. */
export function onboardingControls(world: World): ControlRoute[] {
  return [
    ...signupControls(world),
    ...appControls(world),
    ...tokenControls(world, (app) => appIdOf(world, app)),
    ...assetControls(world),
  ];
}
