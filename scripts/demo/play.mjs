import { setTimeout as delay } from 'node:timers/promises';
import { eventually, request } from './control.mjs';
import { gateOf } from './evaluate.mjs';

/** Both calls talk this long: over one pulse of 6 s, well below two. */
const TALK_MS = 7_600;
const ANSWER_WITHIN_MS = 15_000;
const BILL_WITHIN_MS = 15_000;
const KILL_AFTER_MS = 2_000;

const CALL_QUERY = `query ($id: CallID!) {
  call(id: $id) { id state direction }
  callTimeline(callId: $id) { at kind actor }
  usageRecords(first: 1, filter: { callId: $id }) {
    edges { node { billableSeconds pulses cost { amount currency } price { amount currency } } }
  }
}`;

/**
 * Plays one call and gathers what each side knows of it afterwards.
 *
 * @param stage `{ simulatorUrl, tenantUrl, graphql, scene, fault, killMedia, talkMs }`; `scene` names
 *   the business number and the consumer
 */
export async function playUserInitiated(stage) {
  const { simulatorUrl, scene } = stage;
  const { wacid } = await request('POST', `${simulatorUrl}/_sim/v1/calls`, {
    consumer: scene.consumer.waId,
    phoneNumberId: scene.number.phoneNumberId,
  });
  const facts = await talk(stage, 'USER_INITIATED', wacid);
  if (facts.isLive) await request('POST', `${simulatorUrl}/_sim/v1/calls/${wacid}/hangup`);
  return gather(stage, facts);
}

/** See playUserInitiated; here the tenant calls, and hangs up. */
export async function playBusinessInitiated(stage) {
  const { simulatorUrl, tenantUrl, scene } = stage;
  let placed;
  try {
    placed = await request('POST', `${tenantUrl}/_tenant/v1/calls`, {
      phoneNumberId: scene.number.phoneNumberId,
      consumer: { waId: scene.consumer.waId },
    });
  } catch (error) {
    return gather(stage, { direction: 'BUSINESS_INITIATED', problem: error.message });
  }
  const { callId } = placed;
  const wacid = await eventually(async () => {
    const { calls } = await request('GET', `${simulatorUrl}/_sim/v1/calls`);
    return calls.find(
      (call) =>
        call.bizOpaqueCallbackData?.includes(callId.replace(/^call_/, '')) ||
        call.bizOpaqueCallbackData?.includes(callId),
    )?.wacid;
  }, ANSWER_WITHIN_MS);
  if (!wacid) return gather(stage, { direction: 'BUSINESS_INITIATED', callId });
  const facts = { ...(await talk(stage, 'BUSINESS_INITIATED', wacid)), callId };
  if (facts.isLive) await request('POST', `${tenantUrl}/_tenant/v1/calls/${callId}/terminate`);
  return gather(stage, facts);
}

/** Waits until sound may flow, then lets both sides talk. */
async function talk({ simulatorUrl, killMedia, talkMs = TALK_MS }, direction, wacid) {
  const look = () => request('GET', `${simulatorUrl}/_sim/v1/calls/${wacid}`);
  const open = await eventually(async () => {
    const call = await look();
    return gateOf(call) !== undefined || call.state === 'ENDED' ? call : undefined;
  }, ANSWER_WITHIN_MS);
  if (open && gateOf(open) !== undefined) {
    if (killMedia) await delay(KILL_AFTER_MS).then(killMedia);
    await delay(talkMs - (killMedia ? KILL_AFTER_MS : 0));
  }
  const { state } = await look();
  return { direction, wacid, isLive: state !== 'ENDED' };
}

async function gather(stage, { direction, wacid, callId: knownId, problem }) {
  const { simulatorUrl, tenantUrl, graphql, scene, fault } = stage;
  const simulated = wacid && (await untilOver(simulatorUrl, wacid));
  const callId = knownId ?? (wacid && (await callIdOf(tenantUrl, wacid)));
  const onTenant = callId && `${tenantUrl}/_tenant/v1/calls/${callId}`;
  const { events } = await request('GET', `${tenantUrl}/_tenant/v1/events`);
  return {
    direction,
    problem,
    fault,
    names: { consumer: scene.consumer.name, number: `+${scene.number.displayPhoneNumber}` },
    simulated,
    simulatorLog:
      wacid && (await request('GET', `${simulatorUrl}/_sim/v1/calls/${wacid}/media/log`)),
    tenantCall: onTenant && (await orNothing(request('GET', onTenant))),
    tenantLog: onTenant && (await orNothing(request('GET', `${onTenant}/media/log`))),
    ...(callId ? await billOf(graphql, callId) : {}),
    events: await eventsOf(tenantUrl, callId, events),
  };
}

async function untilOver(simulatorUrl, wacid) {
  const look = () => request('GET', `${simulatorUrl}/_sim/v1/calls/${wacid}`);
  const over = await eventually(async () => {
    const call = await look();
    return call.state === 'ENDED' ? call : undefined;
  }, ANSWER_WITHIN_MS);
  return over ?? look();
}

async function callIdOf(tenantUrl, wacid) {
  const { calls } = await request('GET', `${tenantUrl}/_tenant/v1/calls`);
  return calls.find((call) => call.wacid === wacid)?.callId;
}

/** The platform's record of the call, once it is rated. */
async function billOf(graphql, callId) {
  let latest;
  await eventually(async () => {
    latest = await graphql(CALL_QUERY, { id: callId });
    return latest.usageRecords.edges[0]?.node.cost ?? undefined;
  }, BILL_WITHIN_MS);
  return {
    call: latest.call,
    timeline: latest.callTimeline,
    usage: latest.usageRecords.edges[0]?.node,
  };
}

/** What the tenant was told of this call; the last message may still be under way. */
async function eventsOf(tenantUrl, callId, before) {
  const ofCall = (events) => events.filter(({ event }) => event.data.callId === callId);
  const told = await eventually(async () => {
    const { events } = await request('GET', `${tenantUrl}/_tenant/v1/events`);
    const mine = ofCall(events);
    return mine.some(({ event }) => event.type === 'call.terminated') ? mine : undefined;
  }, 3_000);
  return told ?? ofCall(before);
}

function orNothing(promise) {
  return promise.catch(() => undefined);
}
