import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeId, uuidv7 } from '#patchbay/kernel';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { errorCode, expectSuccess, graphql } from '../support/graphql-client.js';
import { ownerQuery } from '../support/owner-query.js';
import { type TwoTenants, twoTenants } from '../support/two-tenants.js';
import {
  connectOf,
  eventsOfCall,
  newMetaId,
  newWacid,
  sendAs,
  terminateOf,
  wabaEventOf,
} from './support/meta-sender.js';

const LIST = `query ($filter: QuarantinedEventFilter) {
  quarantinedEvents(filter: $filter) {
    edges { node { id appKey reason kind field wabaId phoneNumberId displayPhoneNumber
                   resolvedAt resolution resolvedFor } }
  }
}`;
const REPLAY = `mutation ($input: ReplayInboxEventInput!) {
  replayInboxEvent(input: $input) {
    ... on ReplayInboxEventSuccess {
      replayed quarantined { id result reason tenantId message }
    }
  }
}`;
const CLAIM = `mutation ($input: ClaimQuarantinedNumberInput!) {
  claimQuarantinedNumber(input: $input) {
    __typename
    ... on ClaimQuarantinedNumberSuccess { numberId quarantined { result tenantId } }
    ... on MutationError { code message }
  }
}`;

interface Node {
  readonly id: string;
  readonly kind: string;
}

let api: TestApp;
let two: TwoTenants;

beforeAll(async () => {
  api = await createTestApp();
  two = await twoTenants(api);
});
afterAll(() => api.close());

const list = async (filter: object): Promise<Node[]> => {
  const { edges } = expectSuccess(await graphql(api, two.staff.token, LIST, { filter }));
  return (edges as { node: Node }[]).map(({ node }) => node);
};
const replay = async (input: object) => {
  const full = { reason: 'ticket 8', ...input };
  return expectSuccess(await graphql(api, two.staff.token, REPLAY, { input: full })).quarantined;
};
const claim = (input: object, token = two.staff.token) =>
  graphql(api, token, CLAIM, { input: { reason: 'ticket 9', ...input } });
const digits = () => newMetaId().slice(0, 12);

/** A call of a number that nobody has: its connect and its end. */
async function strangersCall(wabaId = newMetaId()) {
  const number = { phoneNumberId: newMetaId(), displayPhoneNumber: digits(), wabaId };
  const call = { wacid: newWacid(), ...number };
  await sendAs(api, two.apps.alpha, connectOf(call));
  await sendAs(api, two.apps.alpha, terminateOf(call));
  return call;
}

/** The claim of a number of a WABA that nobody has, for a tenant. */
const newWabaClaim = (call: { phoneNumberId: string; wabaId: string }, tenantId: string) => ({
  phoneNumberId: call.phoneNumberId,
  wabaId: call.wabaId,
  tenantId,
  appKeys: [two.apps.alpha.appKey],
  waba: {
    businessId: newMetaId(),
    name: 'New',
    currency: 'USD',
    timeZone: 'Africa/Nairobi',
    accessToken: 'EAAclaimed',
  },
});

describe('quarantinedEvents', () => {
  it('shows what belongs to nobody, by reason, number, app and whether it waits', async () => {
    const call = await strangersCall();
    const { phoneNumberId, displayPhoneNumber, wabaId } = call;
    expect(await list({ phoneNumberId })).toEqual(
      ['calls.terminate', 'calls.connect'].map((kind) => ({
        id: expect.stringMatching(/^qev_/),
        appKey: two.apps.alpha.appKey,
        reason: 'UNKNOWN_NUMBER',
        kind,
        field: 'calls',
        wabaId,
        phoneNumberId,
        displayPhoneNumber,
        resolvedAt: null,
        resolution: null,
        resolvedFor: null,
      })),
    );
    expect(await list({ phoneNumberId, reason: 'UNBOUND_APP' })).toEqual([]);
    expect(await list({ phoneNumberId, appKey: two.apps.beta.appKey })).toEqual([]);
    expect(await list({ wabaId, isOpen: true, reason: 'UNKNOWN_NUMBER' })).toHaveLength(2);
    expect(await list({ wabaId, isOpen: false })).toEqual([]);
    const ofTenant = await graphql(api, two.acme.token, LIST, {});
    expect(errorCode(ofTenant)).toBe('FORBIDDEN');
  });
});

