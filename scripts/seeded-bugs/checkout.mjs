import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure, quote } from '../lib/failure.mjs';
import { npmEnv } from '../lib/install-packages.mjs';
import { ROOT } from '../lib/paths.mjs';
import { MARK } from './mark.mjs';

const REPORTER = path.join(ROOT, 'scripts/seeded-bugs/reporter.mjs');

/** A copy of the work tree as it is now, in which bugs are planted and tests run. */
export class Checkout {
  #folder;
  #guard;

  constructor(folder, guard) {
    this.#folder = folder;
    this.#guard = guard;
  }

  static async make(folder, guard) {
    for (const file of filesOfWorkTree()) {
      await cp(path.join(ROOT, file), path.join(folder, file), { preserveTimestamps: true }).catch(
        ignoreDeleted,
      );
    }
    await linkPackages(path.join(folder, 'node_modules'));
    return new Checkout(folder, guard);
  }

  /** What keeps the bug from being planted: a text that is not in its file exactly once. */
  async problemsOf(bug) {
    const problems = [];
    for (const { file, find } of editsOf(bug)) {
      const text = await readFile(this.#pathOf(file), 'utf8').catch(() => null);
      const count = text === null ? 0 : text.split(find).length - 1;
      if (count !== 1) {
        problems.push(
          `${bug.name}: the text to replace is ${count} times in ${file}, not once: ${find.trim()}`,
        );
      }
    }
    return problems;
  }

  /** Runs the work with the bug in place, and takes the bug out again. */
  async withBug(bug, work) {
    const originals = [];
    for (const { file, find, replace } of editsOf(bug)) {
      const text = await readFile(this.#pathOf(file), 'utf8');
      originals.push([file, text]);
      await writeFile(
        this.#pathOf(file),
        text.replace(find, () => replace),
      );
    }
    try {
      return await work();
    } finally {
      for (const [file, text] of originals) await writeFile(this.#pathOf(file), text);
    }
  }

  /** Runs test files as `npm test` does; tells what passed, failed and could not run at all. */
  async test(files) {
    // A skipped test would fail the run in CI, and that is not what we ask.
    const env = { ...npmEnv(), CI: '' };
    const child = await this.#guard.start({
      name: 'npm test',
      command: process.execPath,
      args: [this.#pathOf('scripts/test.mjs'), ...files, `--reporters=${REPORTER}`],
      cwd: this.#folder,
      env,
      // It ends PostgreSQL behind itself.
      stop: [['SIGINT', 20_000]],
    });
    const { code } = await this.#guard.untilExit(child);
    const line = child.lines.findLast((text) => text.startsWith(MARK));
    if (line === undefined) {
      const problem = `the run did not come to its end:\n${quote(child.lines)}`;
      return { hasSucceeded: false, passed: 0, failed: [], broken: [problem] };
    }
    const { passed, failed, broken } = JSON.parse(line.slice(MARK.length));
    const titles = failed.map(({ file, test }) => `${path.relative(this.#folder, file)}: ${test}`);
    return { hasSucceeded: code === 0, passed, failed: titles, broken };
  }

  #pathOf(file) {
    return path.join(this.#folder, file);
  }
}

function editsOf(bug) {
  return [bug, ...(bug.and ?? [])];
}

/** What git tracks or would add, so that a test written a minute ago counts. */
function filesOfWorkTree() {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  try {
    const list = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' });
    return new Set(list.split('\0').filter(Boolean));
  } catch (error) {
    throw new Failure(`git cannot list the files of ${ROOT}: ${error.message.trim()}`);
  }
}

function ignoreDeleted(error) {
  if (error.code !== 'ENOENT') throw error;
}

/** Package by package, so that what tools keep in node_modules stays out of the one that we share. */
async function linkPackages(folder) {
  const shared = path.join(ROOT, 'node_modules');
  await mkdir(folder);
  for (const name of await readdir(shared)) {
    if (name !== '.cache') await symlink(path.join(shared, name), path.join(folder, name));
  }
}
