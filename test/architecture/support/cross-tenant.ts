import { randomBytes, randomInt } from 'node:crypto';
import { encodeId, type IdKind, uuidv7 } from '#patchbay/kernel';
import type { TestApp } from '../../support/create-test-app.js';
import { graphql, type GraphQLAnswer } from '../../support/graphql-client.js';
import type { Operation } from './sdl.js';
import type { TwoWorlds, World } from './two-worlds.js';

type Variables = Record<string, unknown>;

/** How to use one place that takes an id: the victim's, one that names nothing, one of another kind. */
interface Sample {
  readonly foreign: (victim: World) => string;
  readonly random: (api: TestApp) => string;
  /** `own` is what the intruder may name. */
  readonly variables: (id: string, own: World) => Variables;
}

/** Some row's id, as our scalars print it. */
function ofKind(kind: IdKind, idOf: (victim: World) => string): Pick<Sample, 'foreign' | 'random'> {
  return {
    foreign: (victim) => encodeId(kind, idOf(victim)),
    random: (api) => encodeId(kind, uuidv7(api.clock)),
  };
}

function cursorFrom(uuid: string): string {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url');
}

function cursorOf(idOf: (victim: World) => string): Pick<Sample, 'foreign' | 'random'> {
  return {
    foreign: (victim) => cursorFrom(idOf(victim)),
    random: (api) => cursorFrom(uuidv7(api.clock)),
  };
}

const call = ofKind('call', ({ callIds }) => callIds[1]!);
const endpoint = ofKind('endpoint', ({ endpointIds }) => endpointIds[0]!);
const message = ofKind('message', ({ messageIds }) => messageIds[0]!);
const EVER = '1970-01-01T00:00:00.000Z';
const phoneNumberId = {
  foreign: ({ tenant }: World): string => tenant.numbers[0]!.phoneNumberId,
  random: (): string => `41${String(randomInt(2 ** 47)).padStart(15, '0')}`,
};
const wabaId = {
  foreign: ({ tenant }: World): string => tenant.wabas[0]!.wabaId,
  random: (): string => `51${String(randomInt(2 ** 47)).padStart(15, '0')}`,
};
const firstEndpoint = ({ endpointIds }: World): Variables => ({
  endpointId: encodeId('endpoint', endpointIds[0]!),
});
/** An SDES offer or answer: what is malformed is refused before anybody looks for a row. */
const SDP = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=audio 40000 RTP/SAVP 111',
  `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${randomBytes(30).toString('base64')}`,
  'a=rtpmap:111 opus/48000/2',
  '',
].join('\r\n');

/** Each world has it, so Meta is not asked. */
const FILED_TEMPLATE = {
  name: 'filed',
  language: 'en',
  category: 'UTILITY',
  body: { text: 'May we call?' },
};