describe('replayInboxEvent of the quarantine', () => {
  it('keeps an event where it is while nobody knows whose it is, and says what to do', async () => {
    const { phoneNumberId } = await strangersCall();
    const ids = (await list({ phoneNumberId })).map(({ id }) => id);
    expect(await replay({ quarantinedEventIds: ids })).toEqual(
      [...ids].reverse().map((id) => ({
        id,
        result: 'STILL_QUARANTINED',
        reason: 'UNKNOWN_NUMBER',
        tenantId: null,
        message: 'Claim the number for its tenant first.',
      })),
    );
    expect(await list({ phoneNumberId, isOpen: true })).toHaveLength(2);
  });

  it('keeps it once, when its app was bound since, and knows a copy', async () => {
    const { beta } = two.apps;
    const { wabaId, numbers } = two.globex.wabas[0]!;
    const phoneNumberId = numbers[0]!.phoneNumberId;
    const [lone, copied] = [newWacid(), newWacid()];
    const bodies = [lone, copied].map((wacid) => connectOf({ wacid, phoneNumberId }));
    for (const body of bodies) await sendAs(api, beta, body);
    await sendAs(api, two.apps.alpha, bodies[1]!);
    const quarantine = { phoneNumberId, reason: 'UNBOUND_APP' };
    const refused = await replay({ quarantine });
    expect(refused.map(({ result }: { result: string }) => result)).toEqual([
      'STILL_QUARANTINED',
      'STILL_QUARANTINED',
    ]);
    expect(await eventsOfCall(lone)).toEqual([]);

    await ownerQuery(
      `insert into app_binding (app_key, waba_id, tenant_id, created_at) values ($1, $2, $3, now())`,
      [beta.appKey, wabaId, two.globex.tenantId],
    );
    const tenantId = two.globex.publicId;
    expect(await replay({ quarantine })).toMatchObject([
      { result: 'KEPT', tenantId },
      { result: 'DUPLICATE', tenantId },
    ]);
    expect(await eventsOfCall(lone)).toMatchObject([{ tenant_id: two.globex.tenantId }]);
    expect(await eventsOfCall(copied)).toHaveLength(1);
    expect(await replay({ quarantine })).toEqual([]);
    const ids = (await list({ phoneNumberId })).map(({ id }) => id);
    expect(await replay({ quarantinedEventIds: ids })).toMatchObject([
      { result: 'ALREADY_RESOLVED' },
      { result: 'ALREADY_RESOLVED' },
    ]);
    expect(await eventsOfCall(lone)).toHaveLength(1);
  });

  it('refuses what cannot be read, and what does not exist', async () => {
    await sendAs(api, two.apps.beta, '{"hello":');
    const [row] = await list({ reason: 'UNREADABLE', appKey: two.apps.beta.appKey });
    expect(await replay({ quarantinedEventIds: [row!.id] })).toMatchObject([
      { result: 'STILL_QUARANTINED', reason: 'UNREADABLE' },
    ]);
    const unknown = encodeId('quarantinedEvent', uuidv7(api.clock));
    const input = { reason: 'x', quarantinedEventIds: [unknown] };
    expect(errorCode(await graphql(api, two.staff.token, REPLAY, { input }))).toBe('NOT_FOUND');
  });
});

