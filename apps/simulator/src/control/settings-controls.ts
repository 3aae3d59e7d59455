import { z } from 'zod';
import { RESTRICTION_TYPES, VIOLATION_TYPES } from '../webhooks/account-update-events.js';
import type { BusinessNumber } from '../world/assets.js';
import { createNumber } from '../world/directory.js';
import { activeRestrictions } from '../world/restrictions/active-restrictions.js';
import { takeFeedback } from '../world/restrictions/climb-ladder.js';
import {
  imposeRestriction,
  liftRestriction,
  PAUSE_MS,
  warn,
} from '../world/restrictions/impose-restriction.js';
import { setMessagingLimit } from '../world/restrictions/messaging-limit.js';
import { qualityThresholdsSchema } from '../world/restrictions/quality-thresholds.js';
import { NotPossible, type World } from '../world/world.js';
import { HttpProblem } from '../http/http-listener.js';
import { type ControlRoute, controlRoute, numberOf } from './control-route.js';

const digits = z.string().regex(/^\d+$/, 'digits only');
const messagingLimit = z.enum(['TIER_250', 'TIER_2K', 'TIER_10K', 'TIER_100K', 'TIER_UNLIMITED']);
const accountMode = z.enum(['LIVE', 'SANDBOX']);
const recipients = z
  .array(digits)
  .nullable()
  .describe('The only users a public test number can reach; null: everybody');

const numberSchema = z.strictObject({
  phoneNumberId: digits,
  displayPhoneNumber: digits.describe('With country code, without plus'),
  wabaId: digits,
  verifiedName: z.string().optional(),
  callingEnabled: z.boolean().default(false),
  messagingLimit: messagingLimit.default('TIER_2K'),
  accountMode: accountMode.default('LIVE'),
  recipients: recipients.default(null),
});

const numberChangeSchema = z.strictObject({
  messagingLimit: messagingLimit
    .optional()
    .describe('How many people a day; holds for the whole portfolio and is told by webhook'),
  qualityRating: z.enum(['GREEN', 'YELLOW', 'RED', 'UNKNOWN']).optional(),
  accountMode: accountMode.optional(),
  recipients: recipients.optional(),
  hasPaymentMethod: z.boolean().optional().describe("Of the number's WABA"),
});

const callingRestriction = z.enum(RESTRICTION_TYPES.slice(0, 4) as CallingRestrictions);
type CallingRestrictions = [
  'RESTRICTED_BUSINESS_INITIATED_CALLING',
  'RESTRICTED_USER_INITIATED_CALLING',
  'RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN',
  'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING',
];

const restrictionSchema = z.strictObject({
  type: callingRestriction,
  durationMs: z
    .number()
    .int()
    .positive()
    .default(PAUSE_MS)
    .describe('Seven days unless told; a hidden call button has no end'),
});

const warningSchema = z.strictObject({ type: z.enum(VIOLATION_TYPES) });

const feedbackSchema = z.strictObject({
  direction: z.enum(['BUSINESS_INITIATED', 'USER_INITIATED']),
  count: z.number().int().min(1).max(10_000).default(1),
});

const tag = 'numbers';

/** Operations on numbers. */
export function settingsControls(world: World): ControlRoute[] {
  return [...numberControls(world), ...restrictionControls(world), ...qualityControls(world)];
}

function numberControls(world: World): ControlRoute[] {
  return [
    controlRoute({
      method: 'POST',
      path: '/numbers',
      tag,
      summary: 'One more business number on a WABA',
      body: numberSchema,
      status: 201,
      handle: ({ body }) => {
        if (world.directory.waba(body.wabaId) === undefined) {
          throw new HttpProblem(404, `there is no WABA ${body.wabaId}`);
        }
        if (world.directory.number(body.phoneNumberId) !== undefined) {
          throw new NotPossible(`there is a number ${body.phoneNumberId} already`);
        }
        const number = createNumber(body);
        world.directory.putNumber(number);
        return view(world, number);
      },
    }),
    controlRoute({
      method: 'GET',
      path: '/numbers/:id',
      tag,
      summary: 'A business number with its settings and restrictions',
      handle: ({ params }) => view(world, numberOf(world, params.id ?? '')),
    }),
    controlRoute({
      method: 'PUT',
      path: '/numbers/:id',
      tag,
      summary: 'Messaging limit, quality, account mode, recipients, payment; the others stay',
      body: numberChangeSchema,
      handle: ({ body, params }) => {
        const number = numberOf(world, params.id ?? '');
        change(world, number, body);
        return view(world, number);
      },
    }),
  ];
}

