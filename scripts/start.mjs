/**
 * `npm start`: the whole system on this machine, from a bare checkout. `--fresh` begins with empty data.
 */
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from './lib/command.mjs';
import { Failure } from './lib/failure.mjs';
import { installPackages } from './lib/install-packages.mjs';
import { formatLine } from './lib/log-lines.mjs';
import { LOCAL } from './lib/paths.mjs';
import { configuredPort } from './lib/ports.mjs';
import { dataFolder, postgresAccount } from './lib/postgres-home.mjs';
import { claimRunFile, fillRunFile } from './lib/run-file.mjs';
import { startStack } from './lib/stack.mjs';
import { describe } from './lib/stack-process.mjs';
import { welcome } from './lib/welcome.mjs';

const RUN_FILE = path.join(LOCAL, 'run.json');
const LOGS = path.join(LOCAL, 'logs');
const STATE = ['local.json', 'secrets.json', 'logins.json', 'logs', 'postgres', 'postgres.new'];
const PORT_VARIABLES = {
  api: 'API_PORT',
  simulator: 'SIMULATOR_PORT',
  postgres: 'POSTGRES_PORT',
  redis: 'REDIS_PORT',
};

await runCommand('patchbay', start, { exitCodeOnSignal: 0 });

async function start({ guard, say }) {
  const isFresh = readArguments(process.argv.slice(2));
  const ports = await configuredPorts();
  await installPackages(guard, say);
  const claim = await claimRunFile(guard, RUN_FILE, say);
  if (isFresh) await wipe();
  await mkdir(LOGS, { recursive: true });
  const { onLine, onExit, untilExit } = watch();
  say('starting …');
  const stack = await startStack({
    guard,
    dir: LOCAL,
    tenants: ['acme', 'globex'],
    variables: process.env,
    ports,
    onLine,
    onExit,
    say,
  });
  await fillRunFile(RUN_FILE, claim, stack);
  process.stdout.write(await welcome(stack, performance.now()));
  throw await untilExit;
}

function readArguments(args) {
  const unknown = args.filter((arg) => arg !== '--fresh');
  if (unknown.length === 0) return args.includes('--fresh');
  throw new Failure(`unknown argument ${unknown[0]}. There is one: npm start -- --fresh`);
}

async function configuredPorts() {
  const entries = Object.entries(PORT_VARIABLES).map(async ([name, variable]) => [
    name,
    await configuredPort(variable),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

async function wipe() {
  if (process.env.DATABASE_URL || process.env.DATABASE_OWNER_URL) {
    throw new Failure(
      '--fresh does not empty a database that is yours. Drop it yourself and start again, or unset DATABASE_URL and DATABASE_OWNER_URL.',
    );
  }
  const folders = new Set([LOCAL, await dataFolder(LOCAL, postgresAccount())]);
  for (const folder of folders) {
    for (const name of STATE) await rm(path.join(folder, name), { recursive: true, force: true });
  }
}

/** Prints what the processes say, keeps it as it is in .local/logs, and notices when one ends. */
function watch() {
  const logs = new Map();
  const onLine = (name, line) => {
    if (!logs.has(name)) logs.set(name, createWriteStream(path.join(LOGS, `${name}.log`)));
    logs.get(name).write(`${line}\n`);
    process.stdout.write(`${formatLine(name, line)}\n`);
  };
  let onExit;
  const untilExit = new Promise((resolve) => {
    onExit = (name, exit) => {
      resolve(new Failure(`${name} ${describe(exit)}; see .local/logs/${name}.log. Stopping all.`));
    };
  });
  return { onLine, onExit, untilExit };
}
