import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CREDIT_LINE, PARTNER, PartnerDesk, refusalOf } from './support/partner-desk.js';
import type { Json } from './support/webhook-sink.js';

const INVALID = { status: 400, code: 100 };
const NO_ACCESS = { status: 403, code: 200 };

describe('lines of credit', () => {
  let desk: PartnerDesk;
  let client: Json;
  beforeAll(async () => {
    desk = await PartnerDesk.open();
  });
  beforeEach(async () => {
    await desk.fresh();
    client = await desk.onboard();
  });
  afterAll(() => desk.kit.close());

  const both = (over: Record<string, string> = {}, token?: string) => {
    const query = new URLSearchParams({ waba_currency: 'EUR', waba_id: client.wabaId, ...over });
    const path = `/${CREDIT_LINE}/whatsapp_credit_sharing_and_attach?${query.toString()}`;
    return desk.graph('POST', path, token === undefined ? {} : { token });
  };
  const funding = async () =>
    (await desk.get(`/${client.wabaId}?fields=primary_funding_id,currency,health_status`)).body;

  it('F-CREDIT-01 extendedcredits lists the lines of the portfolio', async () => {
    const path = `/${PARTNER}/extendedcredits?fields=id,legal_entity_name`;
    expect((await desk.get(path)).body.data).toEqual([
      { id: CREDIT_LINE, legal_entity_name: 'Patchbay Partner' },
    ]);
  });

  it('F-CREDIT-02 sharing and attaching in one step gives allocation_config_id, and pays for the WABA', async () => {
    expect((await funding()).health_status.can_send_message).toBe('BLOCKED');
    const { body } = await both();
    expect(body).toEqual({
      allocation_config_id: expect.stringMatching(/^\d+$/),
      waba_id: client.wabaId,
    });
    const paid = await funding();
    expect(paid).toMatchObject({ currency: 'EUR', primary_funding_id: expect.any(String) });
    expect(paid.health_status.entities[0]).toMatchObject({ can_send_message: 'AVAILABLE' });
  });

  it('F-CREDIT-03 the currency is AUD, EUR, GBP, IDR, INR or USD; another is 100', async () => {
    for (const waba_currency of ['AUD', 'EUR', 'GBP', 'IDR', 'INR', 'USD']) {
      expect((await both({ waba_currency })).status).toBe(200);
    }
    for (const waba_currency of ['CHF', 'eur', '']) {
      expect(refusalOf(await both({ waba_currency }))).toEqual(INVALID);
    }
  });

  it("F-CREDIT-04 only a system user of the partner shares, and only with its clients' WABAs", async () => {
    expect(refusalOf(await both({}, client.token))).toEqual(NO_ACCESS);
    await desk.control('POST', `/wabas/${client.wabaId}/remove-partner`, {});
    expect(refusalOf(await both())).toEqual(NO_ACCESS);
    expect(refusalOf(await both({ waba_id: '1' }))).toMatchObject({ code: 100, subcode: 33 });
  });

  it('F-CREDIT-05 in two steps: sharing with the portfolio, then attaching with the business token', async () => {
    const owner = (await desk.get(`/${client.wabaId}?fields=owner_business_info`)).body;
    const id = owner.owner_business_info.id;
    const share = await desk.graph(
      'POST',
      `/${CREDIT_LINE}/whatsapp_credit_sharing?receiving_business_id=${id}`,
    );
    expect(share.body).toEqual({ success: true, allocation_config_id: expect.any(String) });
    expect(await funding()).not.toHaveProperty('primary_funding_id');
    const query = `waba_currency=USD&waba_id=${client.wabaId}`;
    const attach = await desk.graph('POST', `/${CREDIT_LINE}/whatsapp_credit_attach?${query}`, {
      token: client.token,
    });
    expect(attach.body).toEqual({
      success: true,
      waba_id: client.wabaId,
      allocation_config_id: share.body.allocation_config_id,
    });
    expect(await funding()).toHaveProperty('primary_funding_id');
  });

  it('F-CREDIT-06 what was not shared cannot be attached, nor shared with strangers', async () => {
    const query = `waba_currency=USD&waba_id=${client.wabaId}`;
    const path = `/${CREDIT_LINE}/whatsapp_credit_attach?${query}`;
    expect(refusalOf(await desk.graph('POST', path, { token: client.token }))).toEqual(INVALID);
    const share = `/${CREDIT_LINE}/whatsapp_credit_sharing?receiving_business_id=1`;
    expect(refusalOf(await desk.graph('POST', share))).toEqual(NO_ACCESS);
  });

  it('F-CREDIT-07 the receiving_credential of the allocation is the primary_funding_id of the WABA', async () => {
    const { allocation_config_id: id } = (await both()).body;
    const { body } = await desk.get(`/${id}?fields=receiving_credential`);
    expect(body).toEqual({
      receiving_credential: { id: (await funding()).primary_funding_id },
      id,
    });
  });

  it('F-CREDIT-08 owning_credit_allocation_configs finds the allocation of a portfolio', async () => {
    const { allocation_config_id: id } = (await both()).body;
    const path = `/${CREDIT_LINE}/owning_credit_allocation_configs?fields=id,receiving_business`;
    const of = async (business: string) =>
      (await desk.get(`${path}&receiving_business_id=${business}`)).body.data;
    expect(await of(client.businessId)).toEqual([
      { id, receiving_business: { name: 'New client', id: client.businessId } },
    ]);
    expect(await of('1')).toEqual([]);
  });

  it('F-CREDIT-09 deleting an allocation revokes the line: request_status DELETED, nothing pays', async () => {
    const { allocation_config_id: id } = (await both()).body;
    expect((await desk.graph('DELETE', `/${id}`)).body).toEqual({ success: true });
    const { body } = await desk.get(`/${id}?fields=receiving_business,request_status`);
    expect(body).toMatchObject({ request_status: 'DELETED', id });
    const unpaid = await funding();
    expect(unpaid).not.toHaveProperty('primary_funding_id');
    expect(unpaid.health_status.can_send_message).toBe('BLOCKED');
  });

  it('F-CREDIT-10 a portfolio has one allocation, whatever its WABAs; after a revocation a new one', async () => {
    const first = (await both()).body.allocation_config_id;
    const second = await desk.onboard({ business: { id: client.businessId } });
    expect((await both({ waba_id: second.wabaId })).body.allocation_config_id).toBe(first);
    await desk.graph('DELETE', `/${first}`);
    expect((await both()).body.allocation_config_id).not.toBe(first);
  });

  it("F-CREDIT-11 an unknown line is 100 with subcode 33, another's allocation 200", async () => {
    const path = `/1/whatsapp_credit_sharing_and_attach?waba_currency=USD&waba_id=${client.wabaId}`;
    expect(refusalOf(await desk.graph('POST', path))).toEqual({ ...INVALID, subcode: 33 });
    const { allocation_config_id: id } = (await both()).body;
    expect(refusalOf(await desk.get(`/${id}`, client.token))).toEqual(NO_ACCESS);
  });
});