/** One for each place that takes an id, as `operation(place)`. A new place fails until it is here. */
export const SAMPLES: Readonly<Record<string, Sample>> = {
  'query.call(id)': { ...call, variables: (id) => ({ id }) },
  'query.callTimeline(callId)': { ...call, variables: (callId) => ({ callId }) },
  'query.calls(after)': {
    ...cursorOf(({ callIds }) => callIds[1]!),
    variables: (after) => ({ after }),
  },
  'query.calls(filter.numberId)': {
    ...ofKind('phoneNumber', ({ tenant }) => tenant.numbers[0]!.id),
    variables: (numberId) => ({ filter: { numberId } }),
  },
  'query.callsExport(id)': {
    ...ofKind('callExport', ({ exportId }) => exportId),
    variables: (id) => ({ id }),
  },
  'mutation.cancelCallExport(input.exportId)': {
    ...ofKind('callExport', ({ exportId }) => exportId),
    variables: (exportId) => ({ input: { exportId } }),
  },
  'query.callsExports(after)': {
    ...cursorOf(({ exportId }) => exportId),
    variables: (after) => ({ after }),
  },
  'mutation.exportCalls(input.filter.numberId)': {
    ...ofKind('phoneNumber', ({ tenant }) => tenant.numbers[0]!.id),
    variables: (numberId) => ({ input: { format: 'CSV', filter: { numberId } } }),
  },
  'query.exportCallSupportBundle(callId)': { ...call, variables: (callId) => ({ callId }) },
  'query.liveCalls(after)': {
    ...cursorOf(({ callIds }) => callIds[1]!),
    variables: (after) => ({ after }),
  },
  'query.liveCalls(filter.numberId)': {
    ...ofKind('phoneNumber', ({ tenant }) => tenant.numbers[0]!.id),
    variables: (numberId) => ({ filter: { numberId } }),
  },
  'query.endpoint(id)': { ...endpoint, variables: (id) => ({ id }) },
  'query.endpoints(after)': {
    ...cursorOf(({ endpointIds }) => endpointIds[0]!),
    variables: (after) => ({ after }),
  },
  'query.messages(after)': {
    ...cursorOf(({ messageIds }) => messageIds[1]!),
    variables: (after) => ({ after }),
  },
  'query.messages(filter.callId)': { ...call, variables: (callId) => ({ filter: { callId } }) },
  'query.messages(filter.endpointId)': {
    ...endpoint,
    variables: (endpointId) => ({ filter: { endpointId } }),
  },
  'query.attempts(after)': {
    ...cursorOf(({ attemptIds }) => attemptIds[1]!),
    variables: (after) => ({ after }),
  },
  'query.attempts(messageId)': { ...message, variables: (messageId) => ({ messageId }) },
  'query.attempts(endpointId)': { ...endpoint, variables: (endpointId) => ({ endpointId }) },
  'mutation.replayMessage(input.messageId)': {
    ...message,
    variables: (messageId) => ({ input: { messageId } }),
  },
  'mutation.replayMessage(input.endpointId)': {
    ...endpoint,
    variables: (endpointId, own) => ({
      input: { messageId: encodeId('message', own.messageIds[0]!), endpointId },
    }),
  },
  'mutation.replayMessage(input.filter.callId)': {
    ...call,
    variables: (callId) => ({ input: { filter: { from: EVER, callId } } }),
  },
  'mutation.replayMessage(input.filter.endpointId)': {
    ...endpoint,
    variables: (endpointId) => ({ input: { filter: { from: EVER, endpointId } } }),
  },
  'mutation.createEndpoint(input.phoneNumberIds)': {
    ...phoneNumberId,
    variables: (id) => ({
      input: { url: 'http://127.0.0.1:9/n', eventTypes: ['call.connect'], phoneNumberIds: [id] },
    }),
  },
  'mutation.createEndpoint(input.wabaIds)': {
    ...wabaId,
    variables: (id) => ({
      input: { url: 'http://127.0.0.1:9/w', eventTypes: ['call.connect'], wabaIds: [id] },
    }),
  },
  'mutation.updateEndpoint(input.endpointId)': {
    ...endpoint,
    variables: (endpointId) => ({ input: { endpointId, description: 'changed' } }),
  },
  'mutation.updateEndpoint(input.phoneNumberIds)': {
    ...phoneNumberId,
    variables: (id, own) => ({ input: { ...firstEndpoint(own), phoneNumberIds: [id] } }),
  },
  'mutation.updateEndpoint(input.wabaIds)': {
    ...wabaId,
    variables: (id, own) => ({ input: { ...firstEndpoint(own), wabaIds: [id] } }),
  },
  'mutation.rotateEndpointSecret(input.endpointId)': {
    ...endpoint,
    variables: (endpointId) => ({ input: { endpointId, overlapSeconds: 0 } }),
  },
  'mutation.testEndpoint(input.endpointId)': {
    ...endpoint,
    variables: (endpointId) => ({ input: { endpointId, eventType: 'call.connect' } }),
  },
  'mutation.enableEndpoint(input.endpointId)': {
    ...endpoint,
    variables: (endpointId) => ({ input: { endpointId } }),
  },
  // The other one: this one is gone afterwards.
  'mutation.deleteEndpoint(input.endpointId)': {
    ...ofKind('endpoint', ({ endpointIds }) => endpointIds[1]!),
    variables: (endpointId) => ({ input: { endpointId } }),
  },
  'mutation.recoverEndpoint(input.endpointId)': {
    ...endpoint,
    variables: (endpointId) => ({ input: { endpointId, since: EVER } }),
  },
  'query.usageRecords(after)': {
    ...cursorOf(({ usageIds }) => usageIds[1]!),
    variables: (after) => ({ after }),
  },
  'query.usageRecords(filter.callId)': { ...call, variables: (callId) => ({ filter: { callId } }) },
  'mutation.acceptCall(input.callId)': {
    ...call,
    variables: (callId) => ({ input: { callId, sdpAnswer: SDP } }),
  },
  'mutation.preAcceptCall(input.callId)': {
    ...call,
    variables: (callId) => ({ input: { callId, sdpAnswer: SDP } }),
  },
  'mutation.rejectCall(input.callId)': { ...call, variables: (callId) => ({ input: { callId } }) },
  'mutation.terminateCall(input.callId)': {
    ...call,
    variables: (callId) => ({ input: { callId } }),
  },
  'query.phoneNumber(phoneNumberId)': {
    ...phoneNumberId,
    variables: (phoneNumberId) => ({ phoneNumberId }),
  },
  'query.phoneNumbers(after)': {
    // A call of the victim's, for it is newer than any number: of both tenants one has older numbers.
    ...cursorOf(({ callIds }) => callIds[1]!),
    variables: (after) => ({ after }),
  },
  'query.phoneNumbers(filter.wabaId)': {
    ...wabaId,
    variables: (wabaId) => ({ filter: { wabaId } }),
  },
  'mutation.setPhoneNumberRoute(input.phoneNumberId)': {
    ...phoneNumberId,
    variables: (phoneNumberId) => ({ input: { phoneNumberId, targets: [{ target: 'REJECT' }] } }),
  },
  'mutation.setFirstContactButton(input.phoneNumberId)': {
    ...phoneNumberId,
    variables: (phoneNumberId) => ({ input: { phoneNumberId, isEnabled: false, body: 'Hello' } }),
  },
  'query.consumerMessage(id)': {
    ...ofKind('callMessage', ({ consumerMessageId }) => consumerMessageId),
    variables: (id) => ({ id }),
  },
  'query.callPermission(phoneNumberId)': {
    ...phoneNumberId,
    variables: (phoneNumberId) => ({ phoneNumberId, consumer: { waId: '254700000101' } }),
  },
  'query.callPermissions(filter.phoneNumberId)': {
    ...phoneNumberId,
    variables: (phoneNumberId) => ({ filter: { phoneNumberId } }),
  },
  'query.callPermissions(after)': {
    // A row that was made after the permission.
    ...cursorOf(({ consumerMessageId }) => consumerMessageId),
    variables: (after) => ({ after }),
  },
  'query.suppressedConsumers(after)': {
    ...cursorOf(({ consumerMessageId }) => consumerMessageId),
    variables: (after) => ({ after }),
  },
  'query.callDeepLink(phoneNumberId)': {
    ...phoneNumberId,
    variables: (phoneNumberId) => ({ phoneNumberId }),
  },
  // Both refused for want of a template before Meta is asked.
  'mutation.requestCallPermission(input.phoneNumberId)': {
    ...phoneNumberId,
    variables: (phoneNumberId) => ({
      input: { phoneNumberId, consumer: { waId: '254700000101' }, form: 'TEMPLATE' },
    }),
  },
  'mutation.sendCallButton(input.phoneNumberId)': {
    ...phoneNumberId,
    variables: (phoneNumberId) => ({
      input: { phoneNumberId, consumer: { waId: '254700000101' }, form: 'TEMPLATE' },
    }),
  },
  'mutation.createCallPermissionTemplate(input.wabaId)': {
    ...wabaId,
    variables: (wabaId) => ({ input: { ...FILED_TEMPLATE, wabaId } }),
  },
  'mutation.createCallButtonTemplate(input.wabaId)': {
    ...wabaId,
    variables: (wabaId) => ({ input: { ...FILED_TEMPLATE, wabaId } }),
  },
  'query.canCall(phoneNumberId)': {
    ...phoneNumberId,
    variables: (id) => ({ phoneNumberId: id, consumer: { waId: '254700000101' } }),
  },
  'mutation.setKillSwitch(input.phoneNumberId)': {
    ...phoneNumberId,
    variables: (id) => ({ input: { phoneNumberId: id, isOn: false } }),
  },
  'mutation.placeCall(input.phoneNumberId)': {
    ...phoneNumberId,
    variables: (phoneNumberId) => ({
      input: {
        phoneNumberId,
        consumer: { waId: '254700000101' },
        // Refused once the number is found: a call that is really placed would take its time.
        media: { mode: 'TRUNK' },
      },
    }),
  },
};

