import type { Waba } from '../../world/assets.js';
import type { NodeKind } from '../nodes.js';
import { callAnalytics } from './call-analytics-field.js';
import { healthStatus } from './health-status.js';
import { timeZoneId } from './time-zone-ids.js';

/**
 * A WhatsApp Business Account:
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/whatsapp-business-accounts
 */
export const wabaKind: NodeKind<Waba> = {
  name: 'WhatsAppBusinessAccount',
  find: (world, id, request) =>
    world.directory.waba(id) === undefined
      ? undefined
      : request.waba(id, 'whatsapp_business_management'),
  defaultFields: ['name', 'timezone_id', 'message_template_namespace'],
  fields: {
    id: ({ node }) => node.wabaId,
    name: ({ node }) => node.name,
    currency: ({ node }) => node.currency,
    timezone_id: ({ node }) => timeZoneId(node.timeZone),
    message_template_namespace: ({ node, world }) =>
      world.onboarding.profiles.ofWaba(node).templateNamespace,
    owner_business_info: ({ node, world }) => ({
      name: world.directory.business(node.businessId)?.name,
      id: node.businessId,
    }),
    primary_funding_id: ({ node, world }) =>
      world.onboarding.profiles.ofWaba(node).primaryFundingId,
    account_review_status: ({ node, world }) => world.onboarding.profiles.ofWaba(node).reviewStatus,
    business_verification_status: ({ node, world }) =>
      world.onboarding.profiles.ofBusiness(node.businessId).verificationStatus,
    ownership_type: () => 'CLIENT_OWNED',
    status: () => 'ACTIVE',
    creation_time: ({ node, world }) =>
      Math.floor(world.onboarding.profiles.ofWaba(node).createdAtMs / 1000),
    health_status: ({ node, request, world }) =>
      healthStatus(world, { appId: request.token.appId, waba: node }),
    call_analytics: (asked) => callAnalytics(asked),
  },
};
