import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ChatKit, DAY_MS, type Person, wamidOf } from './support/chat-kit.js';

const PAUSE = 'RESTRICTED_BUSINESS_INITIATED_CALLING';

describe('call permission requests', () => {
  let chat: ChatKit;
  let number: string;
  beforeAll(async () => {
    chat = await ChatKit.open();
    number = await chat.numbers.addEnabled();
  });
  afterEach(() => chat.reset());
  afterAll(() => chat.close());

  /** The user writes again, so that only the request itself can be refused. */
  const write = ({ waId }: Person, to = number) =>
    chat.control('POST', `/consumers/${waId}/messages`, { phoneNumberId: to });

  async function code(person: Person, of = number): Promise<number> {
    await write(person, of);
    const { body, status } = await chat.ask(of, person);
    return status === 200 ? 200 : body.error.code;
  }

  const statusOf = async (person: Person, of = number): Promise<string> =>
    (await chat.pair(of, person)).permission.status;

  const later = (days: number) => {
    chat.kit.clock.setOffset(days * DAY_MS + 1000);
  };

  const refusalOf = async ({ waId }: Person, answer: string, wamid: string) =>
    (await chat.kit.control('POST', `/consumers/${waId}/permission-answers`, { answer, wamid }))
      .status;

  async function templateName(): Promise<string> {
    await chat.control('PUT', '/template-review', { afterMs: null });
    const { body } = await chat.graph('POST', '510000000000001/message_templates', {
      name: 'may_we_call',
      language: 'en',
      category: 'UTILITY',
      components: [{ type: 'BODY', text: 'May we call?' }, { type: 'call_permission_request' }],
    });
    await chat.control('POST', `/templates/${body.id}/review`, { status: 'APPROVED' });
    return 'may_we_call';
  }

  it('F-PERMISSIONS-20 F-PERMISSIONS-21 may be sent once in 24 hours and twice in 7 days, then 138009', async () => {
    const person = await chat.person();
    expect([await code(person), await code(person)]).toEqual([200, 138009]);
    later(1);
    expect([await code(person), await code(person)]).toEqual([200, 138009]);
    later(3);
    expect(await code(person)).toBe(138009);
    later(7);
    expect(await code(person)).toBe(200);
    const { status } = await chat.ask(number, person);
    expect(status).toBe(400);
  });

  it('F-PERMISSIONS-22 count for each user and each number by itself', async () => {
    const [one, two] = [await chat.person(), await chat.person()];
    const other = await chat.numbers.addEnabled();
    expect([await code(one), await code(two), await code(one, other)]).toEqual([200, 200, 200]);
  });

  it('F-PERMISSIONS-23 count together, free-form and as templates', async () => {
    const [one, two] = [await chat.person(), await chat.person()];
    const name = await templateName();
    const byTemplate = ({ waId }: Person) =>
      chat.send(number, {
        to: waId,
        type: 'template',
        template: { name, language: { code: 'en' } },
      });
    expect(await code(one)).toBe(200);
    expect((await byTemplate(one)).body.error.code).toBe(138009);
    expect((await byTemplate(two)).status).toBe(200);
    expect(await code(two)).toBe(138009);
  });

  it('F-PERMISSIONS-24 may be sent 25 times a day and 100 times a week by sandboxes', async () => {
    const sandbox = await chat.numbers.addEnabled({ accountMode: 'SANDBOX' });
    const person = await chat.person();
    await chat.use(sandbox, person, { requests: 24 });
    expect([await code(person, sandbox), await code(person, sandbox)]).toEqual([200, 138009]);
    later(2);
    await chat.use(sandbox, person, { requests: 75 });
    later(4);
    expect(await code(person, sandbox)).toBe(138009);
  });

  it('F-PERMISSIONS-25 are refused with 138017 while there is a permanent permission, not a temporary one', async () => {
    const grant = (status: string) =>
      chat.person({ permissions: [{ phoneNumberId: number, status }] });
    const [temporary, permanent] = [await grant('temporary'), await grant('permanent')];
    expect([await code(temporary), await code(permanent)]).toEqual([200, 138017]);
  });

  it('F-PERMISSIONS-26 expire 7 days after their delivery when nobody answers', async () => {
    const person = await chat.acquaintance(number, {});
    await chat.behave(person, { onMessage: 'hold' });
    const wamid = wamidOf((await chat.ask(number, person)).body);
    later(10);
    await chat.control('POST', `/messages/${wamid}/deliver`);
    later(16.9);
    expect((await chat.inbox(person))[0].request.expired).toBeNull();
    later(17.1);
    expect(await refusalOf(person, 'accept-permanent', wamid)).toBe(409);
    expect((await chat.inbox(person))[0].request.expired).toMatch(/delivered more than 7 days ago/);
    expect(await statusOf(person)).toBe('no_permission');
  });

  it('F-PERMISSIONS-27 F-PERMISSIONS-28 may be accepted after a rejection, until 7 days after the answer', async () => {
    const person = await chat.acquaintance(number);
    const wamid = await chat.asked(number, person);
    later(3);
    await chat.answer(person, 'reject', wamid);
    expect(await statusOf(person)).toBe('no_permission');
    later(9.9);
    await chat.answer(person, 'accept-temporary', wamid);
    expect(await statusOf(person)).toBe('temporary');
    later(17);
    expect(await refusalOf(person, 'reject', wamid)).toBe(409);
  });

  it('F-PERMISSIONS-29 expire when the user answers a newer one, not by its mere arrival', async () => {
    const person = await chat.acquaintance(number);
    const first = await chat.asked(number, person);
    later(1);
    await write(person);
    const second = await chat.asked(number, person);
    await chat.answer(person, 'reject', first);
    await chat.answer(person, 'accept-temporary', second);
    expect(await refusalOf(person, 'reject', first)).toBe(409);
    expect(await statusOf(person)).toBe('temporary');
  });

  it('F-PERMISSIONS-30 cannot be sent while the number is paused (138014); decisions of that time are valid', async () => {
    const paused = await chat.numbers.addEnabled();
    const [accepting, rejecting] = [
      await chat.acquaintance(paused),
      await chat.acquaintance(paused),
    ];
    await chat.asked(paused, accepting);
    await chat.asked(paused, rejecting);
    await chat.control('POST', `/numbers/${paused}/restrictions`, { type: PAUSE });
    expect(await code(await chat.person(), paused)).toBe(138014);
    await chat.answer(accepting, 'accept-permanent');
    await chat.answer(rejecting, 'reject');
    await chat.control('DELETE', `/numbers/${paused}/restrictions/${PAUSE}`);
    expect([await statusOf(accepting, paused), await statusOf(rejecting, paused)]).toEqual([
      'permanent',
      'no_permission',
    ]);
    expect((await chat.reply(accepting)).element.interactive.call_permission_reply.response).toBe(
      'accept',
    );
  });

  it('F-PERMISSIONS-31 the permission ends 7 × 86,400 s after the approval, and nobody is told', async () => {
    const person = await chat.acquaintance(number);
    await chat.asked(number, person);
    later(2);
    await chat.answer(person, 'accept-temporary');
    await chat.reply(person);
    later(8.99);
    expect(await statusOf(person)).toBe('temporary');
    later(9.01);
    expect(await statusOf(person)).toBe('no_permission');
    // A message of the user follows, so that a webhook of the expiry would have come before it.
    await write(person);
    await chat.delivered(await chat.asked(number, person));
    expect(chat.replies(person)).toHaveLength(1);
  });

  it('F-PERMISSIONS-32 a permanent permission does not end by itself', async () => {
    const person = await chat.acquaintance(number);
    await chat.asked(number, person);
    await chat.answer(person, 'accept-permanent');
    later(400);
    expect(await statusOf(person)).toBe('permanent');
  });

  it('F-PERMISSIONS-33 users may be told to answer by themselves', async () => {
    const answers = ['accept-temporary', 'accept-permanent', 'reject', 'ignore'];
    const seen = await Promise.all(
      answers.map(async (onPermissionRequest) => {
        const person = await chat.acquaintance(number);
        await chat.behave(person, { onPermissionRequest });
        await chat.asked(number, person);
        const { permission, requests } = await chat.pair(number, person);
        return [permission.status, requests[0].decision ?? null];
      }),
    );
    expect(seen).toEqual([
      ['temporary', 'accept-temporary'],
      ['permanent', 'accept-permanent'],
      ['no_permission', 'reject'],
      ['no_permission', null],
    ]);
  });

  it('F-PERMISSIONS-34 a thousand users are made at once', async () => {
    const { consumers } = await chat.control('POST', '/consumers/bulk', {
      count: 1000,
      countryCode: '254',
      permissions: [{ phoneNumberId: number }],
      behaviour: { onRing: 'reject' },
    });
    expect(new Set(consumers.map(({ userId }: Person) => userId)).size).toBe(1000);
    expect(await statusOf(consumers[999])).toBe('permanent');
    expect(consumers[0].userId).toMatch(/^KE\.\d+$/);
  });
});
