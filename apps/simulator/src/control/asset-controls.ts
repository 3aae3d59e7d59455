import { z } from 'zod';
import { HttpProblem } from '../http/http-listener.js';
import type { Waba } from '../world/assets.js';
import { endReview, tellPartner } from '../world/onboarding/tell-partners.js';
import { META_LIMITS } from '../world/usage-meter.js';
import { NotPossible, type World } from '../world/world.js';
import { type ControlRoute, controlRoute, numberOf } from './control-route.js';

const tag = 'assets';

function wabaOf(world: World, wabaId: string): Waba {
  const waba = world.directory.waba(wabaId);
  if (waba === undefined) throw new HttpProblem(404, `there is no account ${wabaId}`);
  return waba;
}

const limit = z.number().int().positive().optional();

const limitsSchema = z.strictObject({
  managementPerHour: limit.describe('Of an account without a registered number, per app'),
  activeManagementPerHour: limit.describe('Of an account with one, per app'),
  creditPerHour: limit,
  templatesPerHour: limit,
  codesPerHour: limit,
  appPerHour: limit,
});

const wabaStateSchema = z.strictObject({
  reviewStatus: z.enum(['APPROVED', 'PENDING', 'REJECTED', 'DEFERRED']).optional(),
  hasPaymentMethod: z.boolean().optional(),
  verificationStatus: z
    .enum(['verified', 'not_verified', 'pending', 'rejected'])
    .optional()
    .describe('Of the portfolio that owns it'),
});

/** The client takes the account away from the partner, or removes the app. */
function removalControls(world: World): ControlRoute[] {
  return [
    controlRoute({
      method: 'POST',
      path: '/wabas/:wabaId/remove-partner',
      tag,
      summary: 'The client stops sharing the account: PARTNER_REMOVED, and tokens lose it',
      body: z.strictObject({
        partnerId: z.string().optional(),
        disconnection: z
          .strictObject({ reason: z.string(), initiatedBy: z.string() })
          .optional()
          .describe('For a number of the WhatsApp Business app'),
      }),
      handle: ({ body: { disconnection, partnerId: given }, params }) => {
        const waba = wabaOf(world, params.wabaId ?? '');
        const partnerId = given ?? world.directory.partner.businessId;
        const { profiles } = world.onboarding;
        if (!profiles.ofWaba(waba).partnerIds.delete(partnerId)) {
          throw new NotPossible(`account ${waba.wabaId} is not shared with ${partnerId}`);
        }
        const apps = world.directory.apps.filter(
          ({ appId }) => profiles.ownerOfApp(appId) === partnerId,
        );
        for (const { appId } of apps) waba.subscribedApps.delete(appId);
        world.tokens.cutOff(waba.wabaId, ({ appId }) => profiles.ownerOfApp(appId) === partnerId);
        tellPartner(world, 'PARTNER_REMOVED', {
          ...{ partnerId, waba },
          ...(disconnection === undefined ? {} : { disconnection }),
        });
        return { success: true };
      },
    }),
    controlRoute({
      method: 'POST',
      path: '/wabas/:wabaId/uninstall-app',
      tag,
      summary:
        'The client removes an app: PARTNER_APP_UNINSTALLED, and its tokens lose the account',
      body: z.strictObject({ appId: z.string() }),
      handle: ({ body: { appId }, params }) => {
        const waba = wabaOf(world, params.wabaId ?? '');
        if (world.directory.app(appId) === undefined) {
          throw new HttpProblem(404, `there is no app ${appId}`);
        }
        waba.subscribedApps.delete(appId);
        world.tokens.cutOff(waba.wabaId, (token) => token.appId === appId);
        const partnerId = world.onboarding.profiles.ownerOfApp(appId);
        tellPartner(world, 'PARTNER_APP_UNINSTALLED', { partnerId, waba, appId });
        return { success: true };
      },
    }),
  ];
}

/** What is true of an account, and what a number's owner was sent. */
function stateControls(world: World): ControlRoute[] {
  const { numberCodes, profiles } = world.onboarding;
  return [
    controlRoute({
      method: 'PUT',
      path: '/wabas/:wabaId',
      tag,
      summary: 'Review, payment and verification of an account',
      body: wabaStateSchema,
      handle: ({ body, params }) => {
        const waba = wabaOf(world, params.wabaId ?? '');
        const profile = profiles.ofWaba(waba);
        const business = profiles.ofBusiness(waba.businessId);
        profile.reviewStatus = body.reviewStatus ?? profile.reviewStatus;
        waba.hasPaymentMethod = body.hasPaymentMethod ?? waba.hasPaymentMethod;
        business.verificationStatus = body.verificationStatus ?? business.verificationStatus;
        return {
          reviewStatus: profile.reviewStatus,
          hasPaymentMethod: waba.hasPaymentMethod,
          verificationStatus: business.verificationStatus,
        };
      },
    }),
    controlRoute({
      method: 'GET',
      path: '/numbers/:id/code',
      tag,
      summary: 'The last verification code that was sent to a number, with its text',
      handle: ({ params }) => {
        const number = numberOf(world, params.id ?? '');
        const sent = numberCodes.last(number.phoneNumberId);
        if (sent === undefined) throw new HttpProblem(404, 'no code was sent to this number');
        const text = `WhatsApp code ${sent.code.slice(0, 3)}-${sent.code.slice(3)}`;
        return { ...sent, text };
      },
    }),
  ];
}

/** Assets as a test needs them. */
export function assetControls(world: World): ControlRoute[] {
  const { certifications } = world.onboarding;
  return [
    ...removalControls(world),
    ...stateControls(world),
    controlRoute({
      method: 'PUT',
      path: '/certifications/:businessId',
      tag,
      summary: 'Ends the review of a partner-led business verification',
      body: z.strictObject({
        status: z.enum(['APPROVED', 'FAILED']),
        rejectionReasons: z.array(z.string()).default([]),
      }),
      handle: ({ body, params }) => {
        const pending = certifications.pendingOf(params.businessId ?? '');
        if (pending === undefined) throw new NotPossible('no verification is under review');
        endReview(world, pending, body);
        return { success: true };
      },
    }),
    controlRoute({
      method: 'PUT',
      path: '/rate-limits',
      tag,
      summary: 'Limits of requests an hour; the others stay',
      body: limitsSchema,
      handle: ({ body }) => Object.assign(world.usage.limits, body),
    }),
    controlRoute({
      method: 'DELETE',
      path: '/rate-limits',
      tag,
      summary: "Meta's limits again, and nothing used of them",
      handle: () => {
        world.usage.reset();
        return Object.assign(world.usage.limits, META_LIMITS);
      },
    }),
  ];
}
