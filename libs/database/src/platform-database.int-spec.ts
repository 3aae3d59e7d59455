import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import {
  type Actor,
  type StaffContext,
  SystemClock,
  systemTenantContext,
  uuidv7,
} from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import type { DatabasePools } from './connection/database-pools.js';
import { PlatformDatabase, StaffDatabase } from './platform-database.js';
import { SystemDatabase } from './system-database.js';
import { TenantDatabase } from './tenant-database.js';
import { openTestPools } from './testing/index.js';
import type { Transaction } from './transaction.js';

const clock = new SystemClock();
const tenantIds = [uuidv7(clock), uuidv7(clock)] as const;
const staff: StaffContext = {
  actor: { kind: 'staff_client', id: randomUUID(), roles: ['BSP_OPERATOR'] },
};

let pools: DatabasePools;
let platform: PlatformDatabase;
let staffDatabase: StaffDatabase;

beforeAll(async () => {
  pools = await openTestPools();
  platform = new PlatformDatabase(pools, clock);
  staffDatabase = new StaffDatabase(pools, clock);
  for (const tenantId of tenantIds) {
    const tenant = systemTenantContext(tenantId, 'test');
    await new TenantDatabase(pools).run(tenant, (tx) =>
      tx.query(
        `insert into call_key (tenant_id, wacid, call_id, created_at) values ($1, $2, $3, $4)`,
        [tenantId, 'wacid.test', uuidv7(clock), clock.now()],
      ),
    );
  }
});
afterAll(async () => {
  await pools.close();
});

const tenantsOf = (tx: Transaction): Promise<{ tenant_id: string }[]> =>
  tx.query('select tenant_id from call_key where tenant_id = any($1) order by 1', [tenantIds]);

/** What the audit says about an action with a name of its own. */
function auditOf(action: string): Promise<{ actor_id: string; reason: string | null }[]> {
  const looking = { actor: staff.actor, action: 'test.look' };
  return platform.run(looking, (tx) =>
    tx.query('select actor_id, reason from platform_audit_event where action = $1', [action]),
  );
}

describe('the platform', () => {
  const actor: Actor = { kind: 'system', id: 'seed', roles: [] };

  it('writes with an audit row, and neither stays when the other fails', async () => {
    const action = `test.${randomUUID()}`;
    await platform.run({ actor, action, reason: 'ticket 7' }, () => Promise.resolve());
    expect(await auditOf(action)).toEqual([{ actor_id: 'seed', reason: 'ticket 7' }]);
    const failing = platform.run({ actor, action }, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await auditOf(action)).toHaveLength(1);
  });

  it('writes for one tenant and for no other', async () => {
    const [mine, theirs] = tenantIds;
    const write = (rowOf: string): Promise<unknown> =>
      platform.runForTenant({ actor, action: 'test.write' }, mine, (tx) =>
        tx.query(
          `insert into audit_event (tenant_id, id, actor_kind, actor_id, action, created_at)
           values ($1, $2, 'system', 'seed', 'test', $3)`,
          [rowOf, uuidv7(clock), clock.now()],
        ),
      );
    await expect(write(mine)).resolves.toBeDefined();
    await expect(write(theirs)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('staff', () => {
  it('reads across tenants for a reason, which is kept', async () => {
    const reason = `ticket ${randomUUID()}`;
    const rows = await staffDatabase.read(staff, reason, tenantsOf);
    expect(rows.map((row) => row.tenant_id)).toEqual(tenantIds);
    expect(await auditOf('staff.read')).toContainEqual({ actor_id: staff.actor.id, reason });
  });

  it('changes nothing', async () => {
    const changing = staffDatabase.read(staff, 'test', (tx) =>
      tx.execute('update call_key set call_id = call_id'),
    );
    await expect(changing).rejects.toMatchObject({ code: '42501' });
  });
});

describe('leadership', () => {
  const leader = (): SystemDatabase => new SystemDatabase(pools);

  it('is with one at a time, and free again afterwards', async () => {
    const lock = `test.${randomUUID()}`;
    let stepDown: (() => void) | undefined;
    let isLeading = false;
    const first = leader().withLeadership(lock, () => {
      isLeading = true;
      return new Promise<string>(
        (resolve) =>
          (stepDown = () => {
            resolve('led');
          }),
      );
    });
    await eventually(() => isLeading);
    const lead = (): Promise<string> => Promise.resolve('led too');
    expect(await leader().withLeadership(lock, lead)).toBeUndefined();
    expect(await leader().withLeadership(`${lock}.other`, lead)).toBe('led too');
    stepDown?.();
    expect(await first).toBe('led');
    expect(await leader().withLeadership(lock, lead)).toBe('led too');
  });

  it('asks on its own connection: as many leaders as a pool has connections get their answers', async () => {
    const small = await openTestPools({ DATABASE_SYSTEM_POOL_SIZE: '2' });
    try {
      const system = new SystemDatabase(small);
      let leaders = 0;
      const lead = () =>
        system.withLeadership(`test.${randomUUID()}`, async (leader) => {
          leaders += 1;
          await eventually(() => leaders === 2);
          const ask = () => leader.run((tx) => tx.query(`select pg_backend_pid() as pid`));
          return Promise.all([ask(), ask()]);
        });
      const answers = await Promise.all([lead(), lead()]);
      const pids = answers.flat(2).map((row) => (row as { pid: number }).pid);
      expect([pids.length, new Set(pids).size]).toEqual([4, 2]);
    } finally {
      await small.close();
    }
  });

  it('is free again when the leader failed', async () => {
    const lock = `test.${randomUUID()}`;
    const failing = leader().withLeadership(lock, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await leader().withLeadership(lock, () => Promise.resolve('next'))).toBe('next');
  });

  it('is free again when the connection of the leader is lost', async () => {
    const lock = `test.${randomUUID()}`;
    const kill = `select pg_terminate_backend(l.pid) from pg_locks l
      where l.locktype = 'advisory' and l.pid <> pg_backend_pid()
        and (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended($1, 0)`;
    const lost = leader().withLeadership(lock, async () => {
      const killed = await leader().run((tx) => tx.query(kill, [lock]));
      expect(killed).toHaveLength(1);
    });
    await expect(lost).rejects.toThrow();
    // The pool may hand the dead connection out once more before it has heard of its end.
    const next = () => leader().withLeadership(lock, () => Promise.resolve('next'));
    await eventually(async () => (await next().catch(() => undefined)) === 'next');
  });
});
