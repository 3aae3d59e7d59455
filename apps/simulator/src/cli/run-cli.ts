import { parseArgs } from 'node:util';
import type { Command, Options, Terminal } from './command.js';
import { Refusal, UsageError } from './failures.js';
import { COMMANDS } from './commands.js';
import { codeOf } from './error-code.js';
import { ControlClient } from './control-client.js';
import { DEFAULT_PORT } from './default-port.js';
import { table } from './table.js';

export const EXIT = { done: 0, refused: 1, usage: 2 } as const;

const GLOBAL_OPTIONS = {
  json: { type: 'boolean' },
  url: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

interface Parsed {
  readonly command: Command | undefined;
  readonly options: Options;
  readonly args: readonly string[];
}

/** The longest name that the words begin with; `faults set` before `faults`. */
function commandOf(words: readonly string[]): Command | undefined {
  const two = words.slice(0, 2).join(' ');
  return (
    COMMANDS.find(({ name }) => name === two) ?? COMMANDS.find(({ name }) => name === words[0])
  );
}

function parse(argv: readonly string[]): Parsed {
  const command = commandOf(argv);
  const first = argv[0];
  if (command === undefined && first !== undefined && !first.startsWith('-') && first !== 'help') {
    throw new UsageError(`there is no command "${first}"`);
  }
  const { positionals, values }: ReturnType<typeof parseArgs> = parseArgs({
    args: argv.slice(command?.name.split(' ').length ?? 0),
    options: { ...GLOBAL_OPTIONS, ...command?.options },
    allowPositionals: true,
  });
  return { command, options: values as Options, args: positionals };
}

function checkCount({ name, takes = [0, 0], usage }: Command, args: readonly string[]): void {
  const [least, most] = takes;
  if (args.length >= least && args.length <= most) return;
  throw new UsageError(`usage: npm run sim -- ${name} ${usage}`.trimEnd());
}

function helpOf(command: Command | undefined): string {
  if (command === undefined) {
    return `npm run sim -- <command> [options]

${table(COMMANDS.map(({ name, summary }) => [`  ${name}`, summary]))}

  --url <url>   which simulator; else the one of \`npm start\`, or http://127.0.0.1:${DEFAULT_PORT}
  --json        answers for programs
  --help        after a command: more about it

Exit codes: 0 done, 1 refused (the reason is printed), 2 written wrongly.`;
  }
  const { details, name, summary, usage } = command;
  const more = details === undefined ? '' : `\n\n${details}`;
  return `npm run sim -- ${name} ${usage}`.trimEnd() + `\n\n${summary}.${more}`;
}

async function runCommand(
  { args, command, options }: Parsed,
  terminal: Terminal,
  runningUrl: string | undefined,
): Promise<number> {
  if (command === undefined || options.help === true) {
    terminal.write(`${helpOf(command)}\n`);
    return EXIT.done;
  }
  checkCount(command, args);
  const given = typeof options.url === 'string' ? options.url.replace(/\/$/, '') : undefined;
  const url = given ?? runningUrl ?? `http://127.0.0.1:${DEFAULT_PORT}`;
  const isJson = options.json === true;
  const outcome = await command.run({
    client: new ControlClient(url),
    terminal,
    options,
    args,
    isJson,
  });
  if (outcome !== undefined) {
    terminal.write(`${isJson ? JSON.stringify(outcome.json) : outcome.text}\n`);
  }
  return EXIT.done;
}

/**
 * Runs one command line, e.g. `['call', '--from', '254700000101', …]`; gives the exit code.
 * `runningUrl` is where `npm start` has its simulator, when it runs.
 */
export async function runCli(
  argv: readonly string[],
  terminal: Terminal,
  runningUrl?: string,
): Promise<number> {
  try {
    return await runCommand(parse(argv), terminal, runningUrl);
  } catch (error) {
    if (error instanceof Refusal) {
      terminal.complain(`${error.message}\n`);
      return EXIT.refused;
    }
    if (error instanceof UsageError || isParseError(error)) {
      terminal.complain(`${error.message}\n\`npm run sim -- --help\` shows what there is.\n`);
      return EXIT.usage;
    }
    throw error;
  }
}

/** What parseArgs throws. */
function isParseError(error: unknown): error is Error {
  return String(codeOf(error)).startsWith('ERR_PARSE_ARGS');
}