const someId = (kind: IdKind): Pick<Sample, 'foreign' | 'random'> => ({
  foreign: ({ tenant }) => encodeId(kind, tenant.tenantId),
  random: (api) => encodeId(kind, uuidv7(api.clock)),
});
const tenantId = ofKind('tenant', ({ tenant }) => tenant.tenantId);
const numberId = ofKind('phoneNumber', ({ tenant }) => tenant.numbers[0]!.id);
const NOBODY = '0199c000-0000-7000-8000-00000000dead';
const times = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' };
const replayOf = (selection: Variables): Variables => ({ input: { reason: 'test', ...selection } });
const rangeOf = (filter: Variables): Variables => replayOf({ range: { ...times, ...filter } });
const claimOf = (fields: Variables): Variables => ({
  input: {
    reason: 'test',
    phoneNumberId: '1',
    tenantId: encodeId('tenant', NOBODY),
    wabaId: '1',
    ...fields,
  },
});
const newWaba = { name: 'W', currency: 'USD', timeZone: 'Europe/Berlin', accessToken: 'EAA' };

/** The same for what is the staff's: of a tenant's token it is refused before any id is looked at. */
export const STAFF_SAMPLES: Readonly<Record<string, Sample>> = {
  'mutation.setPlatformKillSwitch(input.tenantId)': {
    ...tenantId,
    variables: (id) => ({ input: { tenantId: id, isOn: false } }),
  },
  'mutation.setPlatformKillSwitch(input.phoneNumberId)': {
    ...phoneNumberId,
    variables: (id, own) => ({
      input: { tenantId: encodeId('tenant', own.tenant.tenantId), phoneNumberId: id, isOn: false },
    }),
  },
  'mutation.setTenantQuota(input.tenantId)': {
    ...tenantId,
    variables: (id) => ({ input: { tenantId: id } }),
  },
  'query.inboxEvents(after)': {
    ...cursorOf(({ callIds }) => callIds[1]!),
    variables: (after) => ({ after }),
  },
  'query.inboxEvents(filter.callId)': { ...call, variables: (id) => ({ filter: { callId: id } }) },
  'query.inboxEvents(filter.numberId)': {
    ...numberId,
    variables: (id) => ({ filter: { numberId: id } }),
  },
  'query.inboxEvents(filter.tenantId)': {
    ...tenantId,
    variables: (id) => ({ filter: { tenantId: id } }),
  },
  'query.platformLiveCalls(after)': {
    ...cursorOf(({ callIds }) => callIds[1]!),
    variables: (after) => ({ after }),
  },
  'query.platformLiveCalls(tenantId)': { ...tenantId, variables: (id) => ({ tenantId: id }) },
  'query.tenants(after)': {
    ...cursorOf(({ tenant }) => tenant.tenantId),
    variables: (after) => ({ after }),
  },
  'query.tenants(filter.tenantId)': {
    ...tenantId,
    variables: (id) => ({ filter: { tenantId: id } }),
  },
  'query.quarantinedEvents(after)': {
    ...cursorOf(({ callIds }) => callIds[1]!),
    variables: (after) => ({ after }),
  },
  'query.quarantinedEvents(filter.phoneNumberId)': {
    ...phoneNumberId,
    variables: (id) => ({ filter: { phoneNumberId: id } }),
  },
  'query.quarantinedEvents(filter.wabaId)': {
    ...wabaId,
    variables: (id) => ({ filter: { wabaId: id } }),
  },
  'mutation.replayInboxEvent(input.eventIds)': {
    ...someId('inboxEvent'),
    variables: (id) => replayOf({ eventIds: [id] }),
  },
  'mutation.replayInboxEvent(input.range.callId)': {
    ...call,
    variables: (id) => rangeOf({ callId: id }),
  },
  'mutation.replayInboxEvent(input.range.numberId)': {
    ...numberId,
    variables: (id) => rangeOf({ numberId: id }),
  },
  'mutation.replayInboxEvent(input.range.tenantId)': {
    ...tenantId,
    variables: (id) => rangeOf({ tenantId: id }),
  },
  'mutation.replayInboxEvent(input.quarantinedEventIds)': {
    ...someId('quarantinedEvent'),
    variables: (id) => replayOf({ quarantinedEventIds: [id] }),
  },
  'mutation.replayInboxEvent(input.quarantine.phoneNumberId)': {
    ...phoneNumberId,
    variables: (id) => replayOf({ quarantine: { phoneNumberId: id } }),
  },
  'mutation.replayInboxEvent(input.quarantine.wabaId)': {
    ...wabaId,
    variables: (id) => replayOf({ quarantine: { wabaId: id } }),
  },
  'mutation.claimQuarantinedNumber(input.phoneNumberId)': {
    ...phoneNumberId,
    variables: (id) => claimOf({ phoneNumberId: id }),
  },
  'mutation.claimQuarantinedNumber(input.tenantId)': {
    ...tenantId,
    variables: (id) => claimOf({ tenantId: id }),
  },
  'mutation.claimQuarantinedNumber(input.wabaId)': {
    ...wabaId,
    variables: (id) => claimOf({ wabaId: id }),
  },
  'mutation.claimQuarantinedNumber(input.waba.businessId)': {
    ...wabaId,
    variables: (id) => claimOf({ waba: { ...newWaba, businessId: id } }),
  },
};

