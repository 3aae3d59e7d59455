import type { Command, Outcome } from './command.js';
import { UsageError } from './failures.js';
import { type Listed } from './call-commands.js';
import type { Json } from './control-client.js';
import { parseDuration } from './duration.js';
import { cell, table } from './table.js';

function clockOf(json: Json): Outcome {
  const days = Number(json.offsetMs) / 86_400_000;
  const ahead = json.offsetMs === 0 ? 'the real time' : `${days.toFixed(2)} days off the real time`;
  return { text: `${cell(json.now)}, ${ahead}`, json };
}

const clock: Command = {
  name: 'clock',
  usage: '[advance <duration> | set <duration>]',
  summary: "Shows or moves the simulated world's time",
  details: `  clock                shows it
  clock advance 7d     lets time pass: 7d, 12h, 1h30m, 45s
  clock set 0s         how far it is ahead of the real time`,
  takes: [0, 2],
  run: async ({ args, client }) => {
    const [verb, amount] = args;
    if (verb === undefined) return clockOf(await client.get('/clock'));
    if (amount === undefined) throw new UsageError(`clock ${verb} needs a duration`);
    const ms = parseDuration(amount);
    if (verb === 'advance') return clockOf(await client.send('POST', '/clock/advance', { ms }));
    if (verb === 'set') return clockOf(await client.send('PUT', '/clock', { offsetMs: ms }));
    throw new UsageError(`clock cannot ${verb}`);
  },
};

/** `true`, `100` and the like as what they mean, everything else as text. */
function readValue(text: string): unknown {
  return /^(?:true|false|\d+)$/.test(text) ? JSON.parse(text) : text;
}

function assignment(text: string): readonly [string, unknown] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`"${text}" is not <name>=<value>`);
  return [text.slice(0, at), readValue(text.slice(at + 1))];
}

const switches: Command = {
  name: 'switches',
  usage: '[<name>=<value> …]',
  summary: "Shows or sets what Meta's texts leave open",
  takes: [0, Infinity],
  run: async ({ args, client }) => {
    const json =
      args.length === 0
        ? await client.get('/switches')
        : await client.send('PUT', '/switches', Object.fromEntries(args.map(assignment)));
    return { text: table(Object.entries(json).map(([name, v]) => [name, cell(v)])), json };
  },
};

const numbers: Command = {
  name: 'numbers',
  usage: '[--consumer <user>]',
  summary: 'Business numbers, and whether a user could call them',
  options: { consumer: { type: 'string' } },
  run: async ({ client, options }) => {
    const { consumer } = options;
    const query = typeof consumer === 'string' ? `?consumer=${encodeURIComponent(consumer)}` : '';
    const json = await client.get(`/numbers${query}`);
    const rows = (json.numbers as Listed).map((number) => {
      const { refusal } = number.callButton as Json;
      return [
        `+${cell(number.displayPhoneNumber)}`,
        cell(number.phoneNumberId),
        cell(number.businessName),
        refusal === null ? 'can be called' : cell(refusal),
      ];
    });
    return { text: table(rows), json };
  },
};

const webhooks: Command = {
  name: 'webhooks',
  usage: '[--call <wacid>] [--last <count>]',
  summary: 'Webhooks sent so far, the newest last',
  options: { call: { type: 'string' }, last: { type: 'string', default: '20' } },
  run: async ({ client, options }) => {
    const { webhooks: all } = (await client.get('/webhooks')) as { webhooks: Listed };
    const last = Number(options.last);
    if (!Number.isInteger(last) || last < 1) throw new UsageError('--last takes a count');
    const shown = all
      .filter(({ wacid }) => options.call === undefined || wacid === options.call)
      .slice(-last);
    const rows = shown.map(({ appKey, attempts, deliveredMs, kind, lastStatus, wacid }) => [
      cell(kind),
      `to ${cell(appKey)}`,
      deliveredMs === undefined
        ? `not acknowledged, last answer ${cell(lastStatus)}`
        : 'acknowledged',
      attempts === 1 ? '1 attempt' : `${cell(attempts)} attempts`,
      cell(wacid),
    ]);
    return { text: rows.length === 0 ? 'no webhooks' : table(rows), json: { webhooks: shown } };
  },
};

const reset: Command = {
  name: 'reset',
  usage: '',
  summary: 'Back to the seed: calls, permissions, faults and the clock',
  run: async ({ client }) => ({
    text: 'back to the seed',
    json: await client.send('POST', '/reset'),
  }),
};

/** The simulated world: its time, its numbers, what it sent. */
export const WORLD_COMMANDS: readonly Command[] = [clock, switches, numbers, webhooks, reset];
