/**
 * The guardian: a small process of its own that starts every other process on behalf of the command
 * the user typed, and outlives that command by just as long as it takes to end them.
 *
 * A command that is killed with SIGKILL cannot clean up. It cannot tell somebody what it has started
 * either: between the birth of a child and the message about it there is always a moment to die in.
 * So the guardian is the parent of all children, and the end of its channel to the command is the
 * order to end them and to remove the temporary folders. It leads its own session: a Ctrl-C in the
 * terminal does not reach it.
 */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { endGroup, endProcesses, signalGroup } from './end-processes.mjs';

const children = new Map();
const leftovers = new Set();
const lastCommands = new Map();
let isEnding = false;
let isHurried = false;

function tell(message) {
  // The command may be gone already; then nobody is left to be told.
  if (process.connected) process.send(message, () => undefined);
}

function start({ id, spec }) {
  if (isEnding) return;
  const piped = spec.output === 'lines';
  const child = spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    env: spec.env,
    ...(spec.uid === undefined ? {} : { uid: spec.uid, gid: spec.gid }),
    ...(spec.argv0 === undefined ? {} : { argv0: spec.argv0 }),
    detached: true,
    stdio: ['ignore', piped ? 'pipe' : 'inherit', piped ? 'pipe' : 'inherit'],
  });
  if (child.pid !== undefined) {
    children.set(id, { pid: child.pid, order: spec.order, stop: spec.stop, hurry: spec.hurry });
    tell({ event: 'started', id, pid: child.pid });
  }
  child.once('error', (error) => tell({ event: 'exit', id, error: error.message }));
  if (piped) forwardLines(id, child);
  // 'close' comes after 'exit' and after the last line of output, so the reader sees both in order.
  child.once('close', (code, signal) => {
    const group = children.get(id);
    children.delete(id);
    // A leader may die before the members of its group; they must not outlive it.
    if (group) signalGroup(group.pid, 'SIGKILL');
    tell({ event: 'exit', id, code, signal });
  });
}

function forwardLines(id, child) {
  for (const stream of ['stdout', 'stderr']) {
    createInterface({ input: child[stream] }).on('line', (line) => {
      tell({ event: 'line', id, stream, line });
    });
  }
}

async function finish() {
  if (isEnding) return;
  isEnding = true;
  await endProcesses([...children.values()], () => isHurried);
  await Promise.all([...lastCommands.values()].map(runLastCommand));
  for (const path of leftovers) {
    await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch((error) => {
      console.error(`could not remove ${path}: ${error.message}`);
    });
  }
  process.exit();
}

function runLastCommand({ command, args, env }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: 15_000,
    });
    child.once('error', resolve);
    child.once('close', resolve);
  });
}

const HANDLERS = {
  start,
  signal: ({ id, signal }) => {
    const group = children.get(id);
    if (group) signalGroup(group.pid, signal);
  },
  stop: ({ id }) => {
    const group = children.get(id);
    if (group) void endGroup(group, () => isHurried);
  },
  removeAtEnd: ({ path }) => leftovers.add(path),
  keep: ({ path }) => leftovers.delete(path),
  runAtEnd: ({ id, spec }) => lastCommands.set(id, spec),
  end: () => void finish(),
  hurry: () => {
    isHurried = true;
    void finish();
  },
};

process.on('message', (message) => {
  HANDLERS[message.op]?.(message);
  if (message.ack !== undefined) tell({ event: 'ack', ack: message.ack });
});
process.on('disconnect', () => void finish());
process.on('SIGTERM', () => void finish());
for (const signal of ['SIGINT', 'SIGHUP', 'SIGPIPE']) process.on(signal, () => undefined);
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);
