import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { ChatKit } from './support/chat-kit.js';
import { ACME_WABA, TWO_APP_WABA } from './support/number-kit.js';

const BODY = { type: 'BODY', text: 'Your order has left.' };
const REQUEST = { type: 'call_permission_request' };

describe('message templates', () => {
  let chat: ChatKit;
  let names = 0;
  beforeAll(async () => {
    chat = await ChatKit.open();
    await chat.control('PUT', '/template-review', { afterMs: null });
  });
  afterEach(() => chat.reset());
  afterAll(() => chat.close());

  const path = `${ACME_WABA}/message_templates`;

  const newName = () => `template_${(names += 1)}`;

  const create = (components: unknown[] = [BODY], more: Record<string, unknown> = {}) =>
    chat.graph('POST', path, {
      ...{ name: newName(), language: 'en', category: 'UTILITY', components },
      ...more,
    });

  /** 200, else the details of code 100. */
  async function verdict(components: unknown[], more = {}): Promise<unknown> {
    const { body, status } = await create(components, more);
    if (status === 200) return 200;
    expect([status, body.error.code]).toEqual([400, 100]);
    return body.error.error_data.details;
  }

  const told = (name: string) =>
    chat.kit.sink
      .ofField('message_template_status_update')
      .filter(({ value }) => value.message_template_name === name);

  describe('are filed', () => {
    it('F-TEMPLATES-01 as PENDING under an id; types may be written in either case', async () => {
      const { body, status } = await create([
        { type: 'header', format: 'TEXT', text: 'Order {{1}}', example: { header_text: ['1522'] } },
        {
          type: 'body',
          text: 'May we call about {{1}}, {{2}}?',
          example: { body_text: [['1522', 'Ana']] },
        },
        { type: 'footer', text: 'Thank you' },
        REQUEST,
      ]);
      expect(status).toBe(200);
      expect(body).toEqual({
        id: expect.stringMatching(/^\d{15}$/),
        status: 'PENDING',
        category: 'UTILITY',
      });
    });

    it('F-TEMPLATES-02 F-TEMPLATES-03 and approved after a moment, which a webhook with the time tells', async () => {
      await chat.control('PUT', '/template-review', { afterMs: 60_000 });
      const name = newName();
      const { body } = await create([BODY], { name });
      await chat.control('PUT', '/template-review', { afterMs: null });
      expect((await chat.graph('GET', body.id)).body.status).toBe('PENDING');
      chat.kit.clock.setOffset(61_000);
      const { entry, value } = await eventually(() => told(name)[0]);
      expect(entry).toMatchObject({ id: ACME_WABA, time: expect.any(Number) });
      expect(value).toEqual({
        event: 'APPROVED',
        message_template_id: Number(body.id),
        message_template_name: name,
        message_template_language: 'en',
        message_template_category: 'UTILITY',
        reason: 'NONE',
      });
    });

    it('F-TEMPLATES-04 or rejected, with a reason', async () => {
      const name = newName();
      const { body } = await create([BODY], { name });
      const review = { status: 'REJECTED', reason: 'INCORRECT_CATEGORY' };
      await chat.control('POST', `/templates/${body.id}/review`, review);
      const { value } = await eventually(() => told(name)[0]);
      expect(value).toMatchObject({ event: 'REJECTED', reason: 'INCORRECT_CATEGORY' });
      const { body: node } = await chat.graph('GET', `${body.id}?fields=status,rejected_reason`);
      expect(node).toEqual({
        id: body.id,
        status: 'REJECTED',
        rejected_reason: 'INCORRECT_CATEGORY',
      });
    });

    it('F-TEMPLATES-05 with a name of small letters, digits and _, a language and a category', async () => {
      expect(await verdict([BODY], { name: 'Not Good' })).toMatch(/^name/);
      expect(await verdict([BODY], { language: 'English' })).toMatch(/^language/);
      expect(await verdict([BODY], { language: 'pt_BR' })).toBe(200);
      expect(await verdict([BODY], { category: 'SALES' })).toMatch(/^category/);
      expect(await verdict([BODY], { category: 'MARKETING' })).toBe(200);
    });

    it('F-TEMPLATES-06 once for each name and language', async () => {
      const name = newName();
      await create([BODY], { name });
      const { body } = await create([BODY], { name });
      expect(body.error).toMatchObject({ code: 100, error_subcode: 2388024 });
      expect(await verdict([BODY], { name, language: 'de' })).toBe(200);
    });

    it('F-TEMPLATES-07 with a BODY of up to 1,024 characters; header and footer, up to 60, may be left out', async () => {
      expect(await verdict([REQUEST])).toMatch(/must have a BODY/);
      expect(await verdict([BODY, REQUEST])).toBe(200);
      expect(await verdict([{ ...BODY, text: 'x'.repeat(1025) }])).toMatch(/text/);
      expect(await verdict([BODY, { type: 'FOOTER', text: 'x'.repeat(61) }])).toMatch(/text/);
      expect(
        await verdict([BODY, { type: 'HEADER', format: 'TEXT', text: 'x'.repeat(61) }]),
      ).toMatch(/text/);
      expect(await verdict([BODY, BODY])).toMatch(/only one BODY/);
    });

    it('F-TEMPLATES-08 with an example for every variable', async () => {
      const text = 'About {{1}}, {{2}}';
      expect(await verdict([{ type: 'BODY', text }])).toMatch(/2 variables/);
      const example = { body_text: [['1522', 'Ana']] };
      expect(await verdict([{ type: 'BODY', text, example }])).toBe(200);
      expect(await verdict([BODY, { type: 'FOOTER', text: 'To {{1}}' }])).toMatch(/FOOTER/);
    });

    it('F-TEMPLATES-09 as MARKETING or UTILITY when they ask for permission', async () => {
      const category = 'AUTHENTICATION';
      expect(await verdict([BODY, REQUEST], { category })).toMatch(/MARKETING or UTILITY/);
      expect(await verdict([BODY, REQUEST], { category: 'MARKETING' })).toBe(200);
    });

    it('F-TEMPLATES-10 with a request and buttons together only if the switch says so', async () => {
      const buttons = { type: 'BUTTONS', buttons: [{ type: 'voice_call' }] };
      expect(await verdict([BODY, REQUEST, buttons])).toMatch(/cannot have BUTTONS/);
      await chat.switches({ isRequestWithButtonsAccepted: true });
      expect(await verdict([BODY, REQUEST, buttons])).toBe(200);
      await chat.switches({ isRequestWithButtonsAccepted: false });
    });

    it('F-TEMPLATES-11 F-TEMPLATES-12 with a call button, beside others, of up to 20 characters and 1440 to 43200 minutes', async () => {
      const url = { type: 'URL', text: 'Site', url: 'https://example.net' };
      const withCall = (call: object) =>
        verdict([BODY, { type: 'BUTTONS', buttons: [{ type: 'voice_call', ...call }, url] }]);
      expect(await withCall({ text: 'x'.repeat(20), ttl_minutes: 1440 })).toBe(200);
      expect(await withCall({ ttl_minutes: 43_200 })).toBe(200);
      for (const bad of [
        { ttl_minutes: 1439 },
        { ttl_minutes: 43_201 },
        { text: 'x'.repeat(21) },
      ]) {
        expect(await withCall(bad)).toMatch(/^components/);
      }
      const two = [{ type: 'voice_call' }, { type: 'voice_call' }];
      expect(await verdict([BODY, { type: 'BUTTONS', buttons: two }])).toMatch(
        /only one VOICE_CALL/,
      );
    });

    it('F-TEMPLATES-13 with a token that may manage the account', async () => {
      const foreign = chat.numbers.tokenOf(TWO_APP_WABA);
      const reply = await chat.graph('GET', path, undefined, foreign);
      expect(reply).toMatchObject({ status: 403, body: { error: { code: 200 } } });
    });
  });

  describe('are kept', () => {
    it('F-TEMPLATES-14 in a list, page by page, narrowed by name, language, category and status', async () => {
      const name = newName();
      const languages = ['en', 'de', 'fr'];
      for (const language of languages) await create([BODY], { name, language });
      const list = async (query: string) =>
        (await chat.graph('GET', `${path}?name=${name}&${query}`)).body;
      expect((await list('')).data).toHaveLength(3);
      expect((await list('language=de&category=UTILITY&status=PENDING')).data).toEqual([
        {
          id: expect.any(String),
          name,
          language: 'de',
          status: 'PENDING',
          category: 'UTILITY',
          parameter_format: 'POSITIONAL',
          components: [BODY],
        },
      ]);
      expect((await list('status=APPROVED')).data).toEqual([]);
      const first = await list('limit=2&fields=language');
      const second = await list(`limit=2&fields=language&after=${first.paging.cursors.after}`);
      const seen = [...first.data, ...second.data].map(({ language }) => language);
      expect(seen.sort()).toEqual(languages.sort());
    });

    it('F-TEMPLATES-15 and edited, after which they are looked at anew', async () => {
      const name = newName();
      const { body } = await create([BODY], { name });
      await chat.control('POST', `/templates/${body.id}/review`, { status: 'APPROVED' });
      const components = [{ ...BODY, text: 'It has arrived.' }];
      const edit = await chat.graph('POST', body.id, { components });
      expect(edit.body).toEqual({ success: true });
      const { body: node } = await chat.graph('GET', `${body.id}?fields=status,components`);
      expect(node).toEqual({ id: body.id, status: 'PENDING', components });
      expect((await chat.graph('POST', body.id, { components: [] })).body.error.code).toBe(100);
    });

    it('F-TEMPLATES-16 until they are deleted, by name in all languages or by hsm_id in one', async () => {
      const name = newName();
      const { body } = await create([BODY], { name });
      await create([BODY], { name, language: 'de' });
      await create([BODY], { name, language: 'fr' });
      const left = async () =>
        (await chat.graph('GET', `${path}?name=${name}`)).body.data?.length ?? 0;
      const remove = (query: string) => chat.graph('DELETE', `${path}?${query}`);
      expect((await remove(`name=${name}&hsm_id=${body.id}`)).body).toEqual({ success: true });
      expect(await left()).toBe(2);
      await remove(`name=${name}`);
      expect(await left()).toBe(0);
      expect((await remove(`name=${name}`)).body.error.code).toBe(100);
    });
  });
});
