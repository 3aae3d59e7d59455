import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { AppError, EgressGuard, parseCidrs, type TenantContext, uuidv7 } from '#patchbay/kernel';
import { fanoutConfigSchema } from '../fanout.config.js';
import { FanoutWorld, type SunkRequest, WebhookSink } from '../testing/index.js';
import { DeleteEndpoint } from './delete-endpoint.js';
import type { DeliveryRing } from './delivery-doorbell.port.js';
import { EnableEndpoint } from './enable-endpoint.js';
import { EndpointTargets } from './endpoint-targets.js';
import { FindEndpoint } from './find-endpoint.js';
import { RotateEndpointSecret } from './rotate-endpoint-secret.js';
import { TestEndpoint } from './test-endpoint.js';
import { UpdateEndpoint } from './update-endpoint.js';

let world: FanoutWorld;
let sink: WebhookSink;
let acme: TenantContext;
let globex: TenantContext;
let endpoint: { id: string; secret: string };
let rings: DeliveryRing[];

const doorbell = { ring: (ring: DeliveryRing): unknown => rings.push(ring) };
const targets = (allow: string): EndpointTargets => {
  const cidrs = allow === '' ? [] : parseCidrs(allow);
  const config = { DANGEROUS_EGRESS_ALLOW: cidrs };
  return new EndpointTargets(new EgressGuard(cidrs), config, fanoutConfigSchema.parse({}));
};

beforeAll(async () => {
  world = await FanoutWorld.open();
});
afterAll(async () => {
  await world.close();
});
beforeEach(async () => {
  sink = await WebhookSink.open();
  acme = await world.tenant();
  globex = await world.tenant();
  endpoint = await world.endpoint(acme, sink.url());
  rings = [];
});
afterEach(async () => {
  await sink.close();
});

const update = (changes: object, { tenant = acme, disable = false } = {}) =>
  new UpdateEndpoint(world.useCases, targets('127.0.0.0/8'), world.envelope, world.clock).execute(
    tenant,
    { endpointId: endpoint.id, changes, disable },
  );
const rotate = (input: object = {}, tenant = acme) =>
  new RotateEndpointSecret(world.useCases, world.envelope, world.clock).execute(tenant, {
    endpointId: endpoint.id,
    ...input,
  });
const test = (
  eventType: string,
  { tenant = acme, ...more }: { tenant?: TenantContext; idempotencyKey?: string } = {},
) =>
  new TestEndpoint(world.useCases, world.clock, doorbell).execute(tenant, {
    endpointId: endpoint.id,
    eventType,
    ...more,
  });
const enable = (allow = '127.0.0.0/8', tenant = acme) =>
  new EnableEndpoint(world.useCases, targets(allow), world.clock, doorbell).execute(
    tenant,
    endpoint.id,
  );
const find = (tenant = acme) =>
  new FindEndpoint(world.useCases, world.envelope, world.clock).execute(tenant, endpoint.id);
const remove = (tenant = acme) => new DeleteEndpoint(world.useCases).execute(tenant, endpoint.id);

const deliver = (isLive: boolean): Promise<number> =>
  world.delivery().execute({ tenantId: acme.tenantId, endpointId: endpoint.id, isLive });
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof AppError ? `${error.code}: ${error.message}` : 'other'),
  );
const isVerifiedBy = (secret: string, { body, headers }: SunkRequest): boolean => {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
};

/** Whether the endpoint gets a message with this subject. */
async function gets(message: object): Promise<boolean> {
  const messageId = await world.message(acme, message);
  return (await world.due(acme)).some((row) => row.message_id === messageId);
}

describe('the filters of an endpoint', () => {
  const [number, otherNumber, waba, otherWaba] = Array.from({ length: 4 }, () =>
    uuidv7({ now: () => new Date(), nowMs: () => Date.now() }),
  );

  it('pass the events of the numbers that are named, and what is about no number', async () => {
    await update({ numberIds: [number] });
    expect(await gets({ numberId: number, wabaRowId: waba })).toBe(true);
    expect(await gets({ numberId: otherNumber, wabaRowId: waba })).toBe(false);
    expect(await gets({})).toBe(true);
  });

  it('pass the events of the WABAs that are named, and narrow each other', async () => {
    await update({ wabaRowIds: [waba] });
    expect(await gets({ numberId: otherNumber, wabaRowId: waba })).toBe(true);
    expect(await gets({ numberId: number, wabaRowId: otherWaba })).toBe(false);
    await update({ numberIds: [number] });
    expect(await gets({ numberId: number, wabaRowId: waba })).toBe(true);
    expect(await gets({ numberId: otherNumber, wabaRowId: waba })).toBe(false);
  });

  it('pass the event types that are named, of this tenant', async () => {
    await update({ eventTypes: ['call.connect'] });
    expect(await gets({ type: 'call.connect' })).toBe(true);
    expect(await gets({ type: 'call.terminated' })).toBe(false);
    await world.message(globex, { type: 'call.connect' });
    expect(await world.due(globex)).toEqual([]);
  });
});

