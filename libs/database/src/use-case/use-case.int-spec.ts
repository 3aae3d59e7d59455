import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import {
  type Actor,
  AppError,
  SystemClock,
  systemTenantContext,
  tenantContext,
  type TenantContext,
  uuidv7,
} from '#patchbay/kernel';
import type { DatabasePools } from '../connection/database-pools.js';
import { TenantDatabase } from '../tenant-database.js';
import { openTestPools } from '../testing/index.js';
import { type UseCaseDefinition, UseCases } from './use-case.js';

const clock = new SystemClock();
const acmeId = uuidv7(clock);
const globexId = uuidv7(clock);
const app: Actor = { kind: 'api_client', id: 'client-1', roles: ['TENANT_APP'] };

let pools: DatabasePools;
let database: TenantDatabase;
let useCases: UseCases;
let acme: TenantContext;
let definition: UseCaseDefinition;

beforeAll(async () => {
  pools = await openTestPools();
  database = new TenantDatabase(pools);
  useCases = new UseCases(database, clock);
});
afterAll(async () => {
  await pools.close();
});
beforeEach(() => {
  acme = tenantContext(acmeId, app);
  // A name of its own for each test, so that they share no audit rows and no keys.
  definition = { name: `test.${randomUUID()}`, roles: ['TENANT_APP'] };
});

interface AuditRow {
  actor_kind: string;
  actor_id: string;
  act_staff_id: string | null;
  act_reason: string | null;
  subject_id: string | null;
}

function auditOf(tenant: TenantContext): Promise<AuditRow[]> {
  return database.run(tenant, (tx) =>
    tx.query<AuditRow>(
      `select actor_kind, actor_id, act_staff_id, act_reason, subject_id
         from audit_event where action = $1`,
      [definition.name],
    ),
  );
}

/** Work that counts how often it ran and answers with the count. */
function counting(): { runs: number; work: () => Promise<{ run: number }> } {
  const counter = {
    runs: 0,
    work: () => Promise.resolve({ run: (counter.runs += 1) }),
  };
  return counter;
}

describe('roles', () => {
  it('refuse an actor without one of the roles, before anything is done', async () => {
    const { runs, work } = counting();
    const agent = tenantContext(acmeId, { ...app, roles: ['TENANT_AGENT'] });
    const call = { tenant: agent, definition };
    await expect(useCases.change(call, work)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(useCases.read(call, work)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(runs).toBe(0);
    expect(await auditOf(acme)).toEqual([]);
  });

  it('let a process of ours in', async () => {
    const tenant = systemTenantContext(acmeId, 'sweeper');
    await expect(useCases.read({ tenant, definition }, counting().work)).resolves.toEqual({
      run: 1,
    });
  });
});

describe('the audit', () => {
  it('keeps who did what to what, in the tenant of the actor', async () => {
    await useCases.change({ tenant: acme, definition, subjectId: 'call_1' }, counting().work);
    expect(await auditOf(acme)).toEqual([
      {
        actor_kind: 'api_client',
        actor_id: 'client-1',
        act_staff_id: null,
        act_reason: null,
        subject_id: 'call_1',
      },
    ]);
    expect(await auditOf(tenantContext(globexId, app))).toEqual([]);
  });

  it('keeps which of our staff acted on the tenant, and why', async () => {
    const act = { staffId: 'staff-1', reason: 'ticket 7' };
    const tenant = tenantContext(acmeId, { ...app, act });
    await useCases.change({ tenant, definition }, counting().work);
    expect(await auditOf(acme)).toMatchObject([
      { act_staff_id: 'staff-1', act_reason: 'ticket 7' },
    ]);
  });

  it('keeps nothing of what was rolled back, and nothing of reading', async () => {
    await useCases.change({ tenant: acme, definition }, (tx) => tx.refuse({ kind: 'no' }));
    const failing = useCases.change({ tenant: acme, definition }, () =>
      Promise.reject(new Error('no')),
    );
    await expect(failing).rejects.toThrow('no');
    await useCases.read({ tenant: acme, definition }, counting().work);
    expect(await auditOf(acme)).toEqual([]);
  });
});

describe('an idempotency key', () => {
  const withKey = (tenant: TenantContext, input: unknown, key = 'key-1') => ({
    tenant,
    definition,
    idempotency: { key, input },
  });

  it('gives the first outcome again for the same input, without doing it again', async () => {
    const counter = counting();
    const first = await useCases.change(withKey(acme, { to: 'a' }), counter.work);
    const second = await useCases.change(withKey(acme, { to: 'a' }), counter.work);
    expect([first, second, counter.runs]).toEqual([{ run: 1 }, { run: 1 }, 1]);
    expect(await auditOf(acme)).toHaveLength(1);
  });

  it('gives an empty outcome again too', async () => {
    let runs = 0;
    const work = () => Promise.resolve((runs += 1) > 0 ? null : 'never');
    expect(await useCases.change(withKey(acme, {}), work)).toBeNull();
    expect(await useCases.change(withKey(acme, {}), work)).toBeNull();
    expect(runs).toBe(1);
  });

  it('is refused with another input', async () => {
    await useCases.change(withKey(acme, { to: 'a' }), counting().work);
    const again = useCases.change(withKey(acme, { to: 'b' }), counting().work);
    await expect(again).rejects.toThrow(
      new AppError('CONFLICT', {
        what: 'The idempotencyKey was used with another input: send a new key.',
      }),
    );
  });

  it('belongs to one tenant, one actor and one operation', async () => {
    const counter = counting();
    await useCases.change(withKey(acme, {}), counter.work);
    await useCases.change(withKey(tenantContext(globexId, app), {}), counter.work);
    await useCases.change(withKey(tenantContext(acmeId, { ...app, id: 'x' }), {}), counter.work);
    definition = { ...definition, name: `${definition.name}.other` };
    await useCases.change(withKey(acme, {}), counter.work);
    expect(counter.runs).toBe(4);
  });

  it('does the work once for requests that come at once', async () => {
    const counter = counting();
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, () => useCases.change(withKey(acme, {}), counter.work)),
    );
    expect(outcomes).toEqual(Array.from({ length: 4 }, () => ({ run: 1 })));
    expect(counter.runs).toBe(1);
  });

  it('is free again when the work failed or was refused', async () => {
    const failing = useCases.change(withKey(acme, {}), () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    await useCases.change(withKey(acme, {}), (tx) => tx.refuse({ kind: 'no' }));
    const counter = counting();
    await useCases.change(withKey(acme, {}), counter.work);
    expect(counter.runs).toBe(1);
  });

  it('may be left out', async () => {
    const counter = counting();
    const call = { tenant: acme, definition, idempotency: { key: undefined, input: {} } };
    await useCases.change(call, counter.work);
    await useCases.change(call, counter.work);
    expect(counter.runs).toBe(2);
  });
});
