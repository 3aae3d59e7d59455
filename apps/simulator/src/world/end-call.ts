import { wallMs } from '../media/wall-time.js';
import { terminatePayload } from '../webhooks/payloads.js';
import type { CallEnd, SimCall } from './call.js';
import { refusalOfStep, type UserStep } from './call-states.js';
import { sendWebhook } from './call-webhooks.js';
import { NotPossible, type World } from './world.js';

/** Ends a call once: media stops, the terminate webhook leaves after the current reply. */
export function endCall(world: World, call: SimCall, end: CallEnd): void {
  if (!call.isLive) return;
  call.cancelDeadlines();
  call.state = 'ENDED';
  call.end = end;
  call.endedAtMs = world.clock.nowMs();
  call.times.endedMs = wallMs();
  world.calls.retire(call);
  void call.peer.close();
  world.events.emit('call.ended', { call });
  world.logger.info(
    { wacid: call.wacid, by: end.by, status: end.status, errorCode: end.errorCode },
    'call.ended',
  );
  setImmediate(() => {
    sendWebhook(world, call, { kind: 'terminate', value: terminatePayload(world, call) });
  });
}

/** Refuses a step of the user that the call's state does not admit. */
export function requireStep(call: SimCall, step: UserStep): void {
  const refusal = refusalOfStep(call.direction, call.state, step);
  if (refusal !== undefined) throw new NotPossible(refusal);
}

/** The user hangs up. */
export function hangUp(world: World, call: SimCall): void {
  requireStep(call, 'hang_up');
  endCall(world, call, { by: 'consumer', status: 'COMPLETED' });
}

/** Nobody answered: over without times, and by Meta's rule still COMPLETED. */
export function timeOut(world: World, call: SimCall): void {
  requireStep(call, 'time_out');
  endCall(world, call, { by: 'time', status: 'COMPLETED' });
}

/** Something on Meta's or the user's side broke; the code goes into `errors` of terminate. */
export function failCall(world: World, call: SimCall, errorCode: number): void {
  endCall(world, call, { by: 'meta', status: 'FAILED', errorCode });
}

/** The call is picked up: the clock of the bill runs, and audio is expected from the business. */
export function pickUp(
  world: World,
  call: SimCall,
  state: 'ANSWERED' | 'ACCEPTED' = 'ACCEPTED',
): void {
  call.state = state;
  // Media came before `accept`: the call has been picked up already.
  if (call.pickedUpAtMs !== undefined) return;
  call.cancelDeadlines();
  call.pickedUpAtMs = world.clock.nowMs();
  if (call.hasMedia) call.mediaExpectedSince = performance.now();
  world.events.emit('call.connected', { call });
  breakLater(world, call);
  const { talkMs } = world.directory.behaviour(call.consumer);
  if (talkMs === null) return;
  call.cancels.push(
    world.deadlines.in(talkMs, () => {
      hangUp(world, call);
    }),
  );
}

/** A call whose media was ordered to break does so, whether it has media or not. */
function breakLater(world: World, call: SimCall): void {
  const { breaks } = world.faults.forCall(call).media;
  if (breaks === null) return;
  call.cancels.push(
    world.deadlines.in(breaks.afterMs, () => {
      failCall(world, call, breaks.code);
    }),
  );
}
