import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { ChatKit, wamidOf } from './support/chat-kit.js';
import { ACME_WABA } from './support/number-kit.js';

const BODY = { type: 'BODY', text: 'Your order has left.' };
const REQUEST = { type: 'call_permission_request' };

describe('message templates are sent', () => {
  let chat: ChatKit;
  let number: string;
  let names = 0;
  beforeAll(async () => {
    chat = await ChatKit.open();
    number = await chat.numbers.addEnabled();
    await chat.control('PUT', '/template-review', { afterMs: null });
  });
  afterEach(() => chat.reset());
  afterAll(() => chat.close());

  const newName = () => `template_${(names += 1)}`;

  const create = (components: unknown[], more: Record<string, unknown>) =>
    chat.graph('POST', `${ACME_WABA}/message_templates`, {
      ...{ language: 'en', category: 'UTILITY', components },
      ...more,
    });

  async function approved(
    components: unknown[],
    more: Record<string, unknown> = {},
  ): Promise<string> {
    const name = newName();
    const { body } = await create(components, { name, ...more });
    await chat.control('POST', `/templates/${body.id}/review`, { status: 'APPROVED' });
    return name;
  }

  const send = (to: Record<string, string>, name: string, components?: unknown[], code = 'en') =>
    chat.send(number, {
      ...to,
      type: 'template',
      template: { name, language: { code }, ...(components === undefined ? {} : { components }) },
    });

  it('F-TEMPLATES-17 F-TEMPLATES-18 without a customer service window, filled in, and priced by their category', async () => {
    const { userId, waId } = await chat.person();
    const name = await approved([
      { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}', example: { header_text: ['1'] } },
      { type: 'BODY', text: 'Is {{2}} right, {{1}}?', example: { body_text: [['a', 'b']] } },
      { type: 'FOOTER', text: 'Thank you' },
    ]);
    const values = (...texts: string[]) => texts.map((text) => ({ type: 'text', text }));
    const { body } = await send({ to: waId }, name, [
      { type: 'header', parameters: values('1522') },
      { type: 'body', parameters: values('Ana', 'noon') },
    ]);
    expect(body).toMatchObject({
      contacts: [{ wa_id: waId, user_id: userId }],
      messages: [{ message_status: 'accepted' }],
    });
    await chat.delivered(wamidOf(body));
    const shown = { header: 'Order 1522', text: 'Is noon right, Ana?', footer: 'Thank you' };
    expect(await chat.inbox({ userId, waId })).toMatchObject([{ templateName: name, ...shown }]);
    const { element } = await chat.status(wamidOf(body), 'sent');
    expect(element.pricing).toMatchObject({ billable: true, category: 'utility' });
  });

  it('F-TEMPLATES-19 only when they are approved in the language: 132001', async () => {
    const { waId } = await chat.person();
    const [name, pending] = [await approved([BODY]), newName()];
    await create([BODY], { name: pending });
    const replies = [
      await send({ to: waId }, 'never_filed'),
      await send({ to: waId }, pending),
      await send({ to: waId }, name, [], 'de'),
    ];
    for (const { body, status } of replies) {
      expect([status, body.error.code]).toEqual([404, 132001]);
    }
  });

  it('F-TEMPLATES-20 not while they are paused (132015) or disabled (132016)', async () => {
    const { waId } = await chat.person();
    const name = newName();
    const { body } = await create([BODY], { name });
    for (const [status, code] of [
      ['PAUSED', 132015],
      ['DISABLED', 132016],
    ]) {
      await chat.control('POST', `/templates/${body.id}/review`, { status });
      expect((await send({ to: waId }, name)).body.error.code).toBe(code);
    }
  });

  it('F-TEMPLATES-21 with as many parameters as variables: 132000', async () => {
    const { waId } = await chat.person();
    const example = { body_text: [['a']] };
    const name = await approved([{ type: 'BODY', text: 'Hello {{1}}', example }]);
    const parameter = { type: 'text', text: 'Ana' };
    for (const parameters of [[], [parameter, parameter]]) {
      const { body, status } = await send({ to: waId }, name, [{ type: 'body', parameters }]);
      expect([status, body.error.code]).toEqual([400, 132000]);
    }
    expect((await send({ to: waId }, name)).body.error.code).toBe(132000);
    expect(
      (await send({ to: waId }, name, [{ type: 'body', parameters: [parameter] }])).status,
    ).toBe(200);
  });

  it('F-TEMPLATES-22 with the component as a request, which the user answers like any other', async () => {
    const person = await chat.person();
    const name = await approved([BODY, REQUEST]);
    const wamid = await chat.delivered(wamidOf((await send({ to: person.waId }, name)).body));
    expect(await chat.pair(number, person)).toMatchObject({ requestsIn7Days: 1 });
    await chat.answer(person, 'accept-temporary');
    expect((await chat.reply(person)).element.context.id).toBe(wamid);
  });

  it('F-TEMPLATES-23 F-TEMPLATES-24 with a call button whose lifetime and payload the message sets, without an index', async () => {
    const person = await chat.person();
    const buttons = [{ type: 'voice_call', text: 'Ring us', ttl_minutes: 1440 }];
    const name = await approved([BODY, { type: 'BUTTONS', buttons }]);
    const component = {
      type: 'button',
      sub_type: 'voice_call',
      parameters: [
        { type: 'ttl_minutes', ttl_minutes: 100 },
        { type: 'payload', payload: 'order=1522' },
      ],
    };
    await chat.delivered(wamidOf((await send({ to: person.waId }, name)).body));
    await chat.delivered(wamidOf((await send({ to: person.waId }, name, [component])).body));
    const [usual, special] = await chat.inbox(person);
    const minutes = ({ button, sentAtMs }: { button: { endsAtMs: number }; sentAtMs: number }) =>
      (button.endsAtMs - sentAtMs) / 60_000;
    expect([minutes(usual), minutes(special)]).toEqual([1440, 100]);
    expect(usual.button.displayText).toBe('Ring us');
    const tap = await chat.control('POST', `/consumers/${person.waId}/button-taps`, {});
    const { element } = await eventually(() => chat.kit.sink.find(tap.wacid, 'connect'));
    expect(element.cta_payload).toBe('order=1522');
  });

  it('F-TEMPLATES-25 refusing what a button cannot be', async () => {
    const { waId } = await chat.person();
    const call = await approved([BODY, { type: 'BUTTONS', buttons: [{ type: 'voice_call' }] }]);
    const bare = await approved([BODY]);
    const component = (parameter: object) => [
      { type: 'button', sub_type: 'voice_call', parameters: [parameter] },
    ];
    const replies = [
      await send({ to: waId }, call, component({ type: 'ttl_minutes', ttl_minutes: 43_201 })),
      await send({ to: waId }, call, component({ type: 'payload', payload: 'x'.repeat(513) })),
      await send({ to: waId }, bare, component({ type: 'payload', payload: 'x' })),
      await send({ to: waId }, bare, [{ type: 'carousel', parameters: [] }]),
    ];
    expect(replies.map(({ body }) => body.error.code)).toEqual([131009, 131009, 131009, 131009]);
  });

  it('F-TEMPLATES-26 to phone numbers only when they authenticate: 131062 for a BSUID', async () => {
    const { userId, waId } = await chat.person();
    const name = await approved([BODY], { category: 'AUTHENTICATION' });
    const { body, status } = await send({ recipient: userId }, name);
    expect([status, body.error.code]).toEqual([400, 131062]);
    expect((await send({ to: waId }, name)).status).toBe(200);
  });
});
