import type { SimCall } from '../world/call.js';

/** What control shows of a call; never its SDP, which holds keys. */
export function viewCall(call: SimCall): Record<string, unknown> {
  const { consumer, peer } = call;
  return {
    wacid: call.wacid,
    direction: call.direction,
    phoneNumberId: call.number.phoneNumberId,
    consumer: { waId: consumer.waId, userId: consumer.userId, name: consumer.name },
    bizOpaqueCallbackData: call.bizOpaqueCallbackData ?? null,
    state: call.state,
    end: call.end ?? null,
    billed: {
      startMs: call.pickedUpAtMs ?? null,
      endMs: call.pickedUpAtMs === undefined ? null : (call.endedAtMs ?? null),
    },
    times: { ...call.times, mediaUpMs: peer.upAtMs },
    media: {
      ...peer.audio.report(call.gateMs),
      failure: peer.failure ?? null,
      earlyDtls: peer.earlyDtls,
    },
    graphRequests: call.graphRequests,
  };
}
