import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { TenantDatabase } from '#patchbay/database';
import {
  CLOCK,
  createLogger,
  type Envelope,
  ENVELOPE,
  type SystemClock,
  uuidv7,
} from '#patchbay/kernel';
import { createTestContext } from '../../../../test/support/create-test-context.js';
import { ownerQuery } from '../../../../test/support/owner-query.js';
import {
  type TestTenant,
  type TwoTenants,
  twoTenants,
} from '../../../../test/support/two-tenants.js';
import { insertInboxEvent } from '../persistence/call-inbox.repository.js';
import type { Effect } from '../persistence/effect.repository.js';
import { META_OFFER } from '../testing/sdp-samples.js';
import { AdvanceCall, type Advanced } from './advance-call.js';
import { CallPolicies } from './call-policies.js';
import type { EffectReport } from './effect-report.js';

let context: INestApplicationContext;
let world: TwoTenants;
let clock: SystemClock;
let advance: AdvanceCall;

beforeAll(async () => {
  context = await createTestContext([]);
  world = await twoTenants(context);
  clock = context.get<SystemClock>(CLOCK);
  advance = new AdvanceCall({
    database: context.get(TenantDatabase),
    clock,
    envelope: context.get<Envelope>(ENVELOPE),
    logger: createLogger({ name: 'test', level: 'silent' }),
    policies: new CallPolicies(clock),
    doorbell: undefined,
    consequences: [],
  });
});
afterAll(() => context.close());

/** A user's call to the tenant, as far as the command to make its media. */
async function offered(tenant: TestTenant) {
  const { tenantId } = tenant;
  const callId = uuidv7(clock);
  await context.get(TenantDatabase).run(tenant.context, (tx) =>
    insertInboxEvent(tx, clock, tenantId, {
      callId,
      source: 'META',
      kind: 'offered',
      data: {},
      head: { direction: 'USER_INITIATED', numberId: tenant.numbers[0]!.id, consumerId: null },
      occurredAt: clock.now(),
      traceparent: null,
    }),
  );
  const step = (report?: EffectReport): Promise<Advanced> =>
    advance.execute(tenantId, callId, report);
  const { claimed } = await step();
  expect(claimed?.kind).toBe('media.create');
  return { callId, step, effect: claimed! };
}

function mediaCreated(effect: Effect): EffectReport {
  return {
    effect,
    end: 'DONE',
    event: {
      kind: 'media_created',
      data: { nodeId: 'node', bootId: 'boot', nodeUrl: 'http://127.0.0.1:9' },
      occurredAt: clock.now(),
    },
    sdps: [{ kind: 'META_LOCAL', sdp: META_OFFER }],
  };
}

function mediaFailed(effect: Effect): EffectReport {
  const data = { reason: 'MEDIA_UNAVAILABLE' };
  return { effect, end: 'FAILED', event: { kind: 'media_failed', data, occurredAt: clock.now() } };
}

describe('what a command came to', () => {
  it('is news once: whoever tells of it after another process is not heard', async () => {
    const { effect, step } = await offered(world.acme);
    await step(mediaFailed(effect));
    const { call } = await step(mediaCreated(effect));
    expect(Object.keys(call!.facts)).toContain('media_failed');
    expect(Object.keys(call!.facts)).not.toContain('media_created');
  });

  it('stands in the inbox of the call, as read', async () => {
    const { effect, step, callId } = await offered(world.acme);
    await step(mediaCreated(effect));
    const rows = await ownerQuery(
      `select kind, source, processed_at is not null as "isRead" from inbox_event
        where call_id = $1 order by id`,
      [callId],
    );
    expect(rows).toEqual([
      { kind: 'offered', source: 'META', isRead: true },
      { kind: 'media_created', source: 'EFFECT', isRead: true },
    ]);
  });
});

describe('a command that was claimed', () => {
  it('comes with what it needs, of its own tenant', async () => {
    for (const tenant of [world.acme, world.globex]) {
      const { effect, step } = await offered(tenant);
      const { claimed, context: read } = await step(mediaCreated(effect));
      expect(claimed?.kind).toBe('graph.pre_accept');
      expect(read).toMatchObject({
        status: 'fulfilled',
        value: {
          tenantId: tenant.tenantId,
          number: { id: tenant.numbers[0]!.id },
          sdp: { META_LOCAL: META_OFFER },
        },
      });
    }
  });

  it('is claimed also when what it needs cannot be opened: the step is committed', async () => {
    const { effect, step, callId } = await offered(world.globex);
    const sealed = await ownerQuery<{ id: string; access_token_sealed: string }>(
      `select id, access_token_sealed from waba where tenant_id = $1`,
      [world.globex.tenantId],
    );
    await ownerQuery(`update waba set access_token_sealed = 'broken' where tenant_id = $1`, [
      world.globex.tenantId,
    ]);
    try {
      const { claimed, context: read } = await step(mediaCreated(effect));
      expect([claimed?.kind, read?.status]).toEqual(['graph.pre_accept', 'rejected']);
      const rows = await ownerQuery(
        `select state, attempts from effect where call_id = $1 and kind = 'graph.pre_accept'`,
        [callId],
      );
      expect(rows).toEqual([{ state: 'CLAIMED', attempts: 1 }]);
    } finally {
      for (const { id, access_token_sealed: token } of sealed) {
        await ownerQuery(`update waba set access_token_sealed = $2 where id = $1`, [id, token]);
      }
    }
  });

  it('is taken over once its lease has run out, and said to have been', async () => {
    const { step } = await offered(world.acme);
    expect((await step()).claimed).toBeUndefined();
    clock.setOffset(6000);
    try {
      const { claimed } = await step();
      expect(claimed).toMatchObject({ kind: 'media.create', attempts: 2, isTakenOver: true });
    } finally {
      clock.setOffset(0);
    }
  });
});
