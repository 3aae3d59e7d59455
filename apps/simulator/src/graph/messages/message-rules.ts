import type { BusinessNumber, Consumer } from '../../world/assets.js';
import { isWindowOpen } from '../../world/messages/deliver-message.js';
import type { MessageDraft } from '../../world/messages/message.js';
import { DAY_MS, limitsOf, WEEK_MS } from '../../world/permissions/permission-limits.js';
import { numberRefusalOfRequest, refusalUnregistered } from '../../world/rules/number-rules.js';
import type { World } from '../../world/world.js';
import { callingError } from '../calling-errors.js';
import type { GraphError } from '../graph-error.js';
import { messagingError } from './messaging-errors.js';

/**
 * Where the Cloud API is not to be had, so that a number of these countries has no call buttons.
 * Meta's page "Countries and regions": https://developers.facebook.com/documentation/business-messaging/whatsapp/support
 */
const WITHOUT_CALL_BUTTONS: readonly string[] = ['CU', 'IR', 'KP', 'SY'];

type MessageRule = (world: World, draft: MessageDraft) => GraphError | undefined;

const isRegistered: MessageRule = (_world, { number }) => refusalUnregistered(number);

/** Public test numbers reach only the people on their list. */
const isOnList: MessageRule = (_world, { consumer, input, number }) =>
  number.recipients === null || number.recipients.has(consumer?.waId ?? input)
    ? undefined
    : callingError('recipientNotAllowed');

const mayHaveButton: MessageRule = (_world, { kind, number: { country } }) =>
  kind === 'voice_call' && WITHOUT_CALL_BUTTONS.includes(country ?? '')
    ? messagingError(
        'invalidValue',
        'Interactive Message type, voice_call not supported. Supported types [button, list]',
      )
    : undefined;

const isInWindow: MessageRule = (world, draft) =>
  draft.kind === 'template' ||
  world.switches.closedWindowTold === 'failed' ||
  isWindowOpen(world, draft)
    ? undefined
    : messagingError('reEngagement');

const mayRequest: MessageRule = (world, { hasRequest, number }) =>
  hasRequest ? numberRefusalOfRequest(world, number) : undefined;

const isRequestUseful: MessageRule = (world, { consumer, hasRequest, number }) => {
  if (!hasRequest || consumer === undefined) return undefined;
  return consumer.isCallable
    ? refusalOfRequest(world, number, consumer)
    : callingError('receiverUncallable');
};

/** Why the user cannot be asked now: asked often enough, or no need to ask. */
export function refusalOfRequest(
  { clock, permissions }: World,
  number: BusinessNumber,
  consumer: Consumer,
): GraphError | undefined {
  if (permissions.state(number, consumer).status === 'permanent') {
    return callingError('permanentPermissionExists');
  }
  const nowMs = clock.nowMs();
  const { requestsPerDay, requestsPerWeek } = limitsOf(number);
  const { requestCount } = permissions.pair(number, consumer);
  const isFree =
    requestCount.usage(nowMs, DAY_MS) < requestsPerDay &&
    requestCount.usage(nowMs, WEEK_MS) < requestsPerWeek;
  return isFree ? undefined : callingError('requestLimit');
}

const RULES: readonly MessageRule[] = [
  isRegistered,
  isOnList,
  mayHaveButton,
  mayRequest,
  isInWindow,
  isRequestUseful,
];

/** Throws the first reason for not taking the message. */
export function refuseUnlessSendable(world: World, draft: MessageDraft): void {
  for (const rule of RULES) {
    const refusal = rule(world, draft);
    if (refusal !== undefined) throw refusal;
  }
}
