import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../demo/control.mjs';
import { Failure, quote } from '../lib/failure.mjs';
import { npmEnv } from '../lib/install-packages.mjs';
import { ROOT } from '../lib/paths.mjs';
import { readJson } from '../lib/secrets.mjs';

const READY_WITHIN_MS = 240_000;
const GONE_WITHIN_MS = 20_000;

/** A fresh clone of the last commit, used the way a stranger with this account would. */
export class Checkout {
  constructor(base, name, account, tests) {
    this.testArgs = tests === undefined ? [] : ['--', tests];
    this.folder = path.join(base, name);
    this.name = name;
    this.temporary = path.join(base, 'tmp');
    this.account = account;
    execFileSync('git', ['clone', '--quiet', '--no-hardlinks', ROOT, this.folder], {
      env: { ...process.env, ...trustAnyOwner() },
    });
    const [home, temporary] = ['home', 'tmp'].map((part) => path.join(base, part));
    for (const made of [home, temporary]) mkdirSync(made, { recursive: true });
    // As /tmp is, but with nobody else's files in it, so that every file that stays is ours.
    chmodSync(temporary, 0o1777);
    if (account.uid !== undefined) {
      execFileSync('chown', ['-R', `${account.uid}:${account.gid}`, this.folder, home]);
    }
    this.env = {
      ...npmEnv(),
      ...trustAnyOwner(),
      HOME: home,
      TMPDIR: temporary,
      npm_config_registry: execFileSync('npm', ['config', 'get', 'registry'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim(),
      CI: 'true',
    };
  }

  /** Starts `npm …` in a process group of its own, as a shell does. */
  npm(...args) {
    const child = spawn('npm', args, {
      cwd: this.folder,
      env: this.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...this.account,
    });
    const run = { child, lines: [], startedAt: performance.now(), exited: false };
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => run.lines.push(...data.toString().split('\n').filter(Boolean)));
    }
    run.exit = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
    void run.exit.then(() => (run.exited = true));
    return run;
  }

  /** Resolves with the milliseconds until `npm start` said that it is ready. */
  async untilReady(run) {
    const ready = await eventually(
      () =>
        run.exited || run.lines.some((line) => line.startsWith('Patchbay is ready')) ? true : null,
      READY_WITHIN_MS,
    );
    if (!ready || run.exited) {
      throw new Failure(`${this.name}: npm start did not get ready.\n${quote(run.lines)}`);
    }
    return performance.now() - run.startedAt;
  }

  runFile() {
    return readJson(path.join(this.folder, '.local/run.json'));
  }

  /** Every port of the running system: its own servers', PostgreSQL's and Redis's. */
  async ports() {
    const { urls, processes } = await this.runFile();
    const servers = Object.values(urls).flatMap(({ publicUrl, privateUrl }) => [
      publicUrl,
      privateUrl,
    ]);
    return [
      ...servers.filter(Boolean).map((url) => Number(new URL(url).port)),
      ...['postgres', 'redis'].flatMap((name) => portOfCommand(processes[name]?.pid)),
    ];
  }
}

/** Like a terminal: Ctrl-C reaches every process of the foreground group. */
export async function interrupt(run) {
  process.kill(-run.child.pid, 'SIGINT');
  return exitOf(run);
}

export async function exitOf(run) {
  await eventually(() => (run.exited ? true : null), GONE_WITHIN_MS);
  if (!run.exited) throw new Failure(`npm did not end.\n${quote(run.lines)}`);
  return run.exit;
}

function portOfCommand(pid) {
  if (pid === undefined || process.platform !== 'linux') return [];
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  const [, port] = /port=(\d+)|:(\d+)/.exec(command)?.filter(Boolean) ?? [];
  return port === undefined ? [] : [Number(port)];
}

/** git refuses a repository of another user unless told that it may be read. */
function trustAnyOwner() {
  return { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' };
}
