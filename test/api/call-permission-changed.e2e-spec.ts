import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Client } from 'graphql-ws';
import { Consumers } from '#patchbay/calls';
import { TenantDatabase } from '#patchbay/database';
import { type EventType, recordMessage } from '#patchbay/fanout';
import { encodeId } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { openSocket, subscribe } from '../support/graphql-socket.js';
import { type TestTenant, type TwoTenants, twoTenants } from '../support/two-tenants.js';

const FOLLOW = `subscription ($after: MessageID, $phoneNumberId: String) {
  callPermissionChanged(after: $after, phoneNumberId: $phoneNumberId) {
    id type phoneNumberId consumer { waId } state previousState source next nextAt expiresAt } }`;

let api: TestApp;
let two: TwoTenants;
const clients: Client[] = [];

beforeAll(async () => {
  api = await createTestApp();
  two = await twoTenants(api);
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
});
afterAll(() => api.close());

function follow(token: string | undefined, variables = {}) {
  const client = openSocket(api, token);
  clients.push(client);
  return subscribe<{ readonly id: string }>(client, FOLLOW, variables);
}

/** The tenant is told something, and nobody else hears the news. */
async function tell(tenant: TestTenant, type: EventType, waId: string): Promise<string> {
  const number = tenant.numbers[0]!;
  return api.app.get(TenantDatabase).run(tenant.context, async (tx) => {
    const consumerId = await api.app.get(Consumers).ensure(tx, tx.tenantId, { waId });
    const { phoneNumberId, id: numberId } = number;
    const said = { state: 'EXPIRED', previousState: 'TEMPORARY', source: null, expiresAt: null };
    const data = { phoneNumberId, consumerId, ...said, next: 'MAY_REQUEST', nextAt: null };
    const message = { type, numberId, callId: null, data, occurredAt: api.clock.now() };
    return recordMessage(tx, api.clock, { ...message, traceparent: null });
  });
}

it('a tenant is shown what happens to its permissions, of no other tenant and nothing else', async () => {
  const first = encodeId(
    'message',
    await tell(two.acme, 'call.permission.updated', '254700000401'),
  );
  const ours = follow(two.acme.token, { after: first });
  await tell(two.acme, 'call.dtmf', '254700000402');
  await tell(two.globex, 'call.permission.updated', '254700000403');
  const told = encodeId('message', await tell(two.acme, 'call.permission.updated', '254700000404'));
  await eventually(() => ours.values.some(({ id }) => id === told), { within: 5000 });
  expect(ours.values).toEqual([
    {
      id: told,
      type: 'call.permission.updated',
      phoneNumberId: two.acme.numbers[0]!.phoneNumberId,
      consumer: { waId: '254700000404' },
      state: 'EXPIRED',
      previousState: 'TEMPORARY',
      source: null,
      next: 'MAY_REQUEST',
      nextAt: null,
      expiresAt: null,
    },
  ]);
});

it('a stranger, and the number of another tenant, are shown nothing', async () => {
  const stranger = follow(undefined);
  const { phoneNumberId } = two.globex.numbers[0]!;
  const foreign = follow(two.acme.token, { phoneNumberId });
  await eventually(() => stranger.ended === 4401 && foreign.errors.length > 0);
  expect(foreign.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  expect([...stranger.values, ...foreign.values]).toEqual([]);
});
