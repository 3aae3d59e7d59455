/** A pulse is what Meta bills by; a call of the demo must reach into its second one. */
const PULSE_SECONDS = 6;
const TALK_SECONDS = 7;
/** Three lost frames are the most that nobody notices at the start of a call. */
const MAX_CLIPPED_MS = 60;
const TOLD = {
  USER_INITIATED: ['call.connect', 'call.accepted', 'call.terminated'],
  BUSINESS_INITIATED: ['call.accepted', 'call.terminated'],
};

/**
 * Judges one call by what its peers report, not by what the platform says of itself.
 *
 * @param facts see play.mjs
 * @param assessHearing the simulator's measure of one direction
 * @returns {{ call: object, failed: string[], frames: object }} `call` is the line of `--json`
 */
export function evaluateCall(facts, assessHearing) {
  const sound = soundOf(facts, assessHearing);
  const { usage, simulated } = facts;
  const call = {
    direction: facts.direction,
    wacid: simulated?.wacid ?? null,
    state: facts.call?.state ?? null,
    billableSeconds: usage?.billableSeconds ?? null,
    pulses: usage?.pulses ?? null,
    cost: numberOf(usage?.cost),
    price: numberOf(usage?.price),
    currency: usage?.cost?.currency ?? null,
    heard: { consumer: sound.byConsumer.heard, tenant: sound.byTenant.heard },
    clippedMs: clippedMs(sound),
    setupMs: setupMs(simulated),
  };
  const failed = [
    ...problemsOfTalk(facts),
    ...problemsOfSound(facts, sound, call.clippedMs),
    ...problemsOfBill(call),
    ...problemsOfTelling(facts),
  ];
  return {
    call,
    failed: failed.map((text) => `${facts.direction}: ${text}`),
    frames: { consumer: sound.byConsumer, tenant: sound.byTenant },
  };
}

const SILENCE = { heard: false, expected: 0, arrived: 0, inOrder: true, clippedMs: null };

function soundOf({ simulated, simulatorLog, tenantLog }, assessHearing) {
  const fromMs = gateOf(simulated);
  if (fromMs === undefined || !simulatorLog || !tenantLog) {
    return { byConsumer: SILENCE, byTenant: SILENCE };
  }
  const untilMs = simulated.times.endedMs;
  const between = { fromMs, ...(untilMs === undefined ? {} : { untilMs }) };
  return {
    byConsumer: assessHearing({ sent: tenantLog.sent, heard: simulatorLog.heard, ...between }),
    byTenant: assessHearing({ sent: simulatorLog.sent, heard: tenantLog.heard, ...between }),
  };
}

/** From this instant on sound must get through. */
export function gateOf(simulated) {
  if (!simulated) return undefined;
  const { acceptReplySentMs, acceptedMs } = simulated.times;
  return simulated.direction === 'USER_INITIATED' ? acceptReplySentMs : acceptedMs;
}

/** The larger loss of both ways; null as soon as one side heard nothing at all. */
function clippedMs({ byConsumer, byTenant }) {
  if (byConsumer.clippedMs === null || byTenant.clippedMs === null) return null;
  return Math.max(byConsumer.clippedMs, byTenant.clippedMs);
}

function setupMs(simulated) {
  const { connectSentMs, preAcceptReceivedMs } = simulated?.times ?? {};
  if (connectSentMs === undefined || preAcceptReceivedMs === undefined) return null;
  return Math.round(preAcceptReceivedMs - connectSentMs);
}

function problemsOfTalk({ problem, simulated, call }) {
  if (problem) return [problem];
  if (gateOf(simulated) === undefined) return ['the call was never answered'];
  if (call?.state !== 'COMPLETED')
    return [`the call ended as ${call?.state ?? 'unknown'}, not COMPLETED`];
  return [];
}

function problemsOfSound({ simulated, fault }, { byConsumer, byTenant }, clipped) {
  if (gateOf(simulated) === undefined) return [];
  const because = fault ? ` (fault ${fault})` : '';
  const problems = [];
  for (const [who, whom, way] of [
    ['the consumer', 'the tenant', byConsumer],
    ['the tenant', 'the consumer', byTenant],
  ]) {
    if (way.heard) continue;
    const order = way.inOrder ? '' : ', not in order';
    problems.push(
      `${who} did not hear ${whom}: ${way.arrived} of ${way.expected} frames arrived${order}${because}`,
    );
  }
  if (clipped !== null && clipped > MAX_CLIPPED_MS) {
    problems.push(
      `the beginning was clipped by ${clipped} ms, at most ${MAX_CLIPPED_MS} are allowed${because}`,
    );
  }
  return problems;
}

function problemsOfBill({ direction, billableSeconds, pulses, cost }) {
  if (pulses === null || cost === null) return ['no rated usage record appeared'];
  const problems = [];
  if (billableSeconds < TALK_SECONDS) {
    problems.push(`${billableSeconds} s are billed, though the call talked for ${TALK_SECONDS} s`);
  }
  if (direction === 'USER_INITIATED' && cost !== 0) {
    problems.push(`it costs ${cost}, though Meta charges nothing for calls from users`);
  }
  if (direction === 'BUSINESS_INITIATED') {
    const expected = Math.ceil(billableSeconds / PULSE_SECONDS);
    if (pulses !== expected)
      problems.push(`${pulses} pulses for ${billableSeconds} s, not ${expected}`);
    if (!(cost > 0)) problems.push('it costs nothing, though Meta charges for calls to users');
  }
  return problems;
}

function problemsOfTelling({ direction, events, simulated }) {
  if (gateOf(simulated) === undefined) return [];
  const told = new Set(events.map(({ event }) => event.type));
  const missing = TOLD[direction].filter((type) => !told.has(type));
  return missing.length === 0 ? [] : [`the tenant was never told of ${missing.join(', ')}`];
}

function numberOf(money) {
  return money ? Number(money.amount) : null;
}
