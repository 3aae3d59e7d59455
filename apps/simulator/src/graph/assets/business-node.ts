import type { Business, MetaApp } from '../../world/assets.js';
import type { NodeKind } from '../nodes.js';
import { readableBusiness } from '../onboarding/partner-access.js';
import { healthStatus } from './health-status.js';

const TIERS = ['TIER_250', 'TIER_2K', 'TIER_10K', 'TIER_100K', 'TIER_UNLIMITED'] as const;

/** A business portfolio; messaging limits are the portfolio's since 2025. */
export const businessKind: NodeKind<Business> = {
  name: 'Business',
  find: (world, id, request) => readableBusiness(world, request, id),
  defaultFields: ['name'],
  fields: {
    id: ({ node }) => node.businessId,
    name: ({ node }) => node.name,
    verification_status: ({ node, world }) =>
      world.onboarding.profiles.ofBusiness(node.businessId).verificationStatus,
    whatsapp_business_manager_messaging_limit: ({ node, world }) => {
      const wabas = new Set(
        world.directory.wabas
          .filter((waba) => waba.businessId === node.businessId)
          .map((waba) => waba.wabaId),
      );
      const limits = world.directory.numbers
        .filter((number) => wabas.has(number.wabaId))
        .map((number) => TIERS.indexOf(number.messagingLimit));
      return TIERS[Math.max(0, ...limits)];
    },
    health_status: ({ node, request, world }) =>
      healthStatus(world, { appId: request.token.appId, businessId: node.businessId }),
  },
};

/** An app; its own token or one it issued must be shown. */
export const appKind: NodeKind<MetaApp> = {
  name: 'Application',
  find: (world, id, request) =>
    world.directory.app(id) === undefined ? undefined : request.app(id),
  defaultFields: ['name', 'link'],
  fields: {
    id: ({ node }) => node.appId,
    name: ({ node }) => node.name,
    link: ({ node }) => `https://www.facebook.com/games/?app_id=${node.appId}`,
    health_status: ({ node, world }) => healthStatus(world, { appId: node.appId }),
  },
};
