import { createHmac, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { DELIVERY_DOORBELL } from '#patchbay/fanout';
import {
  DispatchInboxEvents,
  EVENT_PLACES,
  type EventPlace,
  InboxDispatchModule,
} from '#patchbay/inbox';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { createTestContext } from '../support/create-test-context.js';
import { ownerQuery } from '../support/owner-query.js';
import { type TestTenant, twoTenants, type TwoTenants } from '../support/two-tenants.js';

/** One file for each kind of webhook, published by the simulator. */
const FOLDER = 'apps/simulator/fixtures/webhooks';
const FIXTURES = readdirSync(FOLDER).map((file) => path.basename(file, '.json'));

/** What a webhook about the course of a call makes known. */
const FACTS: Readonly<Record<string, string>> = {
  'calls.connect.user': 'offered',
  'calls.connect.business': 'answer_received',
  'calls.status.RINGING': 'ringing',
  'calls.status.ACCEPTED': 'accepted',
  'calls.status.REJECTED': 'rejected',
  'calls.terminate': 'terminated',
};

/** Of our own portfolio, and no tenant's. */
const PLATFORMS = ['partner_solutions'];

/** What tenants are told of, for each event that tells them something. */
const TOLD = {
  account_settings_update: 'phone_number.settings.updated',
  'account_update.ACCOUNT_RESTRICTION': 'phone_number.restricted',
  'messages.call_permission_reply': 'call.permission.updated',
};

interface EventRow {
  readonly tenant_id: string;
  readonly kind: string;
  readonly context: string;
  readonly call_id: string | null;
  readonly outcome: string | null;
  readonly number_id: string | null;
  readonly waba_id: string | null;
  readonly payload: object;
}

let app: TestApp;
let dispatching: INestApplicationContext;
let world: TwoTenants;
/** What became of each fixture, sent to each of the two tenants, before anything was dispatched. */
const statuses: number[] = [];
const events: EventRow[] = [];

/** Nobody waits for it. */
class NoDoorbell {
  ring(): void {
    return;
  }
}

beforeAll(async () => {
  app = await createTestApp();
  world = await twoTenants(app.app);
  const bells = {
    module: NoDoorbell,
    global: true,
    providers: [{ provide: DELIVERY_DOORBELL, useClass: NoDoorbell }],
    exports: [DELIVERY_DOORBELL],
  };
  dispatching = await createTestContext([bells, InboxDispatchModule]);
  const tenants = [world.acme, world.globex];
  const bodies = tenants.flatMap((tenant) => FIXTURES.map((name) => copyFor(tenant, name)));
  statuses.push(...(await Promise.all(bodies.map(post))));
  const rows = await ownerQuery<EventRow>(
    `select * from inbox_event where tenant_id = any($1::uuid[])`,
    [tenants.map(({ tenantId }) => tenantId)],
  );
  events.push(...rows);
}, 60_000);
afterAll(async () => {
  await dispatching.close();
  await app.close();
});

const kindOf = (name: string): string =>
  Object.keys(EVENT_PLACES).find((kind) => `${name}.`.startsWith(`${kind}.`))!;
const placeOf = (name: string): EventPlace =>
  (EVENT_PLACES as Readonly<Record<string, EventPlace>>)[kindOf(name)]!;
const factOf = (name: string): string | undefined =>
  Object.entries(FACTS).find(([prefix]) => name.startsWith(prefix))?.[1];

/** The fixture as if it were about the tenant's number and WABA, and a call and message of its own. */
function copyFor(tenant: TestTenant, name: string): string {
  const { phoneNumberId, displayPhoneNumber } = tenant.numbers[0]!;
  const { wabaId } = tenant.wabas[0]!;
  return readFileSync(path.join(FOLDER, `${name}.json`), 'utf8')
    .replaceAll('410000000000001', phoneNumberId)
    .replaceAll(/447700900101|16505551111/g, displayPhoneNumber)
    .replaceAll(/510000000000001|100000000000001/g, wabaId)
    .replaceAll(/(wacid|wamid)\.[\w=+/-]+/g, `$1.${randomUUID()}`);
}

async function post(body: string): Promise<number> {
  const { appKey, appSecret } = world.apps.alpha;
  const signature = createHmac('sha256', appSecret).update(body).digest('hex');
  const response = await fetch(`${app.url}/webhooks/meta/${appKey}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
  });
  return response.status;
}

describe('every kind of webhook that Meta sends', () => {
  it('is published, and taken', () => {
    expect(FIXTURES.length).toBeGreaterThan(40);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it.each(FIXTURES)('ends where the table of kinds says, of each tenant: %s', (name) => {
    const { context, isHandled } = placeOf(name);
    const fact = factOf(name);
    const kind = fact ?? kindOf(name);
    const alike = FIXTURES.filter((other) => (factOf(other) ?? kindOf(other)) === kind);
    for (const { tenantId, wabas } of [world.acme, world.globex]) {
      const kept = events.filter((event) => event.tenant_id === tenantId && event.kind === kind);
      expect(kept).toHaveLength(PLATFORMS.includes(name) ? 0 : alike.length);
      for (const event of kept) {
        expect(event).toMatchObject({
          context,
          call_id: fact === undefined ? null : expect.any(String),
          outcome: isHandled ? null : 'UNHANDLED',
          waba_id: wabas[0]!.wabaId,
        });
        // Nothing of whoever is at the other end: their names and ids are a consumer's.
        expect(JSON.stringify(event.payload)).not.toMatch(/Amina|254700000101|KE\.1234/);
      }
    }
  });

  it('of our own portfolio is no tenant’s', async () => {
    const rows = await ownerQuery<{ reason: string; kind: string }>(
      `select reason, kind from quarantined_event where app_key = $1`,
      [world.apps.alpha.appKey],
    );
    expect(rows).toEqual(
      [world.acme, world.globex].map(() => ({
        reason: 'UNKNOWN_PORTFOLIO',
        kind: 'partner_solutions',
      })),
    );
  });

  it('is brought to its context, and each tenant is told of its own', async () => {
    const handled = FIXTURES.filter(
      (name) => placeOf(name).isHandled && factOf(name) === undefined,
    );
    const signups = handled.filter((name) => placeOf(name).context === 'onboarding');
    // Nothing advances calls here, and the files of a call wait until it is there.
    const applied = handled.filter((name) => placeOf(name).context !== 'calls');
    for (const { tenantId, numbers, wabas } of [world.acme, world.globex]) {
      await dispatching.get(DispatchInboxEvents).execute(tenantId);
      const outcomes = await ownerQuery<{ kind: string; outcome: string }>(
        `select kind, outcome from inbox_event
          where tenant_id = $1 and call_id is null and outcome <> 'UNHANDLED'`,
        [tenantId],
      );
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(applied.map(kindOf).sort());
      expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['APPLIED']));

      const messages = await ownerQuery<{ event_type: string; payload: Record<string, string> }>(
        `select event_type, payload from message where tenant_id = $1 and call_id is null`,
        [tenantId],
      );
      const types = handled.map((name) => TOLD[kindOf(name) as keyof typeof TOLD]);
      const expected = [...types.filter(Boolean), ...signups.map(() => 'signup.state.changed')];
      expect(messages.map(({ event_type }) => event_type).sort()).toEqual(expected.sort());
      for (const { payload } of messages) {
        expect([numbers[0]!.phoneNumberId, wabas[0]!.wabaId]).toContain(
          payload.phoneNumberId ?? payload.wabaId,
        );
      }
      const tiers = await ownerQuery(`select tier from volume_tier where tenant_id = $1`, [
        tenantId,
      ]);
      expect(tiers).toEqual([{ tier: '50001:250000' }]);
    }
  });
});
