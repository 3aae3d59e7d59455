import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { PARTNER, PartnerDesk, refusalOf } from './support/partner-desk.js';
import type { Json } from './support/webhook-sink.js';

const INVALID = { status: 400, code: 100 };

describe('multi-partner solutions', () => {
  let desk: PartnerDesk;
  /** The other partner, with an app and a system token of its own. */
  let other: Json;
  beforeAll(async () => {
    desk = await PartnerDesk.open();
  });
  beforeEach(async () => {
    await desk.fresh();
    other = await desk.control('POST', '/apps', { appKey: 'gamma', ownerName: 'Gamma Tech' });
  });
  afterAll(() => desk.kit.close());

  const create = (over: Record<string, unknown> = {}) =>
    desk.post(`/${desk.alpha.appId}/whatsapp_business_solution`, {
      solution_name: 'Together',
      partner_app_id: other.appId,
      owner_permissions: ['MESSAGING'],
      partner_permissions: ['MANAGE_TEMPLATES', 'MESSAGING'],
      ...over,
    });
  const created = async (): Promise<string> => (await create()).body.solution_id;
  const step = (id: string, name: string, token?: string) => desk.post(`/${id}/${name}`, {}, token);
  const active = async (): Promise<string> => {
    const id = await created();
    expect((await step(id, 'accept', other.systemToken)).body).toEqual({ success: true });
    return id;
  };
  const statusOf = async (id: string): Promise<string> =>
    (await desk.get(`/${id}?fields=status`)).body.status;

  it('F-SOLUTIONS-01 a solution is made by the owner app and waits for the partner', async () => {
    const { body } = await create();
    expect(body).toEqual({ solution_id: expect.stringMatching(/^\d+$/) });
    const list = await desk.get(`/${desk.alpha.appId}/whatsapp_business_solutions`);
    expect(list.body.data).toEqual([
      {
        name: 'Together',
        status: 'INITIATED',
        status_for_pending_request: 'PENDING_ACTIVATION',
        id: body.solution_id,
      },
    ]);
  });

  it('F-SOLUTIONS-02 missing names, unknown apps and permissions are 100, a foreign app 200', async () => {
    for (const over of [
      { solution_name: '' },
      { partner_app_id: '1' },
      { partner_app_id: desk.alpha.appId },
      { owner_permissions: [] },
      { partner_permissions: ['SLEEP'] },
    ]) {
      expect(refusalOf(await create(over))).toEqual(INVALID);
    }
    const foreign = await desk.post(`/${other.appId}/whatsapp_business_solution`, {});
    expect(refusalOf(foreign)).toEqual({ status: 403, code: 200 });
  });

  it('F-SOLUTIONS-03 it tells name, status, partners and the permissions of its owner', async () => {
    const id = await created();
    const fields = 'name,status,partners,owner_permissions,owner_app';
    const partners = [
      { id: PARTNER, name: 'Patchbay Partner' },
      { id: other.businessId, name: 'Gamma Tech' },
    ];
    expect((await desk.get(`/${id}?fields=${fields}`)).body).toEqual({
      name: 'Together',
      status: 'INITIATED',
      partners: { data: partners },
      owner_permissions: ['MESSAGING'],
      owner_app: { id: desk.alpha.appId, name: 'alpha' },
      id,
    });
    expect((await desk.get(`/${id}/partners`)).body.data).toEqual(partners);
  });

  it('F-SOLUTIONS-04 the partner accepts or rejects; the owner cannot', async () => {
    const id = await created();
    expect(refusalOf(await step(id, 'accept'))).toEqual(INVALID);
    await step(id, 'accept', other.systemToken);
    expect(await statusOf(id)).toBe('ACTIVE');
    const second = await created();
    await step(second, 'reject', other.systemToken);
    expect(await statusOf(second)).toBe('REJECTED');
    expect(refusalOf(await step(second, 'accept', other.systemToken))).toEqual(INVALID);
  });

  it('F-SOLUTIONS-05 either asks for the end, the other accepts or rejects it', async () => {
    const id = await active();
    await step(id, 'send_deactivation_request');
    expect(await statusOf(id)).toBe('PENDING_DEACTIVATION');
    expect(refusalOf(await step(id, 'accept_deactivation_request'))).toEqual(INVALID);
    await step(id, 'reject_deactivation_request', other.systemToken);
    expect(await statusOf(id)).toBe('ACTIVE');
    await step(id, 'send_deactivation_request', other.systemToken);
    expect((await step(id, 'accept_deactivation_request')).body).toEqual({ success: true });
    expect(await statusOf(id)).toBe('DEACTIVATED');
  });

  it('F-SOLUTIONS-06 both partners hear of it by the field partner_solutions', async () => {
    const id = await active();
    for (const [kind, status] of [
      ['SOLUTION_CREATED', 'INITIATED'],
      ['SOLUTION_UPDATED', 'ACTIVE'],
    ]) {
      const told = await eventually(() => {
        const heard = desk.heard(kind!);
        // Two apps of the owner, one of the partner.
        return heard.length === 3 ? heard : undefined;
      });
      expect(new Set(told.map(({ entry }) => entry.id))).toEqual(
        new Set([PARTNER, other.businessId]),
      );
      expect(told[0]).toMatchObject({
        field: 'partner_solutions',
        value: { event: kind, solution_id: id, solution_status: status },
      });
    }
  });

  it('F-SOLUTIONS-07 a client onboarded by it is shared with both, and PARTNER_ADDED names it', async () => {
    const id = await active();
    const { wabaId } = await desk.finish({ extras: { setup: { solutionID: id } } });
    const told = await eventually(() => {
      const heard = desk.heard('PARTNER_ADDED');
      return heard.length === 3 ? heard : undefined;
    });
    expect(new Set(told.map(({ entry }) => entry.id))).toEqual(
      new Set([PARTNER, other.businessId]),
    );
    expect(told[0]!.value.waba_info).toMatchObject({
      solution_id: id,
      solution_partner_business_ids: [PARTNER, other.businessId],
    });
    expect((await desk.get(`/${wabaId}`, other.systemToken)).body.id).toBe(wabaId);
    const solutions = (await desk.get(`/${wabaId}/solutions`)).body.data;
    expect(solutions).toMatchObject([{ id, status: 'ACTIVE' }]);
  });

  it.each([
    ['data', { data: [{ access_token: expect.any(String) }] }],
    ['flat', { access_token: expect.any(String), expires_at: 0 }],
  ])(
    'F-SOLUTIONS-08 solutionTokenShape %s: the other partner gets its token',
    async (shape, body) => {
      await desk.switch({ solutionTokenShape: shape });
      const id = await active();
      const { businessId, wabaId } = await desk.finish({ extras: { setup: { solutionID: id } } });
      const path = `/${id}/access_token?business_id=${businessId}`;
      const answer = await desk.get(path, other.systemToken);
      expect(answer.body).toEqual(body);
      const token = answer.body.access_token ?? answer.body.data[0].access_token;
      expect((await desk.get(`/${wabaId}`, token)).body.id).toBe(wabaId);
      const { data } = (await desk.get(`/debug_token?input_token=${token}`, other.appToken)).body;
      expect(data.app_id).toBe(other.appId);
    },
  );

  it('F-SOLUTIONS-09 there is no token of a client that the solution did not onboard', async () => {
    const id = await active();
    const { businessId } = await desk.finish();
    const path = `/${id}/access_token?business_id=${businessId}`;
    expect(refusalOf(await desk.get(path, other.systemToken))).toEqual(INVALID);
    const stranger = await desk.token({ app: 'beta', businessId: '610000000000001' });
    expect(refusalOf(await desk.get(path, stranger))).toEqual({ status: 403, code: 200 });
  });

  it('F-SOLUTIONS-10 an account is tagged for an active solution: the answer is a migration intent', async () => {
    const { wabaId } = await desk.finish();
    const path = `/${wabaId}/set_solution_migration_intent`;
    const pending = await desk.post(path, { solution_id: await created() });
    expect(refusalOf(pending)).toEqual(INVALID);
    const { body } = await desk.post(path, { solution_id: await active() });
    expect(body).toEqual({ id: expect.stringMatching(/^\d+$/) });
  });
});