describe('UpdateEndpoint', () => {
  it('changes what is given and leaves the rest; null takes away', async () => {
    await update({ description: 'main', maxInFlight: 3, alertEmails: ['ops@example.com'] });
    expect(await update({ description: null, rateLimitPerSecond: 50 })).toMatchObject({
      kind: 'updated',
      endpoint: {
        url: sink.url(),
        description: null,
        maxInFlight: 3,
        rateLimitPerSecond: 50,
        alertEmails: ['ops@example.com'],
        updatedAt: world.clock.now(),
      },
    });
  });

  it('seals custom headers: requests carry them, nobody is shown them', async () => {
    const value = 'Bearer 0123456789-of-acme';
    await update({ headers: [{ name: 'Authorization', value }] });
    await update({ description: 'later' });
    expect((await find()).headers).toEqual([{ name: 'authorization', valueHint: '…acme' }]);
    await world.message(acme);
    await deliver(false);
    expect(sink.requests[0]?.headers.authorization).toBe(value);
    const rows = await world.tenantDatabase.run(acme, (tx) =>
      tx.query(`select 1 from endpoint e where to_jsonb(e)::text like '%of-acme%'`),
    );
    expect(rows).toEqual([]);
  });

  it('changes nothing when a URL is refused or the whole would not be valid', async () => {
    const before = await find();
    expect(await update({ failoverUrl: 'https://10.0.0.1/', description: 'x' })).toEqual({
      kind: 'url_refused',
      field: 'failoverUrl',
      reason: expect.stringContaining('private'),
    });
    expect(await codeOf(update({ format: 'META' }))).toContain('Meta has no webhook');
    expect(await find()).toEqual(before);
  });

  it('knows no endpoint of another tenant', async () => {
    const changes = { description: 'mine now' };
    expect(await codeOf(update(changes, { tenant: globex }))).toContain('NOT_FOUND');
    expect((await find()).description).toBeNull();
  });
});

describe('a disabled endpoint', () => {
  it('gets nothing new, keeps what is due, and gets that when it is enabled', async () => {
    await world.message(acme);
    await update({}, { disable: true });
    expect(await find()).toMatchObject({
      status: 'DISABLED',
      disabledReason: 'TENANT',
      disabledAt: world.clock.now(),
    });
    expect(await gets({})).toBe(false);
    expect(await deliver(false)).toBe(0);
    expect(await world.due(acme)).toHaveLength(1);

    expect(await enable()).toEqual({ kind: 'enabled' });
    expect(await find()).toMatchObject({ status: 'ENABLED', disabledReason: null });
    expect(rings.map(({ endpointId, isLive }) => [endpointId, isLive])).toEqual([
      [endpoint.id, true],
      [endpoint.id, false],
    ]);
    expect(await deliver(false)).toBe(1);
  });

  it('stays disabled when its URL would be refused today', async () => {
    await update({}, { disable: true });
    expect(await enable('')).toMatchObject({ kind: 'url_refused', field: 'url' });
    expect((await find()).status).toBe('DISABLED');
  });

  it('is not enabled by another tenant; one that is enabled stays as it is', async () => {
    await update({}, { disable: true });
    expect(await codeOf(enable(undefined, globex))).toContain('NOT_FOUND');
    expect((await find()).status).toBe('DISABLED');
    await enable();
    rings = [];
    expect(await enable()).toEqual({ kind: 'enabled' });
    expect(rings).toEqual([]);
  });
});

