/**
 * `npm run bench [-- <name> …] [--short] [--json] [--cpu-prof <folder>]`: measures. Every file of
 * bench/ that exports `bench = { name, summary, run }` is one.
 *
 * `run({ guard, say, isShort, cpuProfile })` resolves to a list of figures
 * `{ key, name, unit, value, least?, most? }`; one outside its bounds fails the bench. `key` is the
 * figure's name in JSON. A figure without a `name` stands in JSON only and may have any value, such
 * as the list of rounds. With `--json` each bench prints one line of JSON and no table:
 * `{"bench":"ingest","machine":{…},"isGood":true,"perSecond":1234,…}`, so the last line of stdout is
 * the object of the (last) bench. Progress goes to stderr through `say`.
 */
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from './lib/build.mjs';
import { runCommand } from './lib/command.mjs';
import { Failure } from './lib/failure.mjs';
import { installPackages } from './lib/install-packages.mjs';
import { machine } from './lib/machine.mjs';
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
  let areAllGood = true;
  for (const { name, run } of benches) {
    say(name);
    const before = machine();
    const figures = await run({ guard, say, isShort: values.short, cpuProfile });
    const result = { name, figures, machine: before, isGood: figures.every(isWithin) };
    areAllGood &&= result.isGood;
    process.stdout.write(`${values.json ? jsonOf(result) : tableOf(result)}\n`);
  }
  return areAllGood ? 0 : 1;
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

function isWithin({ value, least, most }) {
  return !(value < least) && !(value > most);
}

function jsonOf({ name, figures, machine: on, isGood }) {
  const values = Object.fromEntries(figures.map(({ key, value }) => [key, rounded(value)]));
  const missed = figures.filter((figure) => !isWithin(figure)).map(({ key }) => key);
  return JSON.stringify({ bench: name, machine: on, isGood, missed, ...values });
}

function rounded(value) {
  return typeof value === 'number' ? Math.round(value * 1000) / 1000 : value;
}

function tableOf({ name, figures: all }) {
  const figures = all.filter((figure) => figure.name !== undefined);
  const width = Math.max(...figures.map((figure) => figure.name.length));
  const rows = figures.map((figure) => {
    const { name: what, value, unit, least, most } = figure;
    const bounds = [least === undefined ? '' : `≥ ${least}`, most === undefined ? '' : `≤ ${most}`];
    const wanted = bounds.filter(Boolean).join(', ');
    const text = Number.isInteger(value) ? String(value) : value.toFixed(2);
    const verdict = isWithin(figure) ? wanted : `NOT ${wanted}`;
    return `  ${what.padEnd(width)}  ${text.padStart(9)} ${unit.padEnd(2)} ${verdict}`;
  });
  return [name, ...rows].join('\n').replaceAll(/ +$/gm, '');
}
