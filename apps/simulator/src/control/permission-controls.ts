import { z } from 'zod';
import { HttpProblem } from '../http/http-listener.js';
import type { BusinessNumber, Consumer } from '../world/assets.js';
import type { Message } from '../world/messages/message.js';
import { DAY_MS, limitsOf, WEEK_MS } from '../world/permissions/permission-limits.js';
import type { PermissionState } from '../world/permissions/permission-pair.js';
import {
  answerRequest,
  grantInProfile,
  revokeInProfile,
} from '../world/permissions/user-decisions.js';
import type { World } from '../world/world.js';
import { consumerOf, type ControlRoute, controlRoute, numberOf } from './control-route.js';
import { messageControls } from './message-controls.js';

const answerSchema = z.strictObject({
  answer: z.enum(['accept-temporary', 'accept-permanent', 'reject']),
  wamid: z.string().optional().describe('The request; the newest in the inbox unless told'),
});

const businessSchema = z.strictObject({
  phoneNumberId: z.string().describe('The business whose profile the user looks at'),
});

const count = z.number().int().min(0).max(1000).optional();

const usageSchema = z.strictObject({
  phoneNumberId: z.string(),
  requests: count.describe('Call permission requests sent at this moment'),
  connectedCalls: count.describe("The business's calls picked up at this moment"),
  unansweredCalls: count.describe("The business's calls in a row that were not answered"),
});

function viewPair(world: World, number: BusinessNumber, consumer: Consumer): unknown {
  const nowMs = world.clock.nowMs();
  const pair = world.permissions.pair(number, consumer);
  return {
    phoneNumberId: number.phoneNumberId,
    waId: consumer.waId,
    permission: pair.state(nowMs),
    limits: limitsOf(number),
    requests: pair.requests,
    requestsIn24Hours: pair.requestCount.usage(nowMs, DAY_MS),
    requestsIn7Days: pair.requestCount.usage(nowMs, WEEK_MS),
    connectedIn24Hours: pair.connectedCount.usage(nowMs, DAY_MS),
    unansweredInARow: pair.unanswered,
    hasConversation: pair.hasConversation,
    customerServiceWindowEndsAtMs: pair.windowEndsAtMs(nowMs) ?? null,
  };
}

function requestOf(world: World, consumer: Consumer, wamid: string | undefined): Message {
  const inbox = world.messages
    .inbox(consumer)
    .flatMap((item) => ('message' in item ? item.message : []));
  const found = inbox.findLast((m) => m.hasRequest && (wamid ?? m.wamid) === m.wamid);
  if (found === undefined) {
    throw new HttpProblem(404, `${consumer.waId} has received no such call permission request`);
  }
  return found;
}

type ProfileStep = (world: World, number: BusinessNumber, consumer: Consumer) => PermissionState;

const PROFILE_STEPS: Readonly<Record<string, readonly [ProfileStep, string]>> = {
  'permission-grants': [grantInProfile, "A user allows calls for good in the business's profile"],
  'permission-revocations': [revokeInProfile, 'A user takes the permission back in the profile'],
};

/** What users allow and forbid, messages and templates. */
export function permissionControls(world: World): ControlRoute[] {
  const tag = 'permissions';
  const steps = Object.entries(PROFILE_STEPS).map(([name, [step, summary]]) =>
    controlRoute({
      method: 'POST',
      path: `/consumers/:waId/${name}`,
      tag,
      summary,
      body: businessSchema,
      handle: ({ body, params }) => {
        const number = numberOf(world, body.phoneNumberId);
        return step(world, number, consumerOf(world, params.waId ?? ''));
      },
    }),
  );
  return [
    controlRoute({
      method: 'GET',
      path: '/consumers/:waId/permissions/:phoneNumberId',
      tag,
      summary: 'All that Meta keeps of a user and a business number',
      handle: ({ params }) => {
        const number = numberOf(world, params.phoneNumberId ?? '');
        return viewPair(world, number, consumerOf(world, params.waId ?? ''));
      },
    }),
    controlRoute({
      method: 'POST',
      path: '/consumers/:waId/permission-answers',
      tag,
      summary: 'A user answers a call permission request, or answers it anew',
      body: answerSchema,
      handle: ({ body, params }) => {
        const consumer = consumerOf(world, params.waId ?? '');
        return answerRequest(world, requestOf(world, consumer, body.wamid), body.answer);
      },
    }),
    ...steps,
    usageControl(world),
    ...messageControls(world),
  ];
}

/** Saves a test a hundred calls. */
function usageControl(world: World): ControlRoute {
  return controlRoute({
    method: 'POST',
    path: '/consumers/:waId/permission-usage',
    tag: 'permissions',
    summary: 'Uses up limits of a user and a business number, as if it had happened just now',
    body: usageSchema,
    handle: ({ body, params }) => {
      const consumer = consumerOf(world, params.waId ?? '');
      const number = numberOf(world, body.phoneNumberId);
      const pair = world.permissions.pair(number, consumer);
      const nowMs = world.clock.nowMs();
      for (let i = 0; i < (body.requests ?? 0); i++) pair.requestCount.add(nowMs);
      for (let i = 0; i < (body.connectedCalls ?? 0); i++) pair.connectedCount.add(nowMs);
      pair.unanswered += body.unansweredCalls ?? 0;
      return viewPair(world, number, consumer);
    },
  });
}
