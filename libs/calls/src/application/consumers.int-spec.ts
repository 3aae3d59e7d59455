import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#patchbay/database';
import { type Clock, CLOCK, type Envelope, ENVELOPE } from '#patchbay/kernel';
import { createTestContext } from '../../../../test/support/create-test-context.js';
import {
  type TestTenant,
  type TwoTenants,
  twoTenants,
} from '../../../../test/support/two-tenants.js';
import { aliasesOf } from '../persistence/consumer-links.repository.js';
import { type ConsumerIdentity, findConsumers } from '../persistence/consumer.repository.js';
import { Consumers } from './consumers.js';

let context: INestApplicationContext;
let world: TwoTenants;
let consumers: Consumers;

beforeAll(async () => {
  context = await createTestContext([]);
  world = await twoTenants(context);
  const envelope = context.get<Envelope>(ENVELOPE);
  consumers = new Consumers({
    envelope,
    lookupKey: randomBytes(32),
    clock: context.get<Clock>(CLOCK),
  });
});
afterAll(() => context.close());

const inTenant = <T>(tenant: TestTenant, work: (tx: TenantTransaction) => Promise<T>): Promise<T> =>
  context.get(TenantDatabase).run(tenant.context, work);

const ensure = (tenant: TestTenant, ...identities: ConsumerIdentity[]): Promise<string[]> =>
  inTenant(tenant, (tx) => {
    const { tenantId } = tenant;
    return consumers.ensureAll(
      tx,
      identities.map((identity) => ({ tenantId, identity })),
    );
  });
/** As a tenant names them. */
const named = (tenant: TestTenant, ...identities: ConsumerIdentity[]): Promise<string[]> =>
  inTenant(tenant, (tx) => consumers.named(tx, tenant.tenantId, identities));
const one = async (tenant: TestTenant, identity: ConsumerIdentity): Promise<string> =>
  (await ensure(tenant, identity))[0]!;
const identityOf = async (
  tenant: TestTenant,
  id: string,
): Promise<ConsumerIdentity | undefined> => {
  const found = await inTenant(tenant, (tx) =>
    findConsumers(tx, context.get<Envelope>(ENVELOPE), [id]),
  );
  return found[0]?.identity;
};
const aliases = (tenant: TestTenant, id: string): Promise<string[]> =>
  inTenant(tenant, (tx) => aliasesOf(tx, id));

let last = 0;
/** A user whom nobody has heard of. */
function stranger(): Required<Pick<ConsumerIdentity, 'waId' | 'userId'>> {
  last += 1;
  return { waId: `2547009${last}00`, userId: `KE.9000${last}` };
}

describe('a consumer', () => {
  it('known by the number is found by the user id once both were named together', async () => {
    const { waId, userId } = stranger();
    const known = await one(world.acme, { waId });
    expect(await one(world.acme, { waId, userId, name: 'Amina' })).toBe(known);
    expect(await one(world.acme, { userId })).toBe(known);
    expect(await identityOf(world.acme, known)).toEqual({ waId, userId, name: 'Amina' });
  });

  it('known by the user id is found by the number once both were named together', async () => {
    const { waId, userId } = stranger();
    const known = await one(world.acme, { userId });
    await one(world.acme, { waId, userId });
    expect(await one(world.acme, { waId })).toBe(known);
  });

  it('that was known twice is one from then on, and its rows are all found', async () => {
    const { waId, userId } = stranger();
    const [byNumber, byUser] = [await one(world.acme, { waId }), await one(world.acme, { userId })];
    expect(byNumber).not.toBe(byUser);
    const found = await ensure(world.acme, { waId, userId }, { userId }, { waId });
    expect(found).toEqual([byNumber, byNumber, byNumber]);
    for (const id of [byNumber, byUser]) {
      expect(await aliases(world.acme, id)).toEqual([byNumber, byUser]);
      expect(await identityOf(world.acme, id)).toEqual({ waId, userId });
    }
  });

  it('whose user id changed stays the one it was, under both ids', async () => {
    const [{ userId }, { userId: current }] = [stranger(), stranger()];
    const before = await one(world.acme, { userId });
    const after = await one(world.acme, { userId: current });
    const now = { tenantId: world.acme.tenantId, identity: { userId: current } };
    await inTenant(world.acme, (tx) => consumers.join(tx, [before, after], now));
    // Once more changes nothing.
    await inTenant(world.acme, (tx) => consumers.join(tx, [before, after], now));
    expect(await ensure(world.acme, { userId }, { userId: current })).toEqual([before, before]);
    expect(await identityOf(world.acme, before)).toEqual({ userId: current });
  });

  it('that changes again and again keeps all its rows with the first', async () => {
    const users = [stranger(), stranger(), stranger(), stranger()].map(({ userId }) => userId);
    const ids: string[] = [];
    for (const userId of users) ids.push(await one(world.acme, { userId }));
    // From the last to the first, so that each join moves what was joined before.
    for (const at of [3, 2, 1]) {
      const now = { tenantId: world.acme.tenantId, identity: { userId: users[at]! } };
      await inTenant(world.acme, (tx) => consumers.join(tx, [ids[at - 1]!, ids[at]!], now));
    }
    expect(await aliases(world.acme, ids[3]!)).toEqual(ids);
  });

  it('of one tenant is never another’s, whatever ids they share', async () => {
    const { waId, userId } = stranger();
    const [acme, globex] = [await one(world.acme, { waId }), await one(world.globex, { userId })];
    const both = await Promise.all([world.acme, world.globex].map((t) => one(t, { waId, userId })));
    expect(both).toEqual([acme, globex]);
    expect(await aliases(world.globex, acme)).toEqual([acme]);
  });

  it('of whom a tenant gives two ids is the one of the number, and nobody is joined', async () => {
    const [amina, brian] = [stranger(), stranger()];
    const byNumber = await one(world.acme, { waId: amina.waId });
    const byUser = await one(world.acme, { userId: brian.userId });
    const mistaken = { waId: amina.waId, userId: brian.userId };
    expect(await named(world.acme, mistaken)).toEqual([byNumber]);
    expect(await named(world.acme, { userId: brian.userId })).toEqual([byUser]);
    expect(await aliases(world.acme, byNumber)).toEqual([byNumber]);
    expect(await identityOf(world.acme, byNumber)).toEqual({ waId: amina.waId });
    expect(await identityOf(world.acme, byUser)).toEqual({ userId: brian.userId });
  });

  it('whom a tenant alone has named by two ids is not found by the user id', async () => {
    const { waId, userId } = stranger();
    const [id] = await named(world.acme, { waId, userId });
    expect(await one(world.acme, { userId })).not.toBe(id);
  });

  it('named by many at once is joined once', async () => {
    const { waId, userId } = stranger();
    await ensure(world.acme, { userId });
    await ensure(world.acme, { waId });
    const found = await Promise.all(
      Array.from({ length: 4 }, () => one(world.acme, { waId, userId })),
    );
    expect(new Set(found).size).toBe(1);
  });
});
