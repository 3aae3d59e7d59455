import { GraphError } from '../graph/graph-error.js';
import { type BusinessCall, startBusinessCall } from './business-calls.js';
import type { SimCall } from './call.js';
import { isCallingEnabled, isSipMode } from './calling-settings.js';
import { endCall, pickUp } from './end-call.js';
import { refusalByUser } from './rules/start-refusals.js';
import { NotPossible, type World } from './world.js';

/**
 * The business's SIP server sends an INVITE. No SIP is spoken here: control plays the server, so that
 * the webhooks of SIP mode can be seen. What Graph would refuse, SIP refuses with 403 and the text.
 */
export function inviteFromSip(
  world: World,
  asked: Omit<BusinessCall, 'sdpOffer'>,
): Promise<SimCall> {
  const { consumer, number } = asked;
  if (!isCallingEnabled(number.calling) || !isSipMode(number.calling)) {
    throw new NotPossible('SIP is not enabled on this number');
  }
  const refusal = refusalByUser(world, { consumer, number, recipient: consumer.waId });
  if (refusal instanceof GraphError) throw new NotPossible(`403 ${refusal.parts.title}`);
  return startBusinessCall(world, { ...asked, sdpOffer: undefined });
}

function requireSip(call: SimCall): void {
  if (call.signalling !== 'SIP') throw new NotPossible('this is no SIP call');
  if (!call.isLive) throw new NotPossible('The call has already ended.');
}

/** The SIP server answers a user's INVITE with 200. */
export function answerFromSip(world: World, call: SimCall): void {
  requireSip(call);
  if (call.state !== 'CALLING') throw new NotPossible('there is no INVITE to answer');
  pickUp(world, call);
}

/** The SIP server sends BYE, or declines an INVITE. */
export function endFromSip(world: World, call: SimCall): void {
  requireSip(call);
  endCall(world, call, { by: 'business', status: 'COMPLETED' });
}
