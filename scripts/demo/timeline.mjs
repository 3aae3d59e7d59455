const ACTORS = { meta: 'Meta', platform: 'Patchbay', tenant: 'Tenant', user: 'User' };
const NAME_WIDTH = 9;

/** What happened in a call, who did it and when, one line each, in the order of time. */
export function timelineOf(facts, verdict) {
  const steps = [stepsOfMeta, stepsOfTenant, stepsOfPlatform, stepsOfSound]
    .flatMap((stepsOf) => stepsOf(facts))
    .filter(({ atMs }) => typeof atMs === 'number')
    .sort((a, b) => a.atMs - b.atMs);
  const startMs = steps[0]?.atMs ?? 0;
  return [
    '',
    titleOf(facts),
    ...steps.map(({ atMs, who, what }) => {
      const seconds = ((atMs - startMs) / 1000).toFixed(3).padStart(7);
      return `  ${seconds} s  ${ACTORS[who].padEnd(NAME_WIDTH)} ${what}`;
    }),
    ...summaryOf(verdict),
  ].join('\n');
}

function titleOf({ direction, simulated, names }) {
  const { consumer, number } = names;
  const [from, to] = direction === 'USER_INITIATED' ? [consumer, number] : [number, consumer];
  return `${direction}  ${from} calls ${to}  ${simulated?.wacid ?? '(no call at Meta)'}`;
}

function stepsOfMeta({ simulated }) {
  if (!simulated) return [];
  const { times, graphRequests, end, direction } = simulated;
  const enders = { consumer: 'the user hung up', business: 'the business ended it' };
  return [
    { atMs: times.connectSentMs, who: 'meta', what: 'webhook connect sent' },
    ...graphRequests.map(({ receivedMs, action, status }) => ({
      atMs: receivedMs,
      who: 'platform',
      what: `Graph ${action ?? 'request'} arrives at Meta, answered ${status ?? 'not'}`,
    })),
    { atMs: times.mediaUpMs, who: 'meta', what: 'WebRTC leg up: ICE and DTLS done' },
    { atMs: times.ringingMs, who: 'user', what: 'phone rings' },
    {
      atMs: direction === 'BUSINESS_INITIATED' ? times.acceptedMs : times.acceptReplySentMs,
      who: 'meta',
      what: direction === 'BUSINESS_INITIATED' ? 'status ACCEPTED sent' : '200 to accept sent',
    },
    { atMs: times.endedMs, who: 'meta', what: `call over: ${enders[end?.by] ?? end?.by}` },
  ];
}

function stepsOfTenant({ tenantCall, events }) {
  const { times = {} } = tenantCall ?? {};
  return [
    ...events.map(({ event, receivedMs }) => ({
      atMs: receivedMs,
      who: 'tenant',
      what: `webhook ${event.type} received, signature valid`,
    })),
    { atMs: times.answerSentMs, who: 'tenant', what: 'acceptCall with its SDES answer' },
  ];
}

/** What Meta told is shown above as Meta did it: its own times are whole seconds. */
function stepsOfPlatform({ timeline = [] }) {
  return timeline
    .filter(({ actor }) => actor !== 'META' && actor !== 'CONSUMER')
    .map(({ at, kind, actor }) => ({
      atMs: Date.parse(at),
      who: 'platform',
      what: `records ${kind} (by ${actor.toLowerCase()})`,
    }));
}

function stepsOfSound({ simulatorLog, tenantLog }) {
  return [
    { atMs: simulatorLog?.heard.atMs[0], who: 'user', what: 'hears the tenant for the first time' },
    { atMs: tenantLog?.heard.atMs[0], who: 'tenant', what: 'hears the user for the first time' },
  ];
}

function summaryOf({ call, failed, frames }) {
  const ear = (isHeard, { arrived, expected }) =>
    `${isHeard ? 'yes' : 'NO'} (${arrived} of ${expected} frames)`;
  const money = (amount) => (amount === null ? '–' : `${amount} ${call.currency ?? ''}`.trim());
  return [
    `  heard     consumer ${ear(call.heard.consumer, frames.consumer)}, tenant ${ear(call.heard.tenant, frames.tenant)}; clipped ${call.clippedMs ?? '–'} ms` +
      (call.setupMs === null ? '' : `; set up in ${call.setupMs} ms`),
    `  billed    ${call.billableSeconds ?? '–'} s, ${call.pulses ?? '–'} pulses, cost ${money(call.cost)}, price ${money(call.price)}`,
    `  ${failed.length === 0 ? 'all as it should be' : failed.map((text) => `FAILED    ${text}`).join('\n  ')}`,
  ];
}
