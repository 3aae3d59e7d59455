import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HEALTHY, PACKAGES, PLANTED } from './support/planted.js';

const ROOT = path.resolve('.');
const CONFIG = path.join(ROOT, '.dependency-cruiser.cjs');
const CRUISE = path.join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

/** The command of `npm run arch`, in any folder. It exits with the number of violations. */
function cruise(folder: string, targets: readonly string[]): Promise<Violation[]> {
  const args = [CRUISE, '--config', CONFIG, '--output-type', 'json', ...targets];
  const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024, env: { PATH: process.env.PATH } };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, options, (error, stdout) => {
      try {
        const { summary } = JSON.parse(stdout) as { summary: { violations: Violation[] } };
        resolve(summary.violations);
      } catch {
        reject(error ?? new Error(stdout));
      }
    });
  });
}

let folder: string;
let found: Violation[];

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
  await writeFile(path.join(folder, file), `${text}\nexport {};\n`);
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'patchbay-rules-'));
  const { type, imports } = JSON.parse(await readFile('package.json', 'utf8'));
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ type, imports }));
  await copyFile('tsconfig.json', path.join(folder, 'tsconfig.json'));
  for (const [file, text] of Object.entries(HEALTHY)) await write(file, text);
  for (const { file, imports: target } of PLANTED) await write(file, `import '${target}';`);
  for (const name of PACKAGES) {
    await write(`node_modules/${name}/index.js`, '');
    const manifest = JSON.stringify({ name, version: '1.0.0', main: 'index.js', type: 'module' });
    await writeFile(path.join(folder, 'node_modules', name, 'package.json'), manifest);
  }
  found = await cruise(folder, ['apps', 'libs']);
});
afterAll(() => rm(folder, { recursive: true }));

describe('the dependency rules', () => {
  it('have each a file here that breaks it', () => {
    const { forbidden } = createRequire(import.meta.url)(CONFIG) as {
      forbidden: readonly { name: string; severity: string }[];
    };
    expect(PLANTED.map(({ rule }) => rule).sort()).toEqual(forbidden.map((r) => r.name).sort());
    expect(forbidden.filter(({ severity }) => severity !== 'error')).toEqual([]);
  });

  it.each(PLANTED)('find $file, which breaks $rule', ({ rule, file }) => {
    const rules = found.filter(({ from }) => from === file).map((violation) => violation.rule.name);
    expect(rules).toContain(rule);
  });

  it('find nothing in the files that break none', () => {
    const planted = PLANTED.map(({ file }) => file);
    // The other half of the circle is as guilty as the first.
    const circle = 'libs/kernel/src/b.ts';
    const others = found.filter(({ from }) => ![...planted, circle].includes(from));
    expect(others).toEqual([]);
  });

  it('find nothing in this repository', async () => {
    expect(await cruise(ROOT, ['apps', 'libs', 'migrations', 'test'])).toEqual([]);
  }, 60_000);
});
