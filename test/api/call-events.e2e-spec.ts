import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Client } from 'graphql-ws';
import { TenantDatabase } from '#patchbay/database';
import {
  DELIVERY_DOORBELL,
  type DeliveryDoorbell,
  type EventType,
  recordMessage,
} from '#patchbay/fanout';
import { encodeId, uuidv7 } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { openSocket, subscribe, type Subscribed } from '../support/graphql-socket.js';
import { type TwoTenants, twoTenants } from '../support/two-tenants.js';
import { msg, ToldMessages } from './support/told-messages.js';

const CALL_EVENTS = `subscription ($after: MessageID, $filter: CallEventsFilter) {
  callEvents(after: $after, filter: $filter) { id type callId occurredAt body }
}`;

interface CallMessage {
  readonly id: string;
  readonly type: string;
  readonly callId: string;
  readonly body: string;
}

let api: TestApp;
let two: TwoTenants;
let acme: ToldMessages;
let globex: ToldMessages;
const clients: Client[] = [];

beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());
beforeEach(async () => {
  two = await twoTenants(api);
  acme = new ToldMessages(api, two.acme);
  globex = new ToldMessages(api, two.globex);
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
});

function socket(token: string | undefined): Client {
  const client = openSocket(api, token);
  clients.push(client);
  return client;
}

/** Tells the tenant something, and those who follow at once. */
function tell({ tenant }: ToldMessages, type: EventType, callId: string): Promise<string> {
  const doorbell = api.app.get<DeliveryDoorbell>(DELIVERY_DOORBELL);
  const data = { about: `secret of ${tenant.key}` };
  const message = { type, callId, data, occurredAt: api.clock.now(), traceparent: null };
  return api.app
    .get(TenantDatabase)
    .run(tenant.context, (tx) => recordMessage(tx, api.clock, message, doorbell))
    .then(msg);
}

const shown = ({ values }: Subscribed<CallMessage>): string[] => values.map(({ id }) => id);

/** Subscribes, and comes back once what happens is heard. */
async function follow(of: ToldMessages, variables = {}): Promise<Subscribed<CallMessage>> {
  const subscribed = subscribe<CallMessage>(socket(of.tenant.token), CALL_EVENTS, variables);
  const { filter, after } = variables as { filter?: object; after?: string };
  if (filter === undefined && after === undefined) {
    await eventually(async () => {
      const id = await tell(of, 'call.dtmf', uuidv7(api.clock));
      return eventually(() => shown(subscribed).includes(id), { within: 200 }).catch(() => false);
    });
    subscribed.values.length = 0;
  }
  return subscribed;
}

describe('callEvents', () => {
  it('shows a tenant its own events, those of a call in their order, as they happen', async () => {
    const [ours, theirs] = [await follow(acme), await follow(globex)];
    const calls = [uuidv7(api.clock), uuidv7(api.clock)];
    const told: string[] = [];
    for (const type of ['call.connect', 'call.accepted', 'call.terminated'] as const) {
      for (const callId of calls) {
        told.push(await tell(acme, type, callId));
        await tell(globex, type, callId);
      }
    }
    await eventually(() => ours.values.length === 6 && theirs.values.length === 6);
    expect(shown(ours).toSorted()).toEqual(told.toSorted());
    for (const callId of calls) {
      const types = ours.values
        .filter((one) => one.callId === encodeId('call', callId))
        .map(({ type }) => type);
      expect(types).toEqual(['call.connect', 'call.accepted', 'call.terminated']);
    }
    expect(shown(theirs).filter((id) => shown(ours).includes(id))).toEqual([]);
    expect(theirs.values.every(({ body }) => !body.includes('secret of acme'))).toBe(true);
  });

  it('shows what no news told of', async () => {
    const followed = await follow(acme);
    const untold = msg(await acme.message('call.ringing', uuidv7(api.clock)));
    await eventually(() => followed.values.length > 0, { within: 5000 });
    expect(shown(followed)).toEqual([untold]);
  });

  it('goes on after the last event that was seen, without a gap', async () => {
    const callId = uuidv7(api.clock);
    const first = msg(await acme.message('call.connect', callId));
    const missed = [
      msg(await acme.message('call.accepted', callId)),
      msg(await acme.message('call.dtmf', callId)),
    ];
    const followed = await follow(acme, { after: first });
    await eventually(() => followed.values.length === 2);
    const live = await tell(acme, 'call.terminated', callId);
    await eventually(() => followed.values.length === 3);
    expect(shown(followed)).toEqual([...missed, live]);
  });

  it('shows what the filter names only', async () => {
    const callId = uuidv7(api.clock);
    const anchor = msg(await acme.message('call.media.silent', callId));
    const mine = await follow(acme, {
      after: anchor,
      filter: { callId: encodeId('call', callId), eventTypes: ['call.terminated'] },
    });
    await tell(acme, 'call.terminated', uuidv7(api.clock));
    await tell(acme, 'call.accepted', callId);
    const wanted = await tell(acme, 'call.terminated', callId);
    await eventually(() => mine.values.length > 0);
    expect(shown(mine)).toEqual([wanted]);
  });

  it('refuses an unknown event type and an id of another kind, and carries no mutation', async () => {
    const client = socket(two.acme.token);
    const unknown = subscribe(client, CALL_EVENTS, { filter: { eventTypes: ['trunk.down'] } });
    const wrongId = subscribe(client, CALL_EVENTS, { after: two.acme.publicId });
    const query = subscribe(client, '{ viewer { __typename } }');
    await eventually(() => [unknown, wrongId, query].every(({ errors }) => errors.length > 0));
    expect(unknown.errors).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) }),
    ]);
    expect(JSON.stringify([wrongId.errors, query.errors])).not.toContain('INTERNAL');
  });

  it('is closed to strangers with 4401', async () => {
    for (const token of [undefined, 'nonsense']) {
      const stranger = subscribe(socket(token), CALL_EVENTS);
      await eventually(() => stranger.ended !== undefined);
      expect(stranger.ended).toBe(4401);
    }
  });

  it('is FORBIDDEN to staff outside a tenant', async () => {
    const staff = subscribe(socket(two.staff.token), CALL_EVENTS);
    await eventually(() => staff.errors.length > 0);
    expect(staff.errors).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'FORBIDDEN' }) }),
    ]);
  });

  it('ends with 4403 when the token has expired', async () => {
    const followed = await follow(acme);
    try {
      api.clock.setOffset(901_000);
      await tell(acme, 'call.dtmf', uuidv7(api.clock));
      await eventually(() => followed.ended !== undefined, { within: 5000 });
      expect(followed.ended).toBe(4403);
    } finally {
      api.clock.setOffset(0);
    }
  });
});
