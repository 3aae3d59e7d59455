import { setTimeout as pause } from 'node:timers/promises';
import { type Command, type Invocation, optional } from './command.js';
import { Refusal } from './failures.js';
import type { Json, LiveMessage } from './control-client.js';
import { cell } from './table.js';

/** How soon it connects again after a reset or a restart. */
const AGAIN_MS = 500;

function withoutNothing(pairs: readonly (readonly [string, unknown])[]): string {
  return pairs
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([name, value]) => `${name} ${cell(value)}`)
    .join(', ');
}

/** One line for one event. */
export function lineOf({ data, name }: LiveMessage): string {
  const lines: Readonly<Record<string, () => string>> = {
    call: () =>
      `${cell(data.state)} ${cell((data.consumer as Json | undefined)?.name)} ${data.direction === 'USER_INITIATED' ? '→' : '←'} +${cell(data.displayPhoneNumber)}  ${cell(data.wacid)}`,
    graph: () =>
      `${cell(data.method)} ${cell(data.path)} ${withoutNothing([
        ['action', data.action],
        ['status', data.status],
        ['code', data.code],
      ])}`,
    webhook: () =>
      `${cell(data.kind)} to ${cell(data.appKey)} ${withoutNothing([
        ['attempt', data.attempts],
        ['status', data.lastStatus],
      ])}`,
  };
  return `${name.padEnd(8)}${lines[name]?.() ?? JSON.stringify(data)}`;
}

/** Tells of events until they end, which a reset does. */
async function tell(
  { client, isJson, terminal }: Invocation,
  query: URLSearchParams,
): Promise<void> {
  for await (const message of client.events(query, terminal.signal)) {
    if (isJson) terminal.write(`${JSON.stringify({ event: message.name, ...message.data })}\n`);
    else if (message.name !== 'hello') terminal.write(`${lineOf(message)}\n`);
  }
}

async function watch(invocation: Invocation): Promise<undefined> {
  const { options, terminal } = invocation;
  const query = new URLSearchParams();
  for (const name of ['names', 'wacid', 'consumer']) {
    const value = optional(options, name === 'wacid' ? 'call' : name);
    if (value !== undefined) query.set(name, value);
  }
  const { signal } = terminal;
  for (let attempt = 1; !signal.aborted; attempt++) {
    try {
      await tell(invocation, query);
    } catch (error) {
      // Once it was there, it will come again.
      if (error instanceof Refusal && attempt === 1) throw error;
    }
    await pause(AGAIN_MS, undefined, { signal }).catch(() => undefined);
  }
}

export const WATCH: Command = {
  name: 'watch',
  usage: '[--call <wacid>] [--consumer <user>] [--names call,graph,webhook,message]',
  summary: 'What happens, as it happens, until Ctrl-C',
  options: {
    call: { type: 'string' },
    consumer: { type: 'string' },
    names: { type: 'string' },
  },
  run: watch,
};