/** The operations in STAFF_SAMPLES. */
export function isForStaff({ name }: Pick<Operation, 'name'>): boolean {
  return Object.keys(STAFF_SAMPLES).some((place) => place.startsWith(`${name}(`));
}

/** What needs no id: the answer must show nothing of another tenant's all the same. */
export const WITHOUT_ID: Readonly<Record<string, (suffix: string) => Variables>> = {
  'query.viewer': () => ({}),
  'query.tenant': () => ({}),
  'query.platformKillSwitch': () => ({}),
  'query.eventTypes': () => ({}),
  'query.limitPolicies': () => ({}),
  'query.quietHours': () => ({}),
  'query.callFileRetention': () => ({}),
  'mutation.setCallFileRetention': () => ({ input: { mediaDays: 30 } }),
  'mutation.setLimitPolicy': () => ({
    input: { profile: 'SANDBOX', name: 'x', value: 1, effectiveFrom: '2099-01-01', source: 'x' },
  }),
  'mutation.setQuietHours': () => ({ input: { timeZone: 'Europe/Berlin', spans: [] } }),
  'mutation.suppressConsumer': (suffix) => ({
    input: { consumer: { userId: `KE.${suffix}` }, reason: 'asked' },
  }),
  'mutation.liftSuppression': (suffix) => ({ input: { consumer: { userId: `KE.${suffix}` } } }),
  'mutation.createApiClient': (suffix) => ({
    input: { name: `client-${suffix}`, roles: ['TENANT_APP'] },
  }),
  'mutation.createTenant': (suffix) => ({ input: { key: `tenant-${suffix}`, name: 'New' } }),
};

