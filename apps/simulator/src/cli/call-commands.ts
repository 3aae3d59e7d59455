import { type Command, optional, required } from './command.js';
import { Refusal, UsageError } from './failures.js';
import type { ControlClient, Json } from './control-client.js';
import { cell, table } from './table.js';

export type Listed = readonly Json[];

/** A phone number as people write it: `+254 700 000101`. */
export function plainNumber(text: string): string {
  return /^\+?[\d\s()-]+$/.test(text) ? text.replaceAll(/\D/g, '') : text;
}

/** A business number by its id or by the digits one dials. */
export async function numberId(client: ControlClient, text: string): Promise<string> {
  const wanted = plainNumber(text);
  const { numbers } = (await client.get('/numbers')) as { numbers: Listed };
  const found = numbers.find(
    ({ displayPhoneNumber, phoneNumberId }) =>
      phoneNumberId === wanted || displayPhoneNumber === wanted,
  );
  if (found === undefined) {
    throw new Refusal(`there is no business number ${text}; \`numbers\` lists them`);
  }
  return cell(found.phoneNumberId);
}

async function liveCall(client: ControlClient, given: string | undefined): Promise<string> {
  if (given !== undefined) return given;
  const { calls } = (await client.get('/calls')) as { calls: Listed };
  const live = calls.filter(({ state }) => state !== 'ENDED');
  const [only] = live;
  if (only === undefined) throw new Refusal('there is no live call');
  if (live.length > 1) {
    const ids = live.map(({ wacid }) => `  ${cell(wacid)}`).join('\n');
    throw new Refusal(`there are ${live.length} live calls; say which one:\n${ids}`);
  }
  return cell(only.wacid);
}

/** One step of a user in a call: `POST /calls/:wacid/<step>`. */
function step(name: string, summary: string): Command {
  return {
    name,
    usage: '[<wacid>]',
    summary,
    details: 'Without an id it is the only live call.',
    takes: [0, 1],
    run: async ({ args, client }) => {
      const wacid = await liveCall(client, args[0]);
      const json = await client.send('POST', `/calls/${encodeURIComponent(wacid)}/${name}`);
      return { text: `${wacid} is ${cell(json.state)}`, json };
    },
  };
}

const call: Command = {
  name: 'call',
  usage: '--from <user> --to <number> [--via <entry>] [--deep-link <payload>] [--cta <payload>]',
  summary: 'A user calls a business',
  details: `  --from       phone number or user id of the user
  --to         phone number or phone number id of the business
  --via        where the user found the call: chat, button, deep_link, call_log
  --deep-link  payload of the wa.me/call link that was followed
  --cta        payload of the call button that was pressed`,
  options: {
    from: { type: 'string' },
    to: { type: 'string' },
    via: { type: 'string' },
    'deep-link': { type: 'string' },
    cta: { type: 'string' },
  },
  run: async ({ client, options }) => {
    const from = plainNumber(required(options, 'from'));
    const phoneNumberId = await numberId(client, required(options, 'to'));
    const [via, deeplinkPayload, ctaPayload] = ['via', 'deep-link', 'cta'].map((name) =>
      optional(options, name),
    );
    const body = { consumer: from, phoneNumberId, via, deeplinkPayload, ctaPayload };
    const json = await client.send('POST', '/calls', body);
    return { text: cell(json.wacid), json };
  },
};

const digits: Command = {
  name: 'digits',
  usage: '<digits> [<wacid>]',
  summary: 'The user presses keys: 0-9, A-D, * and #',
  takes: [1, 2],
  run: async ({ args, client }) => {
    const [keys = '', given] = args;
    if (!/^[0-9A-D*#]+$/.test(keys)) throw new UsageError('keys are 0-9, A-D, * and #');
    const wacid = await liveCall(client, given);
    const path = `/calls/${encodeURIComponent(wacid)}/digits`;
    const json = await client.send('POST', path, { digits: keys });
    return { text: `pressed ${keys}`, json };
  },
};

const calls: Command = {
  name: 'calls',
  usage: '[<wacid>] [--all]',
  summary: 'Live calls, with --all also the ended ones; one call in full',
  options: { all: { type: 'boolean' } },
  takes: [0, 1],
  run: async ({ args, client, options }) => {
    const [wacid] = args;
    if (wacid !== undefined) {
      const json = await client.get(`/calls/${encodeURIComponent(wacid)}`);
      return { text: JSON.stringify(json, null, 2), json };
    }
    const { calls: all } = (await client.get('/calls')) as { calls: Listed };
    const shown = all.filter(({ state }) => options.all === true || state !== 'ENDED');
    const rows = shown.map(({ consumer, direction, phoneNumberId, state, wacid: id }) => [
      cell(state),
      direction === 'USER_INITIATED' ? 'user calls' : 'business calls',
      cell((consumer as Json).name),
      cell(phoneNumberId),
      cell(id),
    ]);
    return { text: rows.length === 0 ? 'no calls' : table(rows), json: { calls: shown } };
  },
};

/** What users do in calls, and which calls there are. */
export const CALL_COMMANDS: readonly Command[] = [
  call,
  step('answer', "The user answers a business's call"),
  step('reject', "The user declines a business's call"),
  step('hangup', 'The user hangs up'),
  digits,
  calls,
];