describe('RotateEndpointSecret', () => {
  it('has both signatures sent until the overlap ends, and then the new one alone', async () => {
    const outcome = await rotate({ overlapSeconds: 60 });
    if (outcome.kind !== 'rotated') throw new Error(outcome.kind);
    const secret = outcome.secret.reveal();
    expect(secret).toMatch(/^whsec_/);
    expect(JSON.stringify(outcome)).not.toContain('whsec_');
    await world.message(acme);
    await deliver(false);
    world.clock.advance(60_000);
    await world.message(acme);
    await deliver(false);
    const verdicts = sink.requests.map((request) => [
      isVerifiedBy(endpoint.secret, request),
      isVerifiedBy(secret, request),
    ]);
    expect(verdicts).toEqual([
      [true, true],
      [false, true],
    ]);
  });

  it('waits for the overlap before it, unless the secret must go at once', async () => {
    const until = new Date(world.clock.nowMs() + 86_400_000);
    expect(await rotate()).toMatchObject({ endpoint: { previousSecretUntil: until } });
    expect(await rotate()).toEqual({ kind: 'rotation_under_way', until });
    expect(await rotate({ overlapSeconds: 0 })).toMatchObject({
      kind: 'rotated',
      endpoint: { previousSecretUntil: null },
    });
    await world.message(acme);
    await deliver(false);
    expect(isVerifiedBy(endpoint.secret, sink.requests[0]!)).toBe(false);
  });

  it('gives a repetition the same secret, as long as that is the secret', async () => {
    const first = await rotate({ idempotencyKey: 'r' });
    const again = await rotate({ idempotencyKey: 'r' });
    if (first.kind !== 'rotated' || again.kind !== 'rotated') throw new Error('not rotated');
    expect(again.secret.reveal()).toBe(first.secret.reveal());
    await rotate({ overlapSeconds: 0 });
    expect(await codeOf(rotate({ idempotencyKey: 'r' }))).toContain('CONFLICT');
  });

  it('is not shown to who repeats the request that made the endpoint', async () => {
    const input = { url: sink.url(), eventTypes: ['call.connect'], idempotencyKey: 'c' };
    const made = await world.createEndpoint.execute(acme, input);
    if (made.kind !== 'created') throw new Error(made.kind);
    await rotate({ endpointId: made.endpoint.id });
    expect(await codeOf(world.createEndpoint.execute(acme, input))).toContain('CONFLICT');
  });

  it('touches no endpoint of another tenant, and takes no overlap beyond a week', async () => {
    expect(await codeOf(rotate({}, globex))).toContain('NOT_FOUND');
    expect(await codeOf(rotate({ overlapSeconds: 604_801 }))).toContain('overlapSeconds');
    expect(await codeOf(rotate({ overlapSeconds: -1 }))).toContain('overlapSeconds');
  });
});

describe('TestEndpoint', () => {
  it('sends a signed example, marked as one, to this endpoint alone', async () => {
    const other = await world.endpoint(acme, sink.url('/other'));
    const outcome = await test('call.connect');
    expect(outcome.kind).toBe('sent');
    expect(rings).toMatchObject([{ endpointId: endpoint.id, isLive: true }]);
    await deliver(true);
    await world.delivery().execute({
      tenantId: acme.tenantId,
      endpointId: other.id,
      isLive: true,
    });
    expect(sink.requests).toHaveLength(1);
    const [request] = sink.requests;
    expect(isVerifiedBy(endpoint.secret, request!)).toBe(true);
    expect(JSON.parse(request!.body)).toMatchObject({
      type: 'call.connect',
      data: { isTest: true, callId: expect.stringMatching(/^call_/), sdp: { type: 'offer' } },
    });
    expect(await world.attempts(acme)).toMatchObject([{ outcome: 'DELIVERED' }]);
  });

  it('has an example of each event, in Meta’s form too where there is one', async () => {
    await update({ eventTypes: ['call.connect'], format: 'META' });
    const types = ['call.connect', 'call.ringing', 'call.accepted', 'call.rejected'];
    for (const type of types) await test(type);
    await test('call.terminated');
    await deliver(true);
    await deliver(false);
    const values = sink.requests.map(({ body }) => JSON.parse(body).entry[0].changes[0].value);
    const told = values.map(({ calls, statuses }) => calls?.[0].event ?? statuses[0].status);
    expect(told.sort()).toEqual(['ACCEPTED', 'REJECTED', 'RINGING', 'connect', 'terminate']);
    expect(sink.requests.every(({ headers }) => headers['patchbay-test'] === 'true')).toBe(true);
    expect(await codeOf(test('call.dtmf'))).toContain('BAD_USER_INPUT: eventType');
  });

  it('sends nothing to a disabled endpoint, and nothing twice for one key', async () => {
    const first = await test('call.ringing', { idempotencyKey: 't' });
    expect(await test('call.ringing', { idempotencyKey: 't' })).toEqual(first);
    expect(await world.due(acme)).toHaveLength(1);
    await update({}, { disable: true });
    expect(await test('call.ringing')).toEqual({ kind: 'endpoint_disabled' });
    expect(await world.due(acme)).toHaveLength(1);
  });

  it('knows no endpoint of another tenant and no event of another name', async () => {
    expect(await codeOf(test('call.ringing', { tenant: globex }))).toContain('NOT_FOUND');
    expect(await codeOf(test('call.sung'))).toContain('BAD_USER_INPUT: eventType');
  });
});

describe('DeleteEndpoint', () => {
  it('takes away what is due and leaves what was attempted', async () => {
    await world.message(acme);
    await deliver(false);
    await world.message(acme);
    expect(await codeOf(remove(globex))).toContain('NOT_FOUND');
    expect(await world.due(acme)).toHaveLength(1);
    await remove();
    expect(await world.due(acme)).toEqual([]);
    expect(await world.attempts(acme)).toHaveLength(1);
    expect(await codeOf(find())).toContain('NOT_FOUND');
    expect(await codeOf(remove())).toContain('NOT_FOUND');
  });
});