function restrictionControls(world: World): ControlRoute[] {
  return [
    controlRoute({
      method: 'POST',
      path: '/numbers/:id/restrictions',
      tag,
      summary: 'Meta restricts a number, at once and by webhook',
      body: restrictionSchema,
      status: 201,
      handle: ({ body, params }) => {
        const number = numberOf(world, params.id ?? '');
        imposeRestriction(world, number, body.type, body.durationMs);
        return view(world, number);
      },
    }),
    controlRoute({
      method: 'DELETE',
      path: '/numbers/:id/restrictions/:type',
      tag,
      summary: 'Ends a restriction; no webhook tells so',
      handle: ({ params }) => {
        const number = numberOf(world, params.id ?? '');
        const type = callingRestriction.parse(params.type);
        liftRestriction(number, type);
        return view(world, number);
      },
    }),
    controlRoute({
      method: 'POST',
      path: '/numbers/:id/warnings',
      tag,
      summary: 'Meta warns early of low calling quality',
      body: warningSchema,
      handle: ({ body, params }) => {
        warn(world, numberOf(world, params.id ?? ''), body.type);
        return body;
      },
    }),
  ];
}

function qualityControls(world: World): ControlRoute[] {
  return [
    controlRoute({
      method: 'POST',
      path: '/numbers/:id/feedback',
      tag,
      summary: 'Users block or report the business after calls',
      body: feedbackSchema,
      handle: ({ body, params }) => {
        const number = numberOf(world, params.id ?? '');
        for (let i = 0; i < body.count; i++) {
          takeFeedback(world, number, body.direction);
        }
        return view(world, number);
      },
    }),
    controlRoute({
      method: 'GET',
      path: '/quality',
      tag,
      summary: 'When Meta warns of low quality and when it acts',
      handle: () => world.quality.thresholds,
    }),
    controlRoute({
      method: 'PUT',
      path: '/quality',
      tag,
      summary: 'Sets some of these thresholds; the others stay',
      body: qualityThresholdsSchema.partial(),
      handle: ({ body }) => Object.assign(world.quality.thresholds, body),
    }),
  ];
}

function change(
  world: World,
  number: BusinessNumber,
  asked: z.output<typeof numberChangeSchema>,
): void {
  const { hasPaymentMethod, messagingLimit: limit } = asked;
  if (limit !== undefined) setMessagingLimit(world, number, limit);
  number.qualityRating = asked.qualityRating ?? number.qualityRating;
  number.accountMode = asked.accountMode ?? number.accountMode;
  if (asked.recipients !== undefined) {
    number.recipients = asked.recipients === null ? null : new Set(asked.recipients);
  }
  const waba = world.directory.waba(number.wabaId);
  if (waba !== undefined) waba.hasPaymentMethod = hasPaymentMethod ?? waba.hasPaymentMethod;
}

function view(world: World, number: BusinessNumber): unknown {
  const { recipients: allowed } = number;
  return {
    phoneNumberId: number.phoneNumberId,
    displayPhoneNumber: number.displayPhoneNumber,
    wabaId: number.wabaId,
    country: number.country ?? null,
    verifiedName: number.verifiedName,
    messagingLimit: number.messagingLimit,
    qualityRating: number.qualityRating,
    accountMode: number.accountMode,
    recipients: allowed === null ? null : [...allowed],
    hasPaymentMethod: world.directory.waba(number.wabaId)?.hasPaymentMethod ?? false,
    callingStatus: number.calling.status ?? null,
    isSipEnabled: number.calling.sip?.status === 'ENABLED',
    restrictions: activeRestrictions(number, world.clock.nowMs()),
  };
}