describe('claimQuarantinedNumber', () => {
  it('binds the number of a new WABA to its tenant, and replays all that waits for both', async () => {
    const call = await strangersCall();
    await sendAs(api, two.apps.alpha, wabaEventOf(call.wabaId));
    await sendAs(api, two.apps.beta, connectOf({ ...call, wacid: newWacid() }));
    const input = newWabaClaim(call, two.acme.publicId);
    const claimed = expectSuccess(await claim(input), 'ClaimQuarantinedNumberSuccess');
    const tenantId = two.acme.publicId;
    expect(claimed.quarantined).toEqual([
      { result: 'KEPT', tenantId },
      { result: 'KEPT', tenantId },
      { result: 'KEPT', tenantId },
      // Beta may not speak for it.
      { result: 'STILL_QUARANTINED', tenantId: null },
    ]);
    expect((await eventsOfCall(call.wacid)).map(({ kind }) => kind)).toEqual([
      'offered',
      'terminated',
    ]);
    const [number] = await ownerQuery(
      `select tenant_id, display_phone_number from phone_number where phone_number_id = $1`,
      [call.phoneNumberId],
    );
    expect(number).toEqual({
      tenant_id: two.acme.tenantId,
      display_phone_number: call.displayPhoneNumber,
    });
    const rest = await list({ phoneNumberId: call.phoneNumberId, isOpen: true });
    expect(rest).toMatchObject([{ reason: 'UNBOUND_APP' }]);
    // From here on it is an ordinary number.
    const next = { ...call, wacid: newWacid() };
    await sendAs(api, two.apps.alpha, connectOf(next));
    expect(await eventsOfCall(next.wacid)).toHaveLength(1);
  });

  it('adds a number to a WABA that the tenant has, once for an idempotencyKey', async () => {
    const call = await strangersCall(two.globex.wabas[0]!.wabaId);
    const { phoneNumberId, wabaId } = call;
    const tenantId = two.globex.publicId;
    const input = { phoneNumberId, wabaId, tenantId, idempotencyKey: uuidv7(api.clock) };
    const first = expectSuccess(await claim(input), 'ClaimQuarantinedNumberSuccess');
    expect(first.quarantined).toMatchObject([{ result: 'KEPT' }, { result: 'KEPT' }]);
    expect(expectSuccess(await claim(input))).toEqual(first);
    const again = expectSuccess(await claim({ ...input, idempotencyKey: null }));
    expect(again).toEqual({ ...first, quarantined: [] });
    const audits = await ownerQuery(
      `select reason from platform_audit_event
        where action = 'inbox.claim_quarantined_number' and subject_id = $1`,
      [phoneNumberId],
    );
    expect(audits).toEqual([{ reason: 'ticket 9' }, { reason: 'ticket 9' }]);
  });

  it('refuses with a type of its own, and binds nothing', async () => {
    const call = await strangersCall();
    const good = newWabaClaim(call, two.acme.publicId);
    const codeOf = async (changes: object) =>
      expectSuccess(await claim({ ...good, ...changes })).code;
    const taken = two.globex.wabas[0]!;
    expect([
      await codeOf({ phoneNumberId: newMetaId() }),
      await codeOf({ wabaId: taken.wabaId }),
      await codeOf({ waba: null }),
      await codeOf({ appKeys: ['nobody'] }),
      await codeOf({ displayPhoneNumber: taken.numbers[0]!.displayPhoneNumber }),
    ]).toEqual([
      'NUMBER_NOT_QUARANTINED',
      'WABA_TAKEN',
      'WABA_NOT_BOUND',
      'META_APP_UNKNOWN',
      'NUMBER_TAKEN',
    ]);
    const nobody = encodeId('tenant', uuidv7(api.clock));
    expect(errorCode(await claim({ ...good, tenantId: nobody }))).toBe('NOT_FOUND');
    expect(errorCode(await claim(good, two.acme.token))).toBe('FORBIDDEN');
    const rows = await ownerQuery(`select 1 from number_directory where phone_number_id = $1`, [
      call.phoneNumberId,
    ]);
    expect(rows).toEqual([]);
    expect(await list({ phoneNumberId: call.phoneNumberId, isOpen: true })).toHaveLength(2);
  });
});
