/**
 * `npm run bench [-- <name> …] [--short] [--json] [--cpu-prof <folder>]`: measures. Every file of
 * bench/ that exports `bench` is one; each prints its figures, and one outside its bounds fails.
 */
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from './lib/build.mjs';
import { runCommand } from './lib/command.mjs';
import { Failure } from './lib/failure.mjs';
import { installPackages } from './lib/install-packages.mjs';
import { ROOT } from './lib/paths.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    'cpu-prof': { type: 'string' },
  },
});

await runCommand('bench', async ({ guard, say }) => {
  const benches = await chosen();
  await installPackages(guard, say);
  await build(say);
  const cpuProfile = values['cpu-prof'] && path.resolve(values['cpu-prof']);
  if (cpuProfile) await mkdir(cpuProfile, { recursive: true });
  const results = [];
  for (const { name, run } of benches) {
    say(name);
    const figures = await run({ guard, say, isShort: values.short, cpuProfile });
    results.push({
      name,
      figures: figures.map((figure) => ({ ...figure, isGood: isGood(figure) })),
    });
  }
  if (!values.json) for (const result of results) process.stdout.write(`${tableOf(result)}\n`);
  process.stdout.write(`${JSON.stringify({ results })}\n`);
  return results.every(({ figures }) => figures.every((figure) => figure.isGood)) ? 0 : 1;
});

async function chosen() {
  const files = await readdir(path.join(ROOT, 'bench'));
  const modules = await Promise.all(
    files
      .filter((file) => file.endsWith('.mjs'))
      .sort()
      .map((file) => import(pathToFileURL(path.join(ROOT, 'bench', file)).href)),
  );
  const all = modules.map(({ bench }) => bench);
  const wanted = positionals.length === 0 ? all : all.filter((b) => positionals.includes(b.name));
  if (wanted.length > 0 && wanted.length >= positionals.length) return wanted;
  throw new Failure(
    `There is no such bench; there are:\n${all.map((b) => `  ${b.name}  ${b.summary}`).join('\n')}`,
  );
}

function isGood({ value, least = -Infinity, most = Infinity }) {
  return value >= least && value <= most;
}

function tableOf({ name, figures }) {
  const width = Math.max(...figures.map((figure) => figure.name.length));
  const rows = figures.map(({ name: what, value, unit, least, most, isGood: good }) => {
    const bounds = [least === undefined ? '' : `≥ ${least}`, most === undefined ? '' : `≤ ${most}`];
    const wanted = bounds.filter(Boolean).join(', ');
    const text = Number.isInteger(value) ? String(value) : value.toFixed(2);
    return `  ${what.padEnd(width)}  ${text.padStart(9)} ${unit.padEnd(2)} ${good ? wanted : `NOT ${wanted}`}`;
  });
  return [name, ...rows].join('\n').replaceAll(/ +$/gm, '');
}
