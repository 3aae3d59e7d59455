import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';

const COMMAND = path.resolve(import.meta.dirname, '../support/guarded-command.mjs');

interface Started {
  readonly process: ChildProcess;
  readonly pids: number[];
  readonly port: number;
  readonly folder: string;
}

let folder: string;
let runFile: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'patchbay-guardian-'));
  runFile = path.join(folder, 'run.json');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function launch(): ChildProcess {
  return spawn(process.execPath, [COMMAND, runFile], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function start(): Promise<Started> {
  const child = launch();
  child.stderr?.resume();
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  return { process: child, ...(JSON.parse(line) as Omit<Started, 'process'>) };
}

async function stop(started: Started): Promise<void> {
  started.process.kill('SIGTERM');
  await once(started.process, 'exit');
}

async function whatIsLeft({ pids, port, folder: scratch }: Started): Promise<string[]> {
  return [
    ...pids.filter(isRunning).map((pid) => `process ${pid}`),
    ...((await isOpen(port)) ? [`port ${port}`] : []),
    ...[scratch, runFile].filter((file) => existsSync(file)),
  ];
}

/** A dead process may wait for init to reap it; it has no memory any more. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return process.platform !== 'linux' || existsSync(`/proc/${pid}/exe`);
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

describe('a command that ends', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
    'leaves no process, port or folder after %s',
    async (signal) => {
      const started = await start();
      expect(await whatIsLeft(started)).toHaveLength(started.pids.length + 3);
      started.process.kill(signal);
      await eventually(async () => {
        expect(await whatIsLeft(started)).toEqual([]);
        return true;
      });
    },
  );

  it('cleans up itself when somebody kills the guardian', async () => {
    const started = await start();
    process.kill(started.pids[0]!, 'SIGKILL');
    const [code] = (await once(started.process, 'exit')) as [number];
    expect(code).toBe(1);
    expect(await whatIsLeft(started)).toEqual([]);
  });
});

describe('the run file', () => {
  it('refuses a second start by the name of the first', async () => {
    const started = await start();
    const second = launch();
    let text = '';
    second.stderr?.on('data', (data: Buffer) => (text += data.toString()));
    const [code] = (await once(second, 'exit')) as [number];
    expect(code).toBe(1);
    expect(text).toContain(`already runs from this checkout: process ${started.process.pid!}`);
    expect(JSON.parse(await readFile(runFile, 'utf8'))).toMatchObject({ pid: started.process.pid });
    await stop(started);
  });

  it('is taken over from a dead process, also when its id lives on in another', async () => {
    const { pid } = process;
    await writeFile(runFile, JSON.stringify({ pid, identity: 'a boot ago:1', startedAt: 'then' }));
    const started = await start();
    expect(JSON.parse(await readFile(runFile, 'utf8'))).toMatchObject({ pid: started.process.pid });
    await stop(started);
  });
});