/** Every place that takes an id, as SAMPLES names it. */
export function placesOf(operations: readonly Operation[]): string[] {
  return operations.flatMap(({ name, idPlaces }) => idPlaces.map((place) => `${name}(${place})`));
}

/** An answer without what differs from one error to the next. */
function comparable({ status, data, errors }: GraphQLAnswer): unknown {
  return {
    status,
    data,
    errors: errors?.map(({ message, path, extensions }) => {
      return { message, path, extensions: { ...extensions, errorId: undefined } };
    }),
  };
}

/** Why an answer to the intruder is not right, besides its being another one than for a random id. */
function problemsOf(answer: GraphQLAnswer, victim: World): string[] {
  const text = JSON.stringify(answer);
  return [
    ...victim.canaries.filter((canary) => text.includes(canary)).map((c) => `shows ${c}`),
    ...(answer.errors ?? [])
      .filter(({ extensions }) => extensions.code === 'INTERNAL')
      .map(() => 'fails'),
  ];
}

/** What is wrong with the answers to one place, when the intruder names the victim's row there. */
export async function tryPlace(
  api: TestApp,
  worlds: TwoWorlds,
  { document, place }: { readonly document: string; readonly place: string },
): Promise<string[]> {
  const { intruder, victim } = worlds;
  const sample = SAMPLES[place] ?? STAFF_SAMPLES[place];
  if (sample === undefined) return [`has no sample in SAMPLES`];
  const ask = (id: string): Promise<GraphQLAnswer> =>
    graphql(api, intruder.tenant.token, document, sample.variables(id, intruder));
  const foreign = await ask(sample.foreign(victim));
  const random = await ask(sample.random(api));
  const isSame = JSON.stringify(comparable(foreign)) === JSON.stringify(comparable(random));
  return [
    ...(isSame ? [] : ['answers otherwise than for a random id']),
    ...problemsOf(foreign, victim),
  ];
}

/** The same for an operation that takes no id. */
export async function tryWithoutId(
  api: TestApp,
  { intruder, victim }: TwoWorlds,
  { name, document }: Operation,
): Promise<string[]> {
  const variables = WITHOUT_ID[name];
  if (variables === undefined) return ['has no sample in WITHOUT_ID'];
  const suffix = uuidv7(api.clock).slice(-8);
  return problemsOf(await graphql(api, intruder.tenant.token, document, variables(suffix)), victim);
}
