import type { BusinessNumber } from '../../world/assets.js';
import type { World } from '../../world/world.js';
import { invalidParameter } from '../graph-error.js';
import type { GraphRequest } from '../graph-request.js';
import { type GraphReply, SUCCESS } from '../graph-route.js';
import type { FieldOf, NodeKind } from '../nodes.js';
import {
  updateWebhookConfiguration,
  webhookConfiguration,
} from '../subscriptions/webhook-configuration.js';
import { healthStatus } from './health-status.js';
import { internationalNumber } from './international-number.js';

type Asked = FieldOf<BusinessNumber>;

/** The guides have one word for a number that is not verified, the OpenAPI document another. */
export function verificationWord(world: World, number: BusinessNumber): string {
  return number.codeVerificationStatus === 'VERIFIED' ? 'VERIFIED' : world.switches.unverifiedWord;
}

function statusOf(number: BusinessNumber): string {
  if (number.isRegistered) return 'CONNECTED';
  return number.codeVerificationStatus === 'VERIFIED' ? 'DISCONNECTED' : 'PENDING';
}

function profileOf({ node, world }: Asked) {
  return world.onboarding.profiles.ofNumber(node);
}

/** `2026-11-21T10:00:00+0000`, as Graph writes times. */
function graphTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}+0000`;
}

/**
 * A business phone number:
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/phone-numbers
 */
export const numberKind: NodeKind<BusinessNumber> = {
  name: 'WhatsAppBusinessPhoneNumber',
  find: (world, id, request) =>
    world.directory.number(id) === undefined
      ? undefined
      : request.number(id, 'whatsapp_business_management'),
  defaultFields: [
    'verified_name',
    'code_verification_status',
    'display_phone_number',
    'quality_rating',
    'platform_type',
    'throughput',
    'last_onboarded_time',
    'webhook_configuration',
  ],
  fields: {
    id: ({ node }) => node.phoneNumberId,
    display_phone_number: ({ node }) => internationalNumber(node.displayPhoneNumber),
    verified_name: ({ node }) => node.verifiedName,
    code_verification_status: ({ node, world }) => verificationWord(world, node),
    quality_rating: ({ node }) => node.qualityRating,
    quality_score: ({ node }) => ({ score: node.qualityRating }),
    platform_type: ({ node }) => (node.isRegistered ? 'CLOUD_API' : 'NOT_APPLICABLE'),
    throughput: (asked) => ({
      level: asked.node.isRegistered ? profileOf(asked).throughput : 'NOT_APPLICABLE',
    }),
    webhook_configuration: (asked) => webhookConfiguration(asked),
    name_status: (asked) => profileOf(asked).nameStatus,
    new_name_status: () => 'NONE',
    certificate: (asked) => profileOf(asked).certificate,
    last_onboarded_time: (asked) => graphTime(profileOf(asked).lastOnboardedAtMs),
    account_mode: ({ node }) => node.accountMode,
    status: ({ node }) => statusOf(node),
    is_official_business_account: (asked) => profileOf(asked).isOfficial,
    is_pin_enabled: ({ node }) => node.pin !== undefined,
    is_on_biz_app: (asked) => profileOf(asked).isOnBusinessApp,
    username: (asked) => profileOf(asked).username,
    whatsapp_business_manager_messaging_limit: ({ node }) => node.messagingLimit,
    messaging_limit_tier: ({ node }) => node.messagingLimit,
    health_status: ({ node, request, world }) => {
      const waba = world.directory.waba(node.wabaId);
      const { appId } = request.token;
      return healthStatus(world, { appId, number: node, ...(waba === undefined ? {} : { waba }) });
    },
  },
  update: (number, request, world) =>
    request.param('webhook_configuration') === undefined
      ? setPin(number, request, world)
      : updateWebhookConfiguration(number, request, world),
};

export function requirePin(request: GraphRequest): string {
  const pin = request.requiredParam('pin');
  if (/^\d{6}$/.test(pin)) return pin;
  throw invalidParameter('Param pin must be a string with 6 digits.');
}

/** Two-step verification: a new pin needs no old one. */
function setPin(number: BusinessNumber, request: GraphRequest, world: World): GraphReply {
  number.pin = requirePin(request);
  world.sender.send({
    field: 'security',
    kind: 'security',
    about: { number },
    hasTime: true,
    value: {
      display_phone_number: number.displayPhoneNumber,
      event: 'PIN_CHANGED',
      requester: request.token.userId,
    },
  });
  return SUCCESS;
}
