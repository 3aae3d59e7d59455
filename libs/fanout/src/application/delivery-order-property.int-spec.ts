import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type TenantContext, uuidv7 } from '#patchbay/kernel';
import {
  type ClaimedDelivery,
  leaseDeliveries,
  lockEndpoint,
} from '../persistence/delivery.repository.js';
import { FanoutWorld } from '../testing/index.js';
import { recordMessage } from './record-message.js';

const MINUTE = 60_000;

/** A message that an endpoint has not taken yet, as the rule sees it. */
interface Row {
  readonly call: 'a' | 'b' | 'c' | null;
  readonly isLive: boolean;
  readonly isReplay: boolean;
  readonly isDue: boolean;
  readonly isLeased: boolean;
}

const row: fc.Arbitrary<Row> = fc.record({
  call: fc.constantFrom('a', 'b', 'c', null),
  isLive: fc.boolean(),
  isReplay: fc.boolean(),
  isDue: fc.boolean(),
  isLeased: fc.boolean(),
});

/** The rule in the words of the documentation, row by row: which of them may leave a lane now. */
function mayLeave(rows: readonly Row[], isLiveLane: boolean): number[] {
  return rows.flatMap((one, index) => {
    if (one.isLive !== isLiveLane || !one.isDue || one.isLeased) return [];
    if (one.call === null || one.isReplay) return [index];
    const olderOfItsCall = rows.slice(0, index).filter((o) => o.call === one.call && !o.isReplay);
    const isHeldBack = olderOfItsCall.some((o) => o.isLive || o.isDue || o.isLeased);
    return isHeldBack ? [] : [index];
  });
}

let world: FanoutWorld;
let tenant: TenantContext;

beforeAll(async () => {
  world = await FanoutWorld.open();
  tenant = await world.tenant();
});
afterAll(async () => {
  await world.close();
});

const messageOf = (callId: string | null) => ({
  type: 'call.terminated' as const,
  callId,
  data: {},
  occurredAt: world.clock.now(),
  traceparent: null,
});

/** Puts the rows in line at a new endpoint, and claims. Gives their places in the list. */
async function claimed(rows: readonly Row[], isLive: boolean, limit: number): Promise<number[]> {
  const { id: endpointId } = await world.endpoint(tenant, 'http://127.0.0.1:9/');
  const calls = new Map(['a', 'b', 'c'].map((call) => [call, uuidv7(world.clock)]));
  const ids = await world.tenantDatabase.run(tenant, async (tx) => {
    const made: string[] = [];
    for (const { call } of rows) {
      made.push(await recordMessage(tx, world.clock, messageOf(call && calls.get(call)!)));
    }
    return made;
  });
  const now = world.clock.now();
  const later = new Date(now.getTime() + MINUTE);
  const leased: ClaimedDelivery[] = await world.tenantDatabase.run(tenant, async (tx) => {
    await tx.execute(
      `update delivery_due d
          set is_live = r."isLive", is_replay = r."isReplay",
              due_at = case when r."isDue" then $2::timestamptz else $3 end,
              lease_until = case when r."isLeased" then $3::timestamptz end
         from json_to_recordset($1) as r (
           id uuid, "isLive" boolean, "isReplay" boolean, "isDue" boolean, "isLeased" boolean)
        where d.message_id = r.id and d.endpoint_id = $4`,
      [JSON.stringify(rows.map((one, i) => ({ ...one, id: ids[i] }))), now, later, endpointId],
    );
    await lockEndpoint(tx, endpointId);
    const lease = { limit, leaseUntil: later, isExpiringOnly: false };
    return leaseDeliveries(tx, { endpointId, isLive, now }, lease);
  });
  await world.tenantDatabase.run(tenant, (tx) =>
    tx.execute(`delete from endpoint where id = $1`, [endpointId]),
  );
  return leased.map(({ messageId }) => ids.indexOf(messageId)).sort((a, b) => a - b);
}

describe('what may leave a lane', () => {
  it('is what the rule of order says, whatever waits at the endpoint', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 8 }), fc.boolean(), async (rows, isLive) => {
        expect(await claimed(rows, isLive, 100)).toEqual(mayLeave(rows, isLive));
      }),
      { numRuns: 25 },
    );
  });

  it('is found behind a long line that may not leave', async () => {
    const held: Row = { call: 'a', isLive: false, isReplay: false, isDue: true, isLeased: false };
    const rows = [...Array.from({ length: 70 }, () => held), { ...held, call: 'b' as const }];
    expect(await claimed(rows, false, 2)).toEqual([0, 70]);
  });
});
