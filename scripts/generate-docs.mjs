/**
 * `npm run docs:generate`: writes the pages that the code itself knows best (PAGES, below). `--check`
 * writes nothing and exits 1 when one of them is not what the code says; `--into <folder>` takes
 * another folder than the checkout.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { callStates } from './docs/call-states.mjs';
import { envExample } from './docs/env-example.mjs';
import { errorCodes } from './docs/error-codes.mjs';
import { metaFacts } from './docs/meta-facts.mjs';
import { webhookKinds } from './docs/webhook-kinds.mjs';
import { build } from './lib/build.mjs';
import { runCommand } from './lib/command.mjs';
import { Failure } from './lib/failure.mjs';
import { ROOT } from './lib/paths.mjs';

const PAGES = {
  'docs/call-states.md': callStates,
  'docs/error-codes.md': errorCodes,
  'docs/meta-facts.md': metaFacts,
  'docs/webhook-kinds.md': webhookKinds,
  '.env.example': envExample,
};

await runCommand('docs', async ({ say }) => {
  const { isCheck, folder } = readArguments(process.argv.slice(2));
  await build(say);
  const pages = await writePages();
  const stale = [];
  for (const [name, text] of Object.entries(pages)) {
    const file = path.join(folder, name);
    if ((await readFile(file, 'utf8').catch(() => undefined)) === text) continue;
    stale.push(name);
    if (!isCheck) await write(file, text);
  }
  if (stale.length === 0) say('every page is what the code says');
  else if (!isCheck) say(`written: ${stale.join(', ')}`);
  else {
    throw new Failure(
      `not what the code says: ${stale.join(', ')}. Run npm run docs:generate and commit the result.`,
    );
  }
});

function readArguments(args) {
  const rest = args.filter((arg) => arg !== '--check');
  const [flag, folder, ...more] = rest;
  const isKnown = flag === undefined || (flag === '--into' && folder !== undefined);
  if (!isKnown || more.length > 0) {
    throw new Failure(
      `unknown arguments ${rest.join(' ')}. There are --check and --into <folder>.`,
    );
  }
  return { isCheck: args.includes('--check'), folder: path.resolve(folder ?? ROOT) };
}

/** The text of every page, Markdown in the form that Prettier leaves it in. */
async function writePages() {
  const prettier = await import('prettier');
  const style = await prettier.resolveConfig(path.join(ROOT, 'README.md'));
  const entries = Object.entries(PAGES).map(async ([name, makePage]) => {
    const text = await makePage();
    if (!name.endsWith('.md')) return [name, text];
    return [name, await prettier.format(text, { ...style, parser: 'markdown' })];
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function write(file, text) {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}
