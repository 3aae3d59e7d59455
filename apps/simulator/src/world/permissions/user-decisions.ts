import type { BusinessNumber, Consumer } from '../assets.js';
import type { Message } from '../messages/message.js';
import { NotPossible, type World } from '../world.js';
import type { PermissionState } from './permission-pair.js';
import { type PermissionReply, permissionReplyPayload } from './permission-reply.js';
import type { Decision } from './permission-request.js';

/**
 * The user answers a call permission request; also one answered before, and also while the
 * business's calling is paused: the decision is valid.
 */
export function answerRequest(world: World, message: Message, decision: Decision): PermissionState {
  const { consumer, number, wamid } = message;
  if (consumer === undefined || !message.hasRequest) {
    throw new NotPossible('this message is no call permission request');
  }
  const pair = world.permissions.pair(number, consumer);
  const state = pair.decide(wamid, decision, world.clock.nowMs());
  if (typeof state === 'string') throw new NotPossible(`cannot be answered: ${state}`);
  tellReply(world, { number, consumer, contextId: wamid, state, source: 'user_action' });
  return state;
}

/** The user allows calls for good in the business's profile. */
export function grantInProfile(
  world: World,
  number: BusinessNumber,
  consumer: Consumer,
): PermissionState {
  const state = world.permissions.pair(number, consumer).grant('permanent', world.clock.nowMs());
  tellReply(world, { number, consumer, state, source: 'user_action' });
  return state;
}

/** The user takes the permission back in the business's profile. */
export function revokeInProfile(
  world: World,
  number: BusinessNumber,
  consumer: Consumer,
): PermissionState {
  const pair = world.permissions.pair(number, consumer);
  if (world.permissions.state(number, consumer).status === 'no_permission') {
    throw new NotPossible('there is no permission to take back');
  }
  pair.revoke();
  const state = pair.state(world.clock.nowMs());
  if (world.switches.isManualRevokeTold) {
    tellReply(world, { number, consumer, state, source: 'user_action' });
  }
  return state;
}

/** Tells the business of a decision. */
export function tellReply(world: World, reply: PermissionReply): void {
  const { consumer, number } = reply;
  world.sender.send({
    field: 'messages',
    kind: 'call_permission_reply',
    about: { number },
    consumer,
    value: permissionReplyPayload(reply, world.clock.nowMs(), world.switches),
  });
}
