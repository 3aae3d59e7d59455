import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { CACHES, DIST, LOCAL, ROOT } from './paths.mjs';

const FOLDERS = ['apps', 'libs', 'migrations', 'bench'];
const STAMP = path.join(DIST, '.build-stamp.json');
const SPEC = /\.(int-|e2e-)?spec\.ts$/;
const CONFIG = /(^|\/)tsconfig[^/]*\.json$|\.md$/;

/**
 * Compiles what has changed since the last build. Each file is put in place by a rename and no folder
 * is emptied, so a process that is starting from dist in the same moment never misses a file.
 */
export async function build(say = () => undefined) {
  if (await isFresh()) return;
  await withLock(path.join(LOCAL, 'build.lock'), async () => {
    const [sources, built] = await Promise.all([listSources(), readStamp()]);
    const changed = [...sources].filter(([file, state]) => built.get(file) !== state);
    say(`compiling ${changed.length} of ${sources.size} files …`);
    await compile(changed.map(([file]) => file));
    await prune(sources);
    await mkdir(DIST, { recursive: true });
    await writeInPlace(STAMP, JSON.stringify([...sources]));
  });
}

async function isFresh() {
  const [sources, built] = await Promise.all([listSources(), readStamp()]);
  return sources.size === built.size && [...sources].every(([f, state]) => built.get(f) === state);
}

/** Each source with a text that changes when its content, or how it is compiled, may have changed. */
async function listSources() {
  const settings = await settingsHash();
  const lists = await Promise.all(FOLDERS.map((folder) => list(folder)));
  const files = lists.flat().filter((file) => !SPEC.test(file) && !CONFIG.test(file));
  const states = await Promise.all(
    files.map(async (file) => {
      const { size, mtimeMs } = await stat(path.join(ROOT, file));
      return [file, `${size}:${mtimeMs}:${settings}`];
    }),
  );
  return new Map(states.sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function list(folder) {
  const found = [];
  const entries = await readdir(path.join(ROOT, folder), { withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...(await list(file)));
    else found.push(file);
  }
  return found;
}

async function settingsHash() {
  const files = ['.swcrc', 'node_modules/@swc/core/package.json', 'scripts/lib/build.mjs'];
  const texts = await Promise.all(files.map((file) => readFile(path.join(ROOT, file))));
  return texts
    .reduce((hash, text) => hash.update(text), createHash('sha256'))
    .digest('hex')
    .slice(0, 12);
}

async function readStamp() {
  try {
    return new Map(JSON.parse(await readFile(STAMP, 'utf8')));
  } catch {
    return new Map();
  }
}

async function compile(files) {
  // Read when the compiler is loaded, which is now.
  Object.assign(process.env, CACHES);
  const { transformFile } = await import('@swc/core');
  const failures = [];
  for (const file of files) {
    try {
      await (file.endsWith('.ts') ? compileFile(file, transformFile) : copyAsset(file));
    } catch (error) {
      failures.push(`${file}: ${error.message.trim()}`);
    }
  }
  if (failures.length > 0) throw new Failure(`The build failed.\n${failures.join('\n')}`);
}

async function compileFile(file, transformFile) {
  const target = path.join(DIST, outputOf(file));
  const { code, map } = await transformFile(path.join(ROOT, file), {
    cwd: ROOT,
    sourceFileName: path.relative(path.dirname(target), path.join(ROOT, file)),
  });
  await mkdir(path.dirname(target), { recursive: true });
  await writeInPlace(`${target}.map`, map);
  await writeInPlace(target, `${code}//# sourceMappingURL=${path.basename(target)}.map\n`);
}

async function copyAsset(file) {
  const target = path.join(DIST, file);
  await mkdir(path.dirname(target), { recursive: true });
  await copyFile(path.join(ROOT, file), `${target}.new`);
  await rename(`${target}.new`, target);
}

async function writeInPlace(target, text) {
  await writeFile(`${target}.new`, text);
  await rename(`${target}.new`, target);
}

function outputOf(file) {
  return file.replace(/\.ts$/, '.js');
}

/** Removes the output of sources that are gone; code nobody wrote must not be importable. */
async function prune(sources) {
  const wanted = new Set();
  for (const file of sources.keys()) {
    wanted.add(outputOf(file));
    if (file.endsWith('.ts')) wanted.add(`${outputOf(file)}.map`);
  }
  const present = await readdir(DIST, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of present) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    if (file !== STAMP && !wanted.has(path.relative(DIST, file))) await rm(file);
  }
}
