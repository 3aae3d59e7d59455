import { type Command, optional } from './command.js';
import { UsageError } from './failures.js';
import { type Listed, numberId } from './call-commands.js';
import { cell, table } from './table.js';

const WHOM = `  --number    only calls and requests of this business number
  --consumer  only calls of this user
  --call      only this call`;

const WHOM_OPTIONS = {
  number: { type: 'string' },
  consumer: { type: 'string' },
  call: { type: 'string' },
} as const;

function readObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below, like JSON that is no object.
  }
  throw new UsageError('the faults must be one JSON object, in quotes for the shell');
}

const show: Command = {
  name: 'faults',
  usage: '',
  summary: 'Faults in force for a number, a user or a call, and the profiles there are',
  run: async ({ client }) => {
    const [{ rules }, { profiles }] = (await Promise.all([
      client.get('/faults/rules'),
      client.get('/fault-profiles'),
    ])) as [{ rules: Listed }, { profiles: Listed }];
    const inForce = rules.map(({ id, match, ...faults }) => [
      cell(id),
      cell(match),
      JSON.stringify(faults),
    ]);
    const named = profiles.map(({ description, name }) => [cell(name), cell(description)]);
    const text = `in force:\n${inForce.length === 0 ? '-' : table(inForce)}\n\nprofiles:\n${table(named)}`;
    return { text, json: { rules, profiles } };
  },
};

const set: Command = {
  name: 'faults set',
  usage: "'<faults>'",
  summary: 'Sets the faults for everybody',
  details: `  sim faults set '{"graph":[{"action":"accept","status":500}],"webhooks":{"duplicate":1}}'

The document at /_sim/v1/openapi.json describes the fields.`,
  takes: [1, 1],
  run: async ({ args, client }) => {
    const json = await client.send('PUT', '/faults', readObject(args[0] ?? ''));
    return { text: 'the faults are set', json };
  },
};

const clear: Command = {
  name: 'faults clear',
  usage: '',
  summary: 'Nothing goes wrong any more',
  run: async ({ client }) => ({
    text: 'no faults',
    json: await client.send('DELETE', '/faults'),
  }),
};

const profile: Command = {
  name: 'faults profile',
  usage: '<name> [--number <number>] [--consumer <user>] [--call <wacid>]',
  summary: 'Faults by name, for everybody or for some; `faults` lists the names',
  details: WHOM,
  options: WHOM_OPTIONS,
  takes: [1, 1],
  run: async ({ args, client, options }) => {
    const number = optional(options, 'number');
    const match = {
      phoneNumberId: number === undefined ? undefined : await numberId(client, number),
      consumer: optional(options, 'consumer'),
      wacid: optional(options, 'call'),
    };
    const json = await client.send('POST', '/faults/rules', { profile: args[0], match });
    return { text: `${cell(args[0])} is in force as ${cell(json.id)}`, json };
  },
};

/** What goes wrong on purpose. */
export const FAULT_COMMANDS: readonly Command[] = [show, set, clear, profile];
