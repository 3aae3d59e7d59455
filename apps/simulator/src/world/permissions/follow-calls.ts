import type { SimCall } from '../call.js';
import type { SystemNote } from '../messages/message.js';
import type { World } from '../world.js';
import { limitsOf } from './permission-limits.js';
import { tellReply } from './user-decisions.js';

const NOTES: Readonly<Record<SystemNote['kind'], string>> = {
  reconsider_permission: 'You missed several calls of this business. Review whether it may call.',
  permission_revoked: 'You missed several calls of this business. It can no longer call you.',
};

/** Keeps permissions, limits and the customer service window in step with calls and messages. */
export function followPermissions(world: World): void {
  const { clock, events, permissions } = world;
  events.on('consumer.wrote', ({ consumer, number }) => {
    permissions.pair(number, consumer).openWindow(clock.nowMs());
  });
  events.on('call.started', ({ call }) => {
    // Answered or not: who calls is being served.
    if (call.direction === 'USER_INITIATED') pairOf(world, call).openWindow(clock.nowMs());
  });
  events.on('call.connected', ({ call }) => {
    pairOf(world, call).connected(call.direction === 'BUSINESS_INITIATED', clock.nowMs());
  });
  events.on('call.ended', ({ call }) => {
    if (call.direction === 'USER_INITIATED') allowCallback(world, call);
    else if (isMissed(call)) missed(world, call);
  });
}

/** Not picked up, for whatever reason of people; what failed by technique is not held against them. */
function isMissed({ end, pickedUpAtMs }: SimCall): boolean {
  return pickedUpAtMs === undefined && end?.by !== 'media' && end?.by !== 'meta';
}

function pairOf({ permissions }: World, { consumer, number }: SimCall) {
  return permissions.pair(number, consumer);
}

/** Whoever calls may be called back for 7 days, if the business set it so. */
function allowCallback(world: World, call: SimCall): void {
  const { consumer, device, number, wacid } = call;
  if (number.calling.callbackPermissionStatus !== 'ENABLED' || device === 'companion') return;
  const pair = pairOf(world, call);
  const nowMs = world.clock.nowMs();
  if (pair.state(nowMs).status === 'permanent') return;
  const state = pair.grant('temporary', nowMs);
  tellReply(world, { number, consumer, contextId: wacid, state, source: 'automatic' });
}

function missed(world: World, call: SimCall): void {
  const { consumer, number } = call;
  const pair = pairOf(world, call);
  const outcome = pair.missed(limitsOf(number));
  if (outcome === 'nothing') return;
  const kind = outcome === 'nudge' ? 'reconsider_permission' : 'permission_revoked';
  const nowMs = world.clock.nowMs();
  world.messages.putInInbox(consumer, { note: { number, kind, text: NOTES[kind], atMs: nowMs } });
  if (outcome === 'revoke') {
    tellReply(world, { number, consumer, state: pair.state(nowMs), source: 'automatic' });
  }
}
