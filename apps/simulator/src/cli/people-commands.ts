import { type Command, optional, required } from './command.js';
import { type Listed, numberId, plainNumber } from './call-commands.js';
import type { Json } from './control-client.js';
import { cell, table } from './table.js';

const PAIR_OPTIONS = { from: { type: 'string' }, to: { type: 'string' } } as const;
const PAIR = `  --from  phone number or user id of the user
  --to    phone number or phone number id of the business`;

function pathOf(options: Readonly<Record<string, string | boolean | undefined>>): string {
  return `/consumers/${encodeURIComponent(plainNumber(required(options, 'from')))}`;
}

const consumers: Command = {
  name: 'consumers',
  usage: '',
  summary: 'All users of WhatsApp',
  run: async ({ client }) => {
    const json = await client.get('/consumers');
    const rows = (json.consumers as Listed).map(({ name, userId, waId }) => [
      cell(waId),
      cell(userId),
      cell(name),
    ]);
    return { text: table(rows), json };
  },
};

const grant: Command = {
  name: 'grant',
  usage: '--from <user> --to <number> [--temporary]',
  summary: 'A user lets a business call',
  details: `${PAIR}

For good, in the business's profile; with --temporary by answering its call permission request.`,
  options: { ...PAIR_OPTIONS, temporary: { type: 'boolean' } },
  run: async ({ client, options }) => {
    const path = pathOf(options);
    const phoneNumberId = await numberId(client, required(options, 'to'));
    if (options.temporary !== true) {
      const json = await client.send('POST', `${path}/permission-grants`, { phoneNumberId });
      return { text: cell(json.status), json };
    }
    const { items } = (await client.get(`${path}/inbox?phoneNumberId=${phoneNumberId}`)) as {
      items: Listed;
    };
    const wamid = items.findLast(({ request }) => request !== null)?.wamid;
    const body = { answer: 'accept-temporary', wamid };
    const json = await client.send('POST', `${path}/permission-answers`, body);
    return { text: cell(json.status), json };
  },
};

const revoke: Command = {
  name: 'revoke',
  usage: '--from <user> --to <number>',
  summary: 'A user takes the permission back',
  details: PAIR,
  options: PAIR_OPTIONS,
  run: async ({ client, options }) => {
    const path = `${pathOf(options)}/permission-revocations`;
    const phoneNumberId = await numberId(client, required(options, 'to'));
    const json = await client.send('POST', path, { phoneNumberId });
    return { text: cell(json.status), json };
  },
};

const write: Command = {
  name: 'write',
  usage: '--from <user> --to <number> [<text>]',
  summary: 'A user writes to a business, which opens the customer service window',
  details: PAIR,
  options: PAIR_OPTIONS,
  takes: [0, 1],
  run: async ({ args, client, options }) => {
    const path = `${pathOf(options)}/messages`;
    const phoneNumberId = await numberId(client, required(options, 'to'));
    const json = await client.send('POST', path, { phoneNumberId, text: args[0] });
    return { text: cell(json.wamid), json };
  },
};

const inbox: Command = {
  name: 'inbox',
  usage: '--from <user> [--to <number>]',
  summary: 'What businesses wrote to a user',
  details: PAIR,
  options: PAIR_OPTIONS,
  run: async ({ client, options }) => {
    const to = optional(options, 'to');
    const query = to === undefined ? '' : `?phoneNumberId=${await numberId(client, to)}`;
    const json = await client.get(`${pathOf(options)}/inbox${query}`);
    const rows = (json.items as Listed).map(({ kind, phoneNumberId, request, text }) => [
      cell(phoneNumberId),
      cell(kind),
      cell(text),
      request === null || request === undefined ? '' : `answer: ${cell((request as Json).answer)}`,
    ]);
    return { text: rows.length === 0 ? 'no messages' : table(rows), json };
  },
};

/** What users allow, write and read. */
export const PEOPLE_COMMANDS: readonly Command[] = [grant, revoke, write, inbox, consumers];
