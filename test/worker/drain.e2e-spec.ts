import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CallPump, type FactKind, insertInboxEvent } from '#patchbay/calls';
import { TenantDatabase } from '#patchbay/database';
import { CLOCK, type Clock, systemTenantContext, uuidv7 } from '#patchbay/kernel';
import { type CallProcess, startCallProcess } from '../support/call-process.js';
import { ownerQuery } from '../support/owner-query.js';
import { twoTenants, type TwoTenants } from '../support/two-tenants.js';

// Two processes' worth of pumps on pools of four connections each.
const processes: CallProcess[] = [];
let world: TwoTenants;

async function startProcess(): Promise<CallProcess> {
  process.env.DATABASE_POOL_SIZE = '4';
  // So many at once on so few connections: on a busy machine they queue for long.
  process.env.DATABASE_CONNECT_TIMEOUT_MS = '60000';
  return startCallProcess();
}

beforeAll(async () => {
  processes.push(await startProcess(), await startProcess());
  world = await twoTenants(processes[0]!);
}, 60_000);
afterAll(() => Promise.all(processes.map((context) => context.close())));

const CALLS = 100;

/** What happened to one call, each twice: ten different events, the newest known to be the end. */
function eventsOf(
  startMs: number,
): { kind: FactKind; atMs: number; data: Record<string, string | number | boolean> }[] {
  const at = (seconds: number) => startMs + seconds * 1000;
  return [
    { kind: 'offered', atMs: at(0), data: {} },
    { kind: 'media_failed', atMs: at(1), data: { reason: 'MEDIA_UNAVAILABLE' } },
    { kind: 'pre_accept_done', atMs: at(1), data: {} },
    { kind: 'tenant_accepted', atMs: at(2), data: {} },
    { kind: 'accept_done', atMs: at(3), data: {} },
    { kind: 'meta_leg_connected', atMs: at(2), data: {} },
    { kind: 'pbx_leg_connected', atMs: at(2), data: {} },
    { kind: 'gate_opened', atMs: at(3), data: {} },
    { kind: 'terminate_done', atMs: at(9), data: { isGone: false } },
    {
      kind: 'terminated',
      atMs: at(10),
      data: { isFailed: false, startedAtMs: at(3), durationSeconds: 7 },
    },
  ];
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = (i: number) => Math.abs(Math.sin(seed * 97.1 + i * 13.7));
  return items
    .map((item, i) => ({ item, key: random(i) }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

describe('the drain', () => {
  it('takes 100 calls × 10 shuffled events, rung in two processes with pools of four, to one end', async () => {
    const clock = processes[0]!.get<Clock>(CLOCK);
    const database = processes[0]!.get(TenantDatabase);
    const tenants = [world.acme, world.globex];
    const calls = Array.from({ length: CALLS }, (_, i) => ({
      id: uuidv7(clock),
      tenant: tenants[i % 2]!,
      events: shuffled(eventsOf(clock.nowMs() - 15_000), i),
    }));
    const startedAt = performance.now();
    const tell = async ({ id, tenant, events }: (typeof calls)[number], index: number) => {
      const event = events[index]!;
      await database.run(systemTenantContext(tenant.tenantId, 'test'), (tx) =>
        insertInboxEvent(tx, clock, tenant.tenantId, {
          callId: id,
          source: 'META',
          kind: event.kind,
          data: event.data,
          head: { direction: 'USER_INITIATED', numberId: tenant.numbers[0]!.id, consumerId: null },
          occurredAt: new Date(event.atMs),
          traceparent: null,
        }),
      );
      // Both processes are told, as two doorbells would.
      await Promise.all(
        processes.map((context) => context.get(CallPump).work(tenant.tenantId, id)),
      );
    };
    await Promise.all(
      calls.map(async (call) => {
        // A few at a time, so that the drains meet; all at once would only fill this test's own pool.
        for (let i = 0; i < call.events.length; i += 3) {
          await Promise.all([i, i + 1, i + 2].filter((n) => n < 10).map((n) => tell(call, n)));
        }
      }),
    );
    const seconds = (performance.now() - startedAt) / 1000;
    const rows = await ownerQuery<{ state: string; billable: number; count: number }>(
      `select state, billable_seconds as billable, count(*)::int as count from call
        where id = any($1::uuid[]) group by 1, 2`,
      [calls.map(({ id }) => id)],
    );
    expect(rows).toEqual([{ state: 'COMPLETED', billable: 7, count: CALLS }]);
    const ids = [calls.map(({ id }) => id)];
    const [usage] = await ownerQuery(
      `select count(*)::int as count from usage_record where call_id = any($1::uuid[])`,
      ids,
    );
    const [told] = await ownerQuery(
      `select count(*)::int as count from message
        where event_type = 'call.terminated' and call_id = any($1::uuid[])
          and (number_id, waba_row_id, payload ->> 'wabaId') is not null`,
      ids,
    );
    // The commands that the events call for are carried out and fail here: their results count too.
    const gaps = await ownerQuery(
      `select call_id from call_event where call_id = any($1::uuid[])
        group by call_id having count(*) <> max(seq) or count(*) < 10`,
      ids,
    );
    expect([usage!.count, told!.count, gaps]).toEqual([CALLS, CALLS, []]);
    // A bound against waiting for ever, not a measure.
    expect(seconds).toBeLessThan(60);
  }, 90_000);
});
