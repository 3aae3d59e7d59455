import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../lib/paths.mjs';
import { table } from './compiled.mjs';

const FOLDER = path.join(ROOT, 'apps/simulator/facts');

const INTRO = `# Facts about Meta's calling platform

What Meta's pages, and calls against the real thing, say that its side does. The simulator behaves
so, and each line has at least one test whose name begins with its id (\`test/simulator\`); an id
without a test fails \`test/simulator/meta-facts.e2e-spec.ts\`.

*documented*: on the page named. *observed*: seen on the wire by people who published it. *open*:
Meta's texts contradict each other or are silent; the simulator has a switch
(\`PUT /_sim/v1/switches\`) and both settings are tested. *ours*: no text of Meta says how; this is
our choice, so build nothing on it.

The sources are the files of \`apps/simulator/facts\`.
`;

/** docs/meta-facts.md */
export async function metaFacts() {
  const areas = await readAreas();
  const sections = areas.map(({ title, facts }) => {
    const rows = facts.map(({ id, fact, kind, page, switch: name }) => [
      id,
      fact,
      name === undefined ? kind : `${kind}: \`${name}\``,
      page,
    ]);
    return `## ${title}\n\n${table(['id', 'fact', 'kind', 'page'], rows)}`;
  });
  return [INTRO, ...sections].join('\n');
}

async function readAreas() {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (name) => JSON.parse(await readFile(path.join(FOLDER, name), 'utf8'))),
  );
}
