import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ACME,
  ACME_SECOND_WABA,
  ACME_WABA,
  GLOBEX,
  GLOBEX_WABA,
  PARTNER,
  PartnerDesk,
  refusalOf,
} from './support/partner-desk.js';
import { NUMBER } from './support/simulator-kit.js';
import type { Json } from './support/webhook-sink.js';

const PDF = new Blob(['%PDF-1.7 a deed'], { type: 'application/pdf' });

describe('accounts, portfolios and their health', () => {
  let desk: PartnerDesk;
  beforeAll(async () => {
    desk = await PartnerDesk.open();
  });
  beforeEach(() => desk.fresh());
  afterAll(() => desk.kit.close());

  const health = async (id: string, token?: string): Promise<Json> =>
    (await desk.get(`/${id}?fields=health_status`, token)).body.health_status;
  const typesOf = (status: Json): string[] =>
    status.entities.map((entity: Json) => entity.entity_type);
  const entity = (status: Json, type: string): Json =>
    status.entities.find((one: Json) => one.entity_type === type);

  it('F-ASSETS-30 the health of a number sums up number, WABA, business and app', async () => {
    const status = await health(NUMBER);
    expect(status.can_send_message).toBe('AVAILABLE');
    expect(status.entities.map(({ entity_type, id }: Json) => [entity_type, id])).toEqual([
      ['PHONE_NUMBER', NUMBER],
      ['WABA', ACME_WABA],
      ['BUSINESS', ACME],
      ['APP', desk.alpha.appId],
    ]);
  });

  it('F-ASSETS-31 without SIP can_receive_call_sip is BLOCKED: 138024 on the number, 138025 on the app', async () => {
    const status = await health(NUMBER);
    for (const [type, code] of [
      ['PHONE_NUMBER', 138_024],
      ['APP', 138_025],
    ] as const) {
      expect(entity(status, type)).toMatchObject({
        can_receive_call_sip: 'BLOCKED',
        errors: [
          {
            error_code: code,
            error_description: expect.any(String),
            possible_solution: expect.any(String),
          },
        ],
      });
    }
    for (const type of ['WABA', 'BUSINESS']) {
      expect(entity(status, type)).not.toHaveProperty('can_receive_call_sip');
    }
  });

  it('F-ASSETS-32 with SIP both are AVAILABLE, the app only if it set the server itself', async () => {
    const sip = { status: 'ENABLED', servers: [{ hostname: 'sip.example.com', port: 5061 }] };
    const settings = await desk.post(`/${NUMBER}/settings`, { calling: { sip } });
    expect({ status: settings.status, body: settings.body }).toMatchObject({ status: 200 });
    const status = await health(NUMBER);
    expect(entity(status, 'PHONE_NUMBER').can_receive_call_sip).toBe('AVAILABLE');
    expect(entity(status, 'APP').can_receive_call_sip).toBe('AVAILABLE');
    const other = await health(NUMBER, await desk.token({ app: 'beta', wabaIds: [ACME_WABA] }));
    expect(entity(other, 'APP').can_receive_call_sip).toBe('BLOCKED');
  });

  it('F-ASSETS-33 the worst of all decides, calls do not count: no payment method blocks', async () => {
    const before = await health(NUMBER);
    expect(before.can_send_message).toBe('AVAILABLE');
    expect(entity(before, 'PHONE_NUMBER').can_receive_call_sip).toBe('BLOCKED');
    await desk.control('PUT', `/wabas/${ACME_WABA}`, { hasPaymentMethod: false });
    const status = await health(NUMBER);
    expect(status.can_send_message).toBe('BLOCKED');
    expect(entity(status, 'WABA')).toMatchObject({
      can_send_message: 'BLOCKED',
      errors: [{ error_code: 141_006 }],
    });
  });

  it('F-ASSETS-34 an unverified business is LIMITED, with additional_info', async () => {
    await desk.control('PUT', `/wabas/${ACME_WABA}`, { verificationStatus: 'not_verified' });
    const status = await health(NUMBER);
    expect(status.can_send_message).toBe('LIMITED');
    expect(entity(status, 'BUSINESS')).toMatchObject({
      can_send_message: 'LIMITED',
      additional_info: [expect.any(String)],
      errors: [{ error_code: 141_010 }],
    });
  });

  it('F-ASSETS-35 the health of a WABA, a business or an app leaves out what lies below it', async () => {
    const { appId, appSecret } = desk.alpha;
    expect(typesOf(await health(ACME_WABA))).toEqual(['WABA', 'BUSINESS', 'APP']);
    expect(typesOf(await health(ACME))).toEqual(['BUSINESS', 'APP']);
    expect(typesOf(await health(appId, `${appId}|${appSecret}`))).toEqual(['APP']);
  });

  it('F-ASSETS-36 a number that is not registered cannot send, one with a new name is LIMITED', async () => {
    const { body } = await desk.post(`/${ACME_WABA}/phone_numbers`, {
      ...{ cc: '44', phone_number: '7700900778', verified_name: 'Acme' },
    });
    expect(entity(await health(body.id), 'PHONE_NUMBER')).toMatchObject({
      can_send_message: 'BLOCKED',
      additional_info: [expect.stringContaining('display name')],
    });
  });

  it('F-ASSETS-40 a WABA has name, currency, timezone_id and message_template_namespace', async () => {
    const fields = 'id,name,currency,timezone_id,message_template_namespace,status,ownership_type';
    expect((await desk.get(`/${ACME_WABA}?fields=${fields}`)).body).toEqual({
      id: ACME_WABA,
      name: 'Acme Telecare Support',
      currency: 'USD',
      timezone_id: '58',
      message_template_namespace: expect.stringMatching(/^\w{8}_\w{4}_\w{4}_\w{4}_\w{12}$/),
      status: 'ACTIVE',
      ownership_type: 'CLIENT_OWNED',
    });
    const usual = (await desk.get(`/${ACME_WABA}`)).body;
    expect(Object.keys(usual).sort()).toEqual([
      ...['id', 'message_template_namespace', 'name', 'timezone_id'],
    ]);
  });

  it('F-ASSETS-41 a WABA tells its owner, its review and the verification of its business', async () => {
    await desk.control('PUT', `/wabas/${ACME_WABA}`, {
      reviewStatus: 'PENDING',
      verificationStatus: 'pending',
    });
    const fields = 'owner_business_info,account_review_status,business_verification_status';
    expect((await desk.get(`/${ACME_WABA}?fields=${fields}`)).body).toEqual({
      owner_business_info: { name: 'Acme Telecare Support', id: ACME },
      account_review_status: 'PENDING',
      business_verification_status: 'pending',
      id: ACME_WABA,
    });
    expect((await desk.get(`/${ACME}?fields=verification_status`)).body).toEqual({
      verification_status: 'pending',
      id: ACME,
    });
  });

  it('F-ASSETS-42 client_whatsapp_business_accounts lists what clients share, the newest first', async () => {
    const { wabaId } = await desk.finish();
    const { data } = (await desk.get(`/${PARTNER}/client_whatsapp_business_accounts`)).body;
    const ids = data.map(({ id }: Json) => id);
    expect(ids).toEqual([wabaId, GLOBEX_WABA, ACME_SECOND_WABA, ACME_WABA]);
    expect(Object.keys(data[0])).toEqual([
      ...['id', 'name', 'currency', 'timezone_id', 'message_template_namespace'],
    ]);
    await desk.control('POST', `/wabas/${wabaId}/remove-partner`, {});
    const left = (await desk.get(`/${PARTNER}/client_whatsapp_business_accounts?fields=id`)).body;
    expect(left.data).toEqual(ids.slice(1).map((id: string) => ({ id })));
  });

  it('F-ASSETS-43 owned_whatsapp_business_accounts lists those of the portfolio itself', async () => {
    const path = 'owned_whatsapp_business_accounts?fields=id';
    expect((await desk.get(`/${PARTNER}/${path}`)).body).toEqual({ data: [] });
    const token = await desk.token({ businessId: GLOBEX, wabaIds: [GLOBEX_WABA] });
    const { data } = (await desk.get(`/${GLOBEX}/${path}`, token)).body;
    expect(data).toEqual([{ id: GLOBEX_WABA }]);
  });

  it('F-ASSETS-44 they can be filtered by creation_time and partners, and sorted by creation_time', async () => {
    const seconds = Math.floor(desk.kit.clock.nowMs() / 1000);
    await desk.advance(60_000);
    const { wabaId } = await desk.finish();
    const path = `/${PARTNER}/client_whatsapp_business_accounts?fields=id`;
    const list = async (query: string) =>
      (await desk.get(`${path}&${query}`)).body.data.map(({ id }: Json) => id);
    const by = (field: string, operator: string, value: unknown) =>
      `filtering=${encodeURIComponent(JSON.stringify([{ field, operator, value }]))}`;
    const later = String(seconds + 30);
    expect(await list(by('creation_time', 'GREATER_THAN', later))).toEqual([wabaId]);
    expect(await list(by('creation_time', 'LESS_THAN', later))).toHaveLength(3);
    expect(await list(by('partners', 'ALL', [PARTNER]))).toHaveLength(4);
    expect(await list(by('partners', 'ALL', [PARTNER, '1']))).toEqual([]);
    expect((await list('sort=creation_time_ascending')).at(-1)).toBe(wabaId);
    expect(refusalOf(await desk.get(`${path}&sort=name`))).toEqual({ status: 400, code: 100 });
  });

  it("F-ASSETS-45 the lists of another's portfolio are refused with 200", async () => {
    const answer = await desk.get(`/${ACME}/client_whatsapp_business_accounts`);
    expect(refusalOf(answer)).toEqual({ status: 403, code: 200 });
  });

  it('F-ASSETS-46 system_users lists id, name and role of a portfolio', async () => {
    for (const id of [PARTNER, ACME_WABA]) {
      expect((await desk.get(`/${id}/system_users`)).body.data).toEqual([
        { id: expect.any(String), name: 'Patchbay Partner admin', role: 'ADMIN' },
        { id: expect.any(String), name: 'Patchbay Partner employee', role: 'EMPLOYEE' },
      ]);
    }
  });

  it('F-ASSETS-47 assigned_users gives a user tasks on a WABA, lists and takes them back', async () => {
    const [{ id: user }] = (await desk.get(`/${PARTNER}/system_users`)).body.data;
    const path = `/${ACME_WABA}/assigned_users`;
    const tasks = encodeURIComponent("['MANAGE','VIEW_COST']");
    const { body } = await desk.graph('POST', `${path}?user=${user}&tasks=${tasks}`);
    expect(body).toEqual({ success: true });
    const list = async () => (await desk.get(`${path}?business=${PARTNER}`)).body.data;
    expect(await list()).toEqual([
      { id: user, name: 'Patchbay Partner admin', tasks: ['MANAGE', 'VIEW_COST'] },
    ]);
    expect((await desk.graph('DELETE', `${path}?user=${user}`)).body).toEqual({ success: true });
    expect(await list()).toEqual([]);
  });

  it('F-ASSETS-48 an unknown task or user, or none, is 100', async () => {
    const [{ id: user }] = (await desk.get(`/${PARTNER}/system_users`)).body.data;
    const path = `/${ACME_WABA}/assigned_users`;
    for (const body of [{ user, tasks: ['SLEEP'] }, { user }, { user: '1', tasks: ['MANAGE'] }]) {
      expect(refusalOf(await desk.post(path, body))).toEqual({ status: 400, code: 100 });
    }
    expect(refusalOf(await desk.get(path))).toEqual({ status: 400, code: 100 });
    expect(refusalOf(await desk.graph('DELETE', `${path}?user=${user}`))).toMatchObject({
      code: 100,
    });
  });

  it('F-ASSETS-49 an id that nobody has is 100 with subcode 33', async () => {
    for (const path of ['/123', '/123/phone_numbers', '/123/system_users']) {
      expect(refusalOf(await desk.get(path))).toEqual({ status: 400, code: 100, subcode: 33 });
    }
  });

  describe('partner-led business verification', () => {
    const form = (parts: Record<string, string>, documents: readonly Blob[] = [PDF]): FormData => {
      const data = new FormData();
      for (const [name, value] of Object.entries(parts)) data.append(name, value);
      for (const file of documents) data.append('business_documents[]', file, 'deed.pdf');
      return data;
    };
    const path = `/${PARTNER}/self_certify_whatsapp_business`;
    const submit = (data: FormData, token?: string) =>
      desk.graph('POST', path, { body: data, ...(token === undefined ? {} : { token }) });
    const client = async (): Promise<Json> => desk.finish({ business: { name: 'Corner Shop' } });
    const submissions = async () =>
      (await desk.get(`/${PARTNER}/self_certified_whatsapp_business_submissions`)).body.data;

    it('F-ASSETS-50 documents of a client are handed in as a form, and wait for review', async () => {
      const { businessId, wabaId } = await client();
      const { body } = await submit(form({ end_business_id: businessId }));
      expect(body).toEqual({
        success: true,
        message: expect.any(String),
        verification_attempts: 1,
      });
      expect(await submissions()).toEqual([
        {
          verification_status: 'PENDING',
          submitted_time: expect.any(String),
          update_time: expect.any(String),
          client_business_id: businessId,
          submitted_info: { business_vertical: 'OTHER' },
          id: expect.any(String),
        },
      ]);
      const fields = 'business_verification_status';
      expect((await desk.get(`/${wabaId}?fields=${fields}`)).body[fields]).toBe('pending');
    });

    it('F-ASSETS-51 the result comes within minutes as PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE', async () => {
      const { businessId, wabaId } = await client();
      await submit(form({ end_business_id: businessId }));
      await desk.advance(5 * 60_000);
      const { entry, field, value } = await desk.told('PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE');
      expect({ field, id: entry.id, time: entry.time, value }).toEqual({
        field: 'account_update',
        id: wabaId,
        time: expect.any(Number),
        value: {
          event: 'PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE',
          partner_client_certification_info: {
            client_business_id: businessId,
            status: 'APPROVED',
            rejection_reasons: ['NONE'],
          },
        },
      });
      expect((await submissions())[0].verification_status).toBe('APPROVED');
    });

    it('F-ASSETS-52 a refused one names its reasons; a client has three attempts', async () => {
      const { businessId } = await client();
      for (const attempt of [1, 2, 3]) {
        const { body } = await submit(form({ end_business_id: businessId }));
        expect(body.verification_attempts).toBe(attempt);
        await desk.control('PUT', `/certifications/${businessId}`, {
          status: 'FAILED',
          rejectionReasons: ['ADDRESS_NOT_MATCHING'],
        });
      }
      expect((await submissions())[0]).toMatchObject({
        verification_status: 'FAILED',
        rejection_reasons: ['ADDRESS_NOT_MATCHING'],
      });
      const told = await desk.told('PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE');
      expect(told.value.partner_client_certification_info).toMatchObject({
        status: 'FAILED',
        rejection_reasons: ['ADDRESS_NOT_MATCHING'],
      });
      const fourth = await submit(form({ end_business_id: businessId }));
      expect(refusalOf(fourth)).toEqual({ status: 400, code: 100 });
    });

    it('F-ASSETS-53 wants a form, a client, and one to three PDF, JPEG or PNG files up to 5 MB', async () => {
      const { businessId } = await client();
      const parts = { end_business_id: businessId };
      const huge = new Blob(['%PDF', new Uint8Array(5 * 1024 * 1024)]);
      for (const data of [
        form({}),
        form(parts, []),
        form(parts, [PDF, PDF, PDF, PDF]),
        form(parts, [new Blob(['GIF89a'])]),
        form(parts, [huge]),
        form({ end_business_id: ACME }),
      ]) {
        expect(refusalOf(await submit(data))).toEqual({ status: 400, code: 100 });
      }
      expect(refusalOf(await desk.post(path, parts))).toEqual({ status: 400, code: 100 });
      await submit(form(parts));
      expect(refusalOf(await submit(form(parts)))).toEqual({ status: 400, code: 100 });
    });

    it("F-ASSETS-54 only the partner's system user hands in its own clients", async () => {
      const { businessId, token } = await desk.onboard();
      const data = form({ end_business_id: businessId });
      expect(refusalOf(await submit(data, token))).toEqual({ status: 403, code: 200 });
      const stranger = await submit(form({ end_business_id: '1' }));
      expect(refusalOf(stranger)).toEqual({ status: 403, code: 200 });
    });
  });
});
