import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';

const ROOT = path.resolve(import.meta.dirname, '../..');
const README = path.join(ROOT, 'apps/simulator/README.md');
const DONE = '--- done ---';

interface Step {
  readonly command: string;
  /** What the README shows; `…` stands for anything. */
  readonly says: string;
}

/** The commands of the README's console blocks, each with what it says. */
async function readSession(): Promise<Step[]> {
  const text = await readFile(README, 'utf8');
  const blocks = [...text.matchAll(/^```console\n([^]*?)^```/gm)].map(([, block = '']) => block);
  return blocks
    .join('')
    .split(/^\$ /m)
    .slice(1)
    .map((step) => {
      const [command = '', ...lines] = step.trimEnd().split('\n');
      return { command, says: lines.join('\n') };
    });
}

function patternOf(says: string): RegExp {
  const parts = says.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** One shell for the whole session, so that its variables live on. */
class Shell {
  readonly #bash: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(cwd: string) {
    this.#bash = spawn('bash', ['--noprofile', '--norc'], {
      cwd,
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
    });
    this.#lines = createInterface(this.#bash.stdout!)[Symbol.asyncIterator]();
  }

  async run(command: string): Promise<string> {
    // Answers end without a newline.
    this.#bash.stdin!.write(`${command}\nprintf '\\n${DONE}\\n'\n`);
    const said: string[] = [];
    for (;;) {
      const { done, value } = await this.#lines.next();
      if (done === true || value === DONE) return said.join('\n').trimEnd();
      said.push(value);
    }
  }

  async close(): Promise<void> {
    process.kill(-this.#bash.pid!, 'SIGKILL');
    await once(this.#bash, 'exit');
  }
}

describe('the simulator alone, as its README shows it', () => {
  let folder: string;
  let simulator: ChildProcess;
  let shell: Shell;
  let url: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'patchbay-standalone-'));
    // Neither a database nor Redis: nothing but what a shell has.
    const env = { PATH: process.env.PATH, HOME: folder, TMPDIR: folder };
    simulator = spawn(process.execPath, ['scripts/sim.mjs', 'start', '--port', '0', '--json'], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(simulator.stdout!), 'line')) as [string];
    url = (JSON.parse(line) as { url: string }).url;
    shell = new Shell(folder);
  });

  afterAll(async () => {
    await shell.close();
    simulator.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  it('says to each line what the README says', async () => {
    const steps = await readSession();
    expect(steps.length).toBeGreaterThan(10);
    const port = await freePort();
    for (const { command, says } of steps) {
      const own = (text: string): string =>
        text.replaceAll('http://127.0.0.1:4700', url).replaceAll('4701', String(port));
      let said = '';
      const isAsShown = async (): Promise<boolean> => {
        said = await shell.run(own(command));
        return patternOf(own(says)).test(said);
      };
      // Reading may be done again: a webhook is on its way for a moment.
      const isReading = !/ -d | -X |&$|^kill|=\$\(/.test(command);
      if (isReading) await eventually(isAsShown).catch(() => undefined);
      else await isAsShown();
      expect({ command, said }).toEqual({
        command,
        said: expect.stringMatching(patternOf(own(says))),
      });
    }
  });

  it('ends with Ctrl-C, and leaves nothing that listens', async () => {
    simulator.kill('SIGINT');
    const [code] = (await once(simulator, 'exit')) as [number];
    expect(code).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });
});
