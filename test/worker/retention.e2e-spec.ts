import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CallPump } from '#patchbay/calls';
import { DatabasePools } from '#patchbay/database';
import { InboxOperationsModule, ReplayInboxEvents, type ReplaySelection } from '#patchbay/inbox';
import { type Envelope, ENVELOPE } from '#patchbay/kernel';
import { Housekeeping } from '../../apps/worker/src/batch/housekeeping.js';
import {
  connectOf,
  eventsOfCall,
  newMetaId,
  newWacid,
  sendAs,
  terminateOf,
} from '../api/support/meta-sender.js';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { ownerQuery } from '../support/owner-query.js';
import { type TwoTenants, twoTenants } from '../support/two-tenants.js';

const DAY_MS = 24 * 3600 * 1000;

let api: TestApp;
let two: TwoTenants;

beforeAll(async () => {
  api = await createTestApp();
  two = await twoTenants(api);
});
afterAll(() => api.close());

const replay = (selection: ReplaySelection) =>
  api.app
    .select(InboxOperationsModule)
    .get(ReplayInboxEvents)
    .execute(two.staff.context, { selection, reason: 'test' });

describe('raw deliveries past their retention', () => {
  it('open until the key of their day is destroyed, and then neither for us nor for a replay', async () => {
    const phoneNumberId = newMetaId();
    await sendAs(api, two.apps.alpha, connectOf({ wacid: newWacid(), phoneNumberId }));
    const [row] = await ownerQuery<{ id: string; delivery_id: string; day: string; key: string }>(
      `select q.id, q.delivery_id, d.key_day::text as day, k.key_sealed as key
         from quarantined_event q join inbox_delivery d on d.id = q.delivery_id
         join day_key k on k.day = d.key_day where q.phone_number_id = $1`,
      [phoneNumberId],
    );
    const { id, day, key } = row!;
    const readable = await replay({ kind: 'quarantined', ids: [id] });
    expect(readable).toMatchObject({ quarantined: [{ result: 'STILL_QUARANTINED' }] });

    const housekeeping = new Housekeeping(api.app.get(DatabasePools), { INBOX_RAW_DAYS: 7 });
    const endOfDayMs = Date.parse(`${day}T00:00:00Z`) + DAY_MS;
    await housekeeping.destroyDayKeys(new Date(endOfDayMs + 7 * DAY_MS - 1));
    expect(await replay({ kind: 'quarantined', ids: [id] })).toEqual(readable);
    expect(await housekeeping.destroyDayKeys(new Date(endOfDayMs + 7 * DAY_MS))).toBeGreaterThan(0);

    expect(await replay({ kind: 'quarantined', ids: [id] })).toMatchObject({
      kind: 'replayed',
      quarantined: [{ id, result: 'RAW_DELIVERY_DESTROYED', day }],
    });
    // The sealed key is nowhere any more, and without it the installation's own keys open nothing.
    const tables = await ownerQuery<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`,
    );
    for (const { name } of tables) {
      const found = await ownerQuery(`select 1 from ${name} t where t::text like $1 limit 1`, [
        `%${key.slice(-60)}%`,
      ]);
      expect([name, found]).toEqual([name, []]);
    }
    const [raw] = await ownerQuery<{ sealed: string }>(
      `select convert_from(raw_sealed, 'UTF8') as sealed from inbox_delivery where id = $1`,
      [row!.delivery_id],
    );
    const owner = {
      tenantId: 'platform',
      table: 'inbox_delivery',
      column: 'raw_sealed',
      rowId: row!.delivery_id,
    };
    expect(() => api.app.get<Envelope>(ENVELOPE).open(raw!.sealed, owner)).toThrow();
    // The day has a key no more; that of today is not asked for again in this process.
    await ownerQuery(`update day_key set key_sealed = $2, destroyed_at = null where day = $1`, [
      day,
      key,
    ]);
  });
});

describe('a replayed event of a call that has ended', () => {
  const TABLES = ['message', 'call_event', 'usage_record', 'effect', 'outbox', 'delivery_due'];
  const printOf = async (callId: string) => {
    const [call] = await ownerQuery(`select to_jsonb(c) as row from call c where id = $1`, [
      callId,
    ]);
    const counts: Record<string, unknown> = {};
    for (const table of TABLES) {
      const column = table === 'outbox' ? `payload ->> 'callId'` : 'call_id::text';
      const [row] = await ownerQuery(`select count(*) from ${table} where ${column} = $1`, [
        callId,
      ]);
      counts[table] = row!.count;
    }
    return { call: call!.row, counts };
  };

  it.each(['acme', 'globex'] as const)('changes nothing: %s', async (name) => {
    const tenant = two[name];
    const wacid = `wacid.${randomUUID()}`;
    const call = { wacid, phoneNumberId: tenant.numbers[0]!.phoneNumberId };
    const pump = api.app.get(CallPump);
    for (const body of [connectOf(call), terminateOf(call)]) {
      await sendAs(api, two.apps.alpha, body);
    }
    const events = await eventsOfCall(wacid);
    const callId = events[0]!.call_id!;
    await pump.work(tenant.tenantId, callId);
    const before = await printOf(callId);
    expect(before.counts).toMatchObject({ message: expect.not.stringMatching(/^0$/) });

    for (let times = 0; times < 2; times += 1) {
      const ids = events.map(({ id }) => id);
      expect(await replay({ kind: 'events', ids })).toMatchObject({ events: 2 });
      await pump.work(tenant.tenantId, callId);
      expect(await printOf(callId)).toEqual(before);
      const [open] = await ownerQuery(
        `select count(*) from inbox_event where id = any($1::uuid[]) and processed_at is null`,
        [ids],
      );
      expect(open!.count).toBe('0');
    }
  });
});
